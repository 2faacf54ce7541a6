"""What can be done at the desk from a page: one function for each button."""

from collections.abc import Callable, Mapping

from extractor.desk import Desk, DeskError
from extractor.desk.words import _
from extractor.web.forms import Form, text_of, whole_of


def do(action: str, desk: Desk, form: Form) -> str:
    """Do one of ACTIONS at the record that the form names; return what is said of it.

    Raises DeskError where it cannot be done, StoreError where the database refuses.
    """
    record = whole_of(form, "record")
    if action in _ON_A_RECORD and desk.article:
        # Not the record that happens to be current: another tab may have gone elsewhere.
        if record is None or record >= len(desk.records):
            raise DeskError(_("there is no such record"))
        desk.go(record)
    return ACTIONS[action](desk, form)


def _accept(desk: Desk, form: Form) -> str:
    desk.accept()
    return _said(desk, _("accepted"))


def _reject(desk: Desk, form: Form) -> str:
    desk.reject()
    return _said(desk, _("rejected"))


def _take(desk: Desk, form: Form) -> str:
    desk.take()
    return _said(desk, _("accepted"))


def _accept_rest(desk: Desk, form: Form) -> str:
    desk.accept_rest()
    return _said(desk, _("what was undecided is accepted"))


def _correct(desk: Desk, form: Form) -> str:
    desk.correct(text_of(form, "name"), text_of(form, "typed"))
    return _said(desk, _("kept"))


def _add(desk: Desk, form: Form) -> str:
    start, end = whole_of(form, "start"), whole_of(form, "end")
    if start is None or end is None:
        raise DeskError(_("no text is selected"))
    typed = {name.removeprefix("field-"): text_of(form, name) for name in form if name.startswith("field-")}
    desk.add(text_of(form, "kind"), start, end, typed)
    return _said(desk, _("kept"))


def _note(desk: Desk, form: Form) -> str:
    desk.note(text_of(form, "note"))
    return _("kept")


def _skip(desk: Desk, form: Form) -> str:
    desk.skip()
    return ""


def _undo(desk: Desk, form: Form) -> str:
    return _("undone") if desk.undo() else _("there is nothing to undo here")


def _next(desk: Desk, form: Form) -> str:
    desk.next()
    return ""


def _said(desk: Desk, said: str) -> str:
    return _("all is decided: Enter for the next article") if desk.settled == len(desk.records) else said


ACTIONS: Mapping[str, Callable[[Desk, Form], str]] = {
    "accept": _accept,
    "reject": _reject,
    "take": _take,
    "accept_rest": _accept_rest,
    "correct": _correct,
    "add": _add,
    "note": _note,
    "skip": _skip,
    "undo": _undo,
    "next": _next,
}
"""What can be done at the desk: each returns what is said of it, and raises DeskError where it cannot be."""
_ON_A_RECORD = {"accept", "reject", "take", "correct", "note", "skip"}
