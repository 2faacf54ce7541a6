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
_WHOLE = re.compile(r"[0-9]{1,9}")


async def read(request: Request) -> Form:
    """Return the form that a request brings, empty if there is none.

    Raises HTTPException for too many fields and what cannot be read. Files are no matter of ours: a form with such
    parts is not even taken apart.
    """
    kind, _ = parse_options_header(request.headers.get("content-type"))
    if kind == b"multipart/form-data":
        raise HTTPException(415, "forms are application/x-www-form-urlencoded")
    try:
        return await request.form(max_fields=_MOST_FIELDS)
    except FormParserError as error:
        raise HTTPException(400, "the form cannot be read") from error


def text_of(form: Form, name: str) -> str:
    """Return a field of a form or query; nothing if it is not there."""
    return str(form.get(name, ""))


def whole_of(form: Form, name: str) -> int | None:
    """Return a field that is a whole number as scripts write it; None if it is not, or longer than any of ours."""
    text = text_of(form, name)
    return int(text) if _WHOLE.fullmatch(text) else None
