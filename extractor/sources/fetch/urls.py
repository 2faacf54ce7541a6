"""Addresses as the web takes them, and as a message shows them."""

import httpx

from extractor.errors import SourceError

_MOST_LETTERS = 2000
_SHOWN = 300


def url_of(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return an address as a URL, read from `base`; raises SourceError if it is none that can be read."""
    if len(address) > _MOST_LETTERS:
        raise SourceError(f"an address of more than {_MOST_LETTERS} characters: it is not read")
    try:
        url = (base.join(address) if base else httpx.URL(address)).copy_with(fragment=None)
        host, port = url.host, url.port  # raises ValueError for a name that IDNA has not
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceError(f"not an address ({shown(str(error))}): check it") from error
    if url.scheme not in ("http", "https"):
        raise SourceError("not an address of the web: it must begin with http:// or https://")
    if not host or (port is not None and not 0 < port < 65536):
        raise SourceError("not an address: it names no host, or a port that is none")
    if url.userinfo:
        raise SourceError("an address with a name or password in it: leave them out")
    return url


def shown(text: str) -> str:
    """Return a text from outside so that it stands in one line of no great length."""
    line = " ".join(text.encode(errors="backslashreplace").decode().split())
    line = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
