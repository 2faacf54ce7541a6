"""What a request brings, read within bounds: nothing that is sent can be more than a line saying why not."""

import re
from collections.abc import Mapping
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

Form = Mapping[str, Any]
_MOST_FIELDS = 64
_UTF8 = (b"utf-8", b"utf8")
_WHOLE = re.compile(r"[0-9]{1,9}")


async def read(request: Request) -> Form:
    """Return the form that a request brings, empty if there is none.

    Raises HTTPException for files, too many fields, another encoding than UTF-8, and what is no form.
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", _UTF8[0]).lower() not in _UTF8:
        raise HTTPException(415, "forms are in UTF-8")
    try:
        return await request.form(max_files=0, max_fields=_MOST_FIELDS)
    except (FormParserError, ValueError) as error:
        raise HTTPException(400, "the form cannot be read") from error


def text_of(form: Form, name: str) -> str:
    """Return a field of a form or query; nothing if it is not there."""
    return str(form.get(name, ""))


def whole_of(form: Form, name: str) -> int | None:
    """Return a field that is a whole number as scripts write it; None if it is not, or longer than any of ours."""
    text = text_of(form, name)
    return int(text) if _WHOLE.fullmatch(text) else None
