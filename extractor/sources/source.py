"""The host and the address of a page, as its tags and its foot print them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from extractor.rules.mention import Mention
from extractor.sources.lines import Line


def host_of(address: str | None) -> str | None:
    """Return the host of a URL or of a bare host name, lower-case, without `www.`; null if there is none."""
    if not address:
        return None
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host else None


def page_source(lines: Sequence[Line], first: int) -> Mention | None:
    """Return the address at the page's foot, else a host in the tag before the lead, else the named source.

    `first` is the index of the report's first line.
    """
    url = next((m for m in (line.mark("page_url") for line in reversed(lines)) if m), None)
    if url:
        return url
    tags = (m for line in lines[first : first + 3] for m in line.marks.get("page_tag", ()))
    tag = next((m for m in tags if "host" in m.groups), None)
    return tag or next((m for m in (line.mark("page_source") for line in reversed(lines)) if m), None)
