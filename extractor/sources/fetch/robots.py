"""What a host's robots.txt allows, as RFC 9309 has it."""

from functools import lru_cache

import httpx
from protego import Protego

from extractor.errors import SourceError
from extractor.sources.fetch.client import Client
from extractor.sources.fetch.guard import UnreachableError
from extractor.sources.fetch.options import ROBOT

_HOSTS = 256
"""So many are remembered; a robots.txt may be long."""
_MOST_BYTES = 500_000
_MOST_REDIRECTS = 5
"""Both of RFC 9309, 2.5 and 2.3.1.2."""


class Robots:
    """The robots.txt of each host, asked for once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules = lru_cache(_HOSTS)(self._read)

    def check(self, url: httpx.URL) -> None:
        """Set the host's delay; raises SourceError if `url` may not be read, or nobody can say so."""
        rules = self._rules(url.copy_with(raw_path=b"/robots.txt"))
        if isinstance(rules, str):
            raise SourceError(rules)
        if rules is None:
            return
        self._client.slow_down(url.host, rules.crawl_delay(ROBOT) or 0)
        if not rules.can_fetch(str(url), ROBOT):
            raise SourceError(f"robots.txt of {url.host} does not allow it")

    def _read(self, url: httpx.URL) -> Protego | str | None:
        """Return the rules, why they cannot be read, or null where there are none."""
        host = url.host
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                answer = self._client.get(url, _MOST_BYTES)
            except UnreachableError as error:
                return str(error)
            except SourceError as error:
                return f"robots.txt of {host} cannot be read: {error}"
            if answer.target is None:
                break
            url = answer.target
        if answer.status == 200:
            return Protego.parse(answer.body.decode("utf-8-sig", errors="replace"))
        if answer.status == 429 or answer.status >= 500:
            return f"robots.txt of {host} cannot be read ({answer.says}): try later"
        return None  # also where redirects have no end, says the RFC
