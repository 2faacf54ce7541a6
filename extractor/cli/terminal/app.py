"""The review in the terminal: one key for each thing that can be done."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from extractor.cli.terminal.article import ArticleView
from extractor.cli.terminal.dialogs import AddRecord, ChooseKind, EditField, Help, WriteNote
from extractor.cli.terminal.record import described
from extractor.desk import Desk
from extractor.desk.card import names_of
from extractor.desk.fields import field_of
from extractor.desk.places import marked
from extractor.desk.visible import one_line
from extractor.desk.words import N_, _
from extractor.errors import PhongtraoError

_KEYS = (
    ("a", "accept", N_("accept")),
    ("r", "reject", N_("reject")),
    ("c", "correct", N_("correct the field")),
    ("plus", "add", N_("add a record from the text")),
    ("n", "note", N_("write a note")),
    ("s", "skip", N_("skip: on to what is undecided")),
    ("u", "undo", N_("undo")),
    ("t", "take", N_("take what is read now, not what was decided")),
    ("A", "accept_rest", N_("accept all that is left")),
    ("enter", "next_article", N_("next article")),
    ("j,down", "move(1)", N_("next record")),
    ("k,up", "move(-1)", N_("previous record")),
    ("tab,right,l", "field(1)", N_("next field")),
    ("shift+tab,left,h", "field(-1)", N_("previous field")),
    ("pagedown,space", "scroll_text(1)", N_("the text, a page on")),
    ("pageup", "scroll_text(-1)", N_("the text, a page back")),
    ("question_mark", "help", N_("this help")),
    ("q", "leave", N_("leave")),
)
_PRINTED = {"plus": "+", "question_mark": "?", "enter": "Enter", "tab": "Tab", "space": "Space"}
_BAR = N_("a accept r reject c correct + add n note s skip u undo A all Enter next ? help")
_SELECTING = N_("arrows, w, b move · Space marks · Enter takes what is marked · Esc cancels")


class ReviewApp(App[None]):
    """A desk on a terminal."""

    CSS_PATH = "review.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding(key, action, show=False) for key, action, _what in _KEYS]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._field = ""
        self._seen: tuple[str, int] | None = None

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Static("", id="head")
        with Container(id="desk"):
            yield ArticleView(id="article")
            with VerticalScroll(id="side", can_focus=False):
                yield Static("", id="record")
        yield Static("", id="status")
        yield Static(Text(_(_BAR), no_wrap=True), id="bar")

    def on_mount(self) -> None:
        """Open the first article."""
        self.action_next_article()

    # What is shown

    def _show(self, said: str = "") -> None:
        desk = self._desk
        article, side = self.query_one(ArticleView), self.query_one("#record", Static)
        self.query_one("#status", Static).update(Text(one_line(said), no_wrap=True, overflow="ellipsis"))
        if desk.article is None:
            article.show("", (), ())
            side.update("")
            self.query_one("#head", Static).update("")
            return
        article.focus()
        here = desk.article.id, desk.at
        if here != self._seen:
            self._seen, self._field = here, names_of(desk.record)[0]
        self.query_one("#head", Static).update(self._head())
        current = marked(desk.evidence(desk.record))
        others = [s for i, r in enumerate(desk.records) if i != desk.at for s in marked(desk.evidence(r))]
        article.show(desk.article.text, current, others)
        text, line = described(desk, self._field)
        side.update(text)
        self.query_one("#side", VerticalScroll).scroll_to(y=max(line - 2, 0), animate=False, force=True)

    def _head(self) -> Text:
        desk = self._desk
        assert desk.article is not None and desk.waiting is not None
        head = Text(no_wrap=True, overflow="ellipsis")
        head.append(one_line(desk.article.id), "bold")
        head.append(" · " + _("{done} of {all} decided").format(done=desk.settled, all=len(desk.records)))
        head.append(" · " + _("articles left: {left}").format(left=desk.left))
        if desk.waiting.doubts:
            head.append(" · " + ", ".join(map(_, desk.waiting.doubts)), "yellow")
        return head

    def _do(self, action: Callable[[], object], said: str = "") -> None:
        """Do something at the desk, and show how things stand or, in one line, why it cannot be done."""
        if self._desk.article is None:
            return
        try:
            action()
        except PhongtraoError as error:
            self._show(str(error))
            return
        desk = self._desk
        self._show(_("all is decided: Enter for the next article") if desk.settled == len(desk.records) else said)

    # What the keys do

    def action_accept(self) -> None:
        """Accept the current record."""
        self._do(self._desk.accept, _("accepted"))

    def action_reject(self) -> None:
        """Reject it."""
        self._do(self._desk.reject, _("rejected"))

    def action_take(self) -> None:
        """Take what is read now."""
        self._do(self._desk.take, _("accepted"))

    def action_accept_rest(self) -> None:
        """Accept all that is left."""
        self._do(self._desk.accept_rest, _("what was undecided is accepted"))

    def action_skip(self) -> None:
        """Go on to what is undecided."""
        self._do(self._desk.skip)

    def action_undo(self) -> None:
        """Take back the last action."""
        if self._desk.article is not None:
            try:
                said = _("undone") if self._desk.undo() else _("there is nothing to undo here")
            except PhongtraoError as error:
                said = str(error)
            self._show(said)

    def action_move(self, steps: int) -> None:
        """Go to another record."""
        self._do(lambda: self._desk.move(steps))

    def action_field(self, steps: int) -> None:
        """Go to another field."""
        if self._desk.article is not None:
            names = names_of(self._desk.record)
            self._field = names[(names.index(self._field) + steps) % len(names)]
            self._show()

    def action_scroll_text(self, pages: int) -> None:
        """Go through the article."""
        article = self.query_one(ArticleView)
        article.scroll_relative(y=pages * max(article.size.height - 2, 1), animate=False, force=True)

    def action_next_article(self) -> None:
        """Open the next article."""
        try:
            found = self._desk.next()
        except PhongtraoError as error:
            self._show(str(error))
            return
        nothing = _("others are at work on all that is left: q leaves") if self._desk.left else _("all done: q leaves")
        self._show("" if found else nothing)

    def action_leave(self) -> None:
        """Give the article back and leave."""
        self.exit()

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Help([(_printed(key), _(what)) for key, _action, what in _KEYS]))

    # What is asked

    def action_correct(self) -> None:
        """Ask for another value of the current field."""
        desk, name = self._desk, self._field
        if desk.article is None:
            return
        if desk.record.values is None:
            self._show(_("the record is rejected: accept it first"))
            return
        field, value = field_of(desk.record.kind, name), desk.record.values.get(name)
        self.push_screen(EditField(field, value, desk.vocabulary, lambda typed: desk.correct(name, typed)), self._asked)

    def action_note(self) -> None:
        """Ask for a note."""
        if self._desk.article is not None:
            self.push_screen(WriteNote(self._desk.note), self._asked)

    def _asked(self, kept: bool | None) -> None:
        self._do(lambda: None, _("kept") if kept else "")

    def action_add(self) -> None:
        """Let the reviewer select what a new record is about."""
        if self._desk.article is not None:
            self.query_one(ArticleView).select()
            self._bar(_SELECTING)

    def _bar(self, words: str) -> None:
        self.query_one("#bar", Static).update(Text(_(words), no_wrap=True))

    def on_article_view_moved(self, event: ArticleView.Moved) -> None:
        """Say which character it is that one cannot see."""
        self.query_one("#status", Static).update(Text(event.unseen or ""))

    def on_article_view_cancelled(self) -> None:
        """Go on without a new record."""
        self._bar(_BAR)

    def on_article_view_selected(self, event: ArticleView.Selected) -> None:
        """Ask for the kind of the new record, then for its fields."""
        self._bar(_BAR)
        desk, start, end = self._desk, event.start, event.end
        assert desk.article is not None
        quote = desk.article.text[start:end]

        def chosen(kind: str | None) -> None:
            if kind:
                add = AddRecord(kind, quote, desk.vocabulary, lambda typed: desk.add(kind, start, end, typed))
                self.push_screen(add, self._asked)

        self.push_screen(ChooseKind(), chosen)


def _printed(key: str) -> str:
    return "/".join(_PRINTED.get(name, name) for name in key.split(",")[:2])
