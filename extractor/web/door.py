"""Who may come in: a link that opens once, or a password; then a session by a cookie."""

import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST = 100
"""Sessions at once; beyond, the one that was idle for longest ends."""
_IDLE = 12 * 60 * 60
"""After so many seconds without a request a session ends."""


@dataclass
class Session:
    """A reviewer at a browser. `csrf` is what each write must bring; `made` counts the decisions."""

    reviewer: str
    seen: float
    csrf: str = field(default_factory=secrets.token_urlsafe)
    said: str = ""
    """What the next page says of what was done, once."""
    made: int = 0


class Door:
    """Lets reviewers in: without a password by a link, each of which opens once; else by the password and a name."""

    def __init__(
        self,
        reviewer: str,
        password: str | None,
        announce: Callable[[str], None],
        left: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take who the links are for, what is told each new link's token, and what is told who has no session left."""
        self._reviewer, self._announce, self._left, self._clock = reviewer, announce, left, clock
        self._password = None if password is None else _bytes(password)
        self._token: str | None = None
        self._sessions: dict[str, Session] = {}

    @property
    def by_password(self) -> bool:
        """Whether a password opens, and no link."""
        return self._password is not None

    def offer(self) -> None:
        """Make a link and announce it; the one before opens no more."""
        self._token = secrets.token_urlsafe(32)
        self._announce(self._token)

    def by_link(self, token: str) -> str | None:
        """Return the cookie of a new session if that is the link's token; offer a new link, as this one is used up."""
        if self._token is None or not secrets.compare_digest(_bytes(token), _bytes(self._token)):
            return None
        self.offer()
        return self._open(self._reviewer)

    def by_word(self, reviewer: str, password: str) -> str | None:
        """Return the cookie of a new session if the password is right."""
        if self._password is None or not secrets.compare_digest(_bytes(password), self._password):
            return None
        return self._open(reviewer)

    def _open(self, reviewer: str) -> str:
        while len(self._sessions) >= _MOST:
            self.close(min(self._sessions, key=lambda cookie: self._sessions[cookie].seen))
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(reviewer, self._clock())
        return cookie

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, if it has not ended; this is a sign of life."""
        session = self._sessions.get(cookie or "")
        if session is None or cookie is None:
            return None
        now = self._clock()
        if now - session.seen > _IDLE:
            self.close(cookie)
            return None
        session.seen = now
        return session

    def close(self, cookie: str) -> None:
        """End a session."""
        ended = self._sessions.pop(cookie, None)
        if ended and all(session.reviewer != ended.reviewer for session in self._sessions.values()):
            self._left(ended.reviewer)


def _bytes(typed: str) -> bytes:
    """Return what is compared: a letter with its marks is the same however a keyboard composes it."""
    return unicodedata.normalize("NFC", typed).encode(errors="replace")
