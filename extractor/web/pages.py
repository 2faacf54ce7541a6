"""What a page is made of: the open article and its records, the queue, the door."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse

from extractor.desk import FIELDS, Desk, shown
from extractor.desk.card import card, names_of, said_of, standing, state_of
from extractor.desk.fields import Field, field_of
from extractor.desk.words import language
from extractor.models import RECORD_TYPES
from extractor.review import Reviewed
from extractor.store import FILTERS, Waiting
from extractor.web.door import Session
from extractor.web.sheet import marks, paragraphs

_AROUND = 30
"""So many records before and after the current one are listed."""
_LONGEST_HISTORY, _LONGEST_QUEUE, _LONGEST_VALUE = 100, 200, 80


class Pages:
    """Renders each page from what is known; holds nothing but the templates."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def _page(self, template: str, status: int = 200, **known: Any) -> HTMLResponse:
        text = self._env.get_template(template).render(language=language(), **known)
        return HTMLResponse(text, status)

    def door(self, by_password: bool, wrong: str = "", status: int = 200) -> HTMLResponse:
        """Return the page before which one stands without a session."""
        return self._page("door.html", status, by_password=by_password, wrong=wrong)

    def left(self, made: int) -> HTMLResponse:
        """Return the page after the last."""
        return self._page("left.html", made=made)

    def article(
        self, session: Session, desk: Desk, has: str | None, wrong: str = "", status: int = 200
    ) -> HTMLResponse:
        """Return the open article with its records, or that there is none.

        `has` is the edition of the text that the browser shows already: then the text itself is left out.
        """
        said, session.said = session.said, ""
        common = {"session": session, "desk": desk, "said": said, "wrong": wrong, "version": version(desk)}
        if desk.article is None:
            return self._page("nothing.html", status, **common)
        spans = marks(desk)
        # a text knows its hash once it was asked: nothing here is as long as the article
        edition = sha256(f"{desk.article.id} {hash(desk.article.text)} {spans}".encode()).hexdigest()[:16]
        text = None if edition == has else paragraphs(desk.article.text, spans)
        return self._page(
            "article.html",
            status,
            **common,
            article=desk.article,
            doubts=desk.waiting.doubts if desk.waiting else (),
            edition=edition,
            paragraphs=text,
            card=card(desk, desk.record),
            listed=_listed(desk),
            history=_history(desk),
            whole=has is None,
            kinds={kind: [_blank(field) for field in FIELDS[kind]] for kind in RECORD_TYPES} if has is None else {},
        )

    def queue(self, session: Session, found: Sequence[Waiting], by: str, value: str, wrong: str = "") -> HTMLResponse:
        """Return the queue, narrowed or whole: its first articles and how many there are."""
        return self._page(
            "queue.html",
            422 if wrong else 200,
            session=session,
            by=by,
            value=value,
            filters=list(FILTERS),
            found=found[:_LONGEST_QUEUE],
            count=len(found),
            settled=sum(waiting.settled for waiting in found),
            wrong=wrong,
        )


def version(desk: Desk) -> str:
    """Return what changes with each decision on the open article: a page of an older version decides nothing."""
    return f"{desk.article.id if desk.article else ''} {len(desk.history)}"


def _listed(desk: Desk) -> list[dict[str, Any]]:
    """Return the records around the current one: number, kind, state, and its main values in one line."""
    first = max(desk.at - _AROUND, 0)
    return [
        {
            "number": number,
            "kind": record.kind,
            "state": state_of(record),
            "conflict": record.conflict is not None,
            "line": _line(record),
        }
        for number, record in enumerate(desk.records[first : desk.at + _AROUND + 1], first)
    ]


def _line(record: Reviewed) -> str:
    values = standing(record)
    texts = (shown(field_of(record.kind, name), values.get(name)) for name in names_of(record))
    return " · ".join(text[:_LONGEST_VALUE] for text in islice(filter(None, texts), 3))


def _history(desk: Desk) -> list[dict[str, Any]]:
    rows = [
        {"made": d.made, "reviewer": d.reviewer, "said": said_of(d), "force": force, "undone": d.verdict == "undone"}
        for d, force in desk.history[-_LONGEST_HISTORY:]
    ]
    return rows[::-1]


def _blank(field: Field) -> dict[str, Any]:
    return {"name": field.name, "required": field.required, "value": shown(field, field.default)}
