"""What is asked: a field's value, a new record's kind and fields, a note."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from extractor.desk import FIELDS, Field, Vocabulary, shown
from extractor.desk.visible import one_line
from extractor.desk.words import _
from extractor.errors import PhongtraoError
from extractor.models import RECORD_TYPES


class FieldInput(Input):
    """A line to type a field's value into; the arrows up and down go through what it may become."""

    class Completions(Message):
        """What the text may become, and which of these it is now."""

        def __init__(self, found: Sequence[str], at: int | None) -> None:
            super().__init__()
            self.found, self.at = found, at

    def __init__(self, field: Field, value: str, vocabulary: Vocabulary) -> None:
        self.field, self._vocabulary = field, vocabulary
        self._initial, self._printed = value, one_line(value)
        super().__init__(self._printed, id=f"field-{field.name}", compact=True, select_on_focus=False)
        self._found: list[str] = []
        self._at: int | None = None

    @property
    def typed(self) -> str:
        """The text; where nothing was typed, the value as it was, also if parts of it cannot be seen."""
        return self._initial if self.value == self._printed else self.value

    def on_focus(self) -> None:
        """Show what the text may become."""
        self._look()

    def on_key(self, event: events.Key) -> None:
        """Go through the completions; all else that is typed begins anew."""
        if event.key in ("down", "up") and self._found:
            event.stop()
            event.prevent_default()
            self.complete(1 if event.key == "down" else -1)

    def complete(self, step: int = 1) -> None:
        """Put the next completion into the line."""
        if not self._found:
            return
        self._at = (0 if step > 0 else -1) if self._at is None else self._at + step
        self._at %= len(self._found)
        with self.prevent(Input.Changed):
            self.value = one_line(self._found[self._at])
        self.cursor_position = len(self.value)
        self.post_message(self.Completions(self._found, self._at))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look up what the text may become now."""
        event.stop()
        if self.has_focus:
            self._look()

    def _look(self) -> None:
        self._found, self._at = self._vocabulary.complete(self.field, self.value), None
        self.post_message(self.Completions(self._found, None))


class _Asking(ModalScreen[bool]):
    """A dialogue that stays open until what was typed is taken or the reviewer thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    def action_cancel(self) -> None:
        """Close it, nothing is kept."""
        self.dismiss(False)

    def on_field_input_completions(self, event: FieldInput.Completions) -> None:
        """Show the completions on one line, the one that is in the text marked."""
        said = Text(overflow="ellipsis", no_wrap=True)
        for number, value in enumerate(event.found):
            said.append(one_line(value), "reverse" if number == event.at else "").append("  ")
        self.query_one("#completions", Static).update(said)

    def attempt(self, action: Callable[[], None]) -> None:
        """Do it and close; say in one line why it cannot be done, and stay open."""
        try:
            action()
        except PhongtraoError as error:
            self.query_one("#error", Static).update(Text(one_line(str(error)), "bold red"))
        else:
            self.dismiss(True)


class EditField(_Asking):
    """Another value for a field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", priority=True, show=False)]

    def __init__(self, field: Field, value: object, vocabulary: Vocabulary, take: Callable[[str], None]) -> None:
        super().__init__()
        self._field, self._take = field, take
        self._input = FieldInput(field, shown(field, value), vocabulary)

    def compose(self) -> ComposeResult:
        """Lay out."""
        with Vertical(classes="dialog"):
            yield Static(Text(f"{_(self._field.kind)} · {_(self._field.name)}", "bold"))
            yield self._input
            yield Static("", id="completions")
            yield Static("", id="error")
            yield Static(Text(_("Enter keeps it · Tab and arrows complete · Esc cancels"), "dim"))

    def action_complete(self) -> None:
        """Complete what is typed."""
        self._input.complete()

    def on_input_submitted(self) -> None:
        """Keep what is typed."""
        self.attempt(lambda: self._take(self._input.typed))


class AddRecord(_Asking):
    """The fields of a new record."""

    def __init__(
        self, kind: str, quote: str, vocabulary: Vocabulary, take: Callable[[Mapping[str, str]], None]
    ) -> None:
        super().__init__()
        self._kind, self._quote, self._take = kind, quote, take
        self._inputs = [FieldInput(field, shown(field, field.default), vocabulary) for field in FIELDS[kind]]

    def compose(self) -> ComposeResult:
        """Lay out."""
        with Vertical(classes="dialog"):
            yield Static(Text(f"{_(self._kind)}: “{one_line(self._quote)}”", "bold", no_wrap=True, overflow="ellipsis"))
            with VerticalScroll(can_focus=False):
                for line in self._inputs:
                    mark = "*" if line.field.required else ""
                    with Horizontal(classes="row"):
                        yield Static(Text(f"{_(line.field.name)}{mark}"), classes="name")
                        yield line
            yield Static("", id="completions")
            yield Static("", id="error")
            yield Static(Text(_("Enter adds it · Tab next field · arrows complete · Esc cancels"), "dim"))

    def on_mount(self) -> None:
        """Begin with the first field."""
        self._inputs[0].focus()

    def on_input_submitted(self) -> None:
        """Add the record."""
        self.attempt(lambda: self._take({line.field.name: line.typed for line in self._inputs}))


class WriteNote(_Asking):
    """A remark."""

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take

    def compose(self) -> ComposeResult:
        """Lay out."""
        with Vertical(classes="dialog"):
            yield Static(Text(_("Note on this record"), "bold"))
            yield Input(compact=True)
            yield Static("", id="completions")
            yield Static("", id="error")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        self.attempt(lambda: self._take(event.value))


class ChooseKind(ModalScreen[str | None]):
    """The kind of a new record: by its number, or with the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    def compose(self) -> ComposeResult:
        """Lay out."""
        with Vertical(classes="dialog"):
            yield Static(Text(_("What does it tell?"), "bold"))
            yield OptionList(
                *(Option(Text(f"{number} {_(kind)}"), id=kind) for number, kind in enumerate(RECORD_TYPES, 1))
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the kind."""
        self.dismiss(event.option.id)

    def on_key(self, event: events.Key) -> None:
        """Take the kind of that number."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(RECORD_TYPES):
            event.stop()
            self.dismiss(list(RECORD_TYPES)[int(event.key) - 1])

    def action_cancel(self) -> None:
        """Add nothing."""
        self.dismiss(None)


class Help(ModalScreen[None]):
    """All keys."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out."""
        text = Text()
        for key, what in self._keys:
            text.append(f"{key:16}", "bold").append(f"{what}\n")
        with VerticalScroll(classes="dialog"):
            yield Static(text)

    def on_key(self, event: events.Key) -> None:
        """Close it with any key that does not scroll."""
        if event.key not in ("up", "down", "pageup", "pagedown"):
            event.stop()
            self.dismiss(None)
