"""Who may come in: a link that opens once, or a password; then a session by a cookie."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from extractor.desk import Desk

_MOST = 100
"""Sessions at once; beyond, the one that was opened first ends."""


@dataclass
class Session:
    """A reviewer at a browser. `csrf` is what each write must bring; `desk` is theirs alone."""

    reviewer: str
    csrf: str = field(default_factory=secrets.token_urlsafe)
    desk: Desk | None = None
    said: str = ""
    """What the next page says of what was done, once."""


class Door:
    """Lets reviewers in: without a password by a link, each of which opens once; else by the password and a name."""

    def __init__(self, reviewer: str, password: str | None, announce: Callable[[str], None]) -> None:
        """Take who the links are for, and `announce`: it is told each new link's token."""
        self._reviewer, self._password, self._announce = reviewer, password, announce
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
        if self._token is None or not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self.offer()
        return self._open(self._reviewer)

    def by_word(self, reviewer: str, password: str) -> str | None:
        """Return the cookie of a new session if the password is right."""
        if self._password is None or not secrets.compare_digest(password.encode(), self._password.encode()):
            return None
        return self._open(reviewer)

    def _open(self, reviewer: str) -> str:
        while len(self._sessions) >= _MOST:
            self.close(next(iter(self._sessions)))
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(reviewer)
        return cookie

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie."""
        return self._sessions.get(cookie or "")

    def close(self, cookie: str) -> None:
        """End a session; its article is free for others."""
        session = self._sessions.pop(cookie, None)
        if session and session.desk:
            session.desk.leave()

    def close_all(self) -> int:
        """End all sessions; return how many are ended."""
        cookies = list(self._sessions)
        for cookie in cookies:
            self.close(cookie)
        return len(cookies)
