"""The article: the evidence of the current record highlighted, a cursor to select with."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import ClassVar

import regex
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from extractor.cli.terminal.shown import Line, line_at, wrapped
from extractor.desk.visible import name_of, visible

_PLAIN = Style()
_FAINT = Style(underline=True, color="cyan")
_CURRENT = Style(bold=True, color="black", bgcolor="yellow")
_SELECTED = Style(color="white", bgcolor="blue")
_CURSOR = Style(reverse=True, bold=True)
_UNSEEN = Style(color="red", reverse=True)
_WORD = regex.compile(r"[\w.,/%-]+")
_FAR = 4
"""Lines kept in sight above what is scrolled to."""


class ArticleView(ScrollView, can_focus=True, inherit_bindings=False):
    """A text of any length: only the lines in sight are drawn."""

    # here, because the screen takes these keys before the app can
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.field(1)", show=False),
        Binding("shift+tab", "app.field(-1)", show=False),
    ]

    class Selected(Message):
        """The reviewer selected `[start, end)` of the text."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start, self.end = start, end

    class Moved(Message):
        """The cursor moved; `unseen` is the code point under it if it is one that cannot be seen."""

        def __init__(self, unseen: str | None) -> None:
            super().__init__()
            self.unseen = unseen

    class Cancelled(Message):
        """The reviewer wants to select nothing."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._text = self._shown = ""
        self._lines: list[Line] = [(0, 0)]
        self._current: list[Line] = []
        self._others: list[Line] = []
        self._cursor: int | None = None
        self._mark: int | None = None

    def show(self, text: str, current: Iterable[Line], others: Iterable[Line]) -> None:
        """Show a text with the spans of the current record and those of all others."""
        if text != self._text:
            self._text, self._shown = text, visible(text)
            self._wrap()
            self.scroll_to(y=0, animate=False, force=True)
        self._current, self._others = _merged(current), _merged(others)
        if self._current:
            self._see(self._current[0][0])
        self.refresh()

    def _wrap(self) -> None:
        width = max(self.scrollable_content_region.width, 10)
        self._lines = wrapped(self._shown, width)
        self.virtual_size = Size(width, len(self._lines))

    def on_resize(self) -> None:
        """Break the text anew, and keep in sight what was."""
        self._wrap()
        if self._current:
            self._see(self._current[0][0])
        self.refresh()

    def _see(self, offset: int) -> None:
        line, top = line_at(self._lines, offset), self.scroll_offset.y
        if not top <= line < top + max(self.size.height - 1, 1):
            self.scroll_to(y=max(line - _FAR, 0), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Return one line in sight."""
        number = y + self.scroll_offset.y
        width = self.size.width
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        start, end = self._lines[number]
        pieces = [
            Segment(self._shown[a:b].replace("\n", " "), self.rich_style + style)
            for a, b, style in self._styled(start, end)
        ]
        return Strip(pieces).adjust_cell_length(width, self.rich_style).crop(0, width)

    def _styled(self, start: int, end: int) -> list[tuple[int, int, Style]]:
        layers = [(span, _FAINT) for span in _within(self._others, start, end)]
        layers += [(span, _CURRENT) for span in _within(self._current, start, end)]
        layers += [((at, at + 1), _UNSEEN) for at in range(start, end) if self._shown[at] != self._text[at]]
        if self._mark is not None and self._cursor is not None:
            layers.append((tuple(sorted((self._mark, self._cursor))), _SELECTED))  # type: ignore[arg-type]
        if self._cursor is not None and start <= self._cursor <= end:
            layers.append(((self._cursor, self._cursor + 1), _CURSOR))
            end = max(end, min(self._cursor + 1, len(self._text)))
        cuts = sorted({start, end, *(min(max(at, start), end) for span, _ in layers for at in span)})
        return [
            (a, b, next((style for (s, e), style in reversed(layers) if s <= a and b <= e), _PLAIN))
            for a, b in pairwise(cuts)
        ]

    # Selecting

    @property
    def selecting(self) -> bool:
        """Whether the cursor is in the text."""
        return self._cursor is not None

    def select(self) -> None:
        """Put a cursor into the text: at the current record, if it is in sight, else at the first line in sight."""
        top = self._lines[min(self.scroll_offset.y, len(self._lines) - 1)][0]
        seen = [start for start, _ in self._current if start >= top]
        self._cursor, self._mark = (seen or [top])[0], None
        self.focus()
        self._put(self._cursor)

    def stop(self) -> None:
        """Take the cursor out of the text."""
        self._cursor = self._mark = None
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Move the cursor, mark, and finish."""
        if self._cursor is None:
            return
        event.stop()
        event.prevent_default()
        match event.key:
            case "escape" | "q":
                self.stop()
                self.post_message(self.Cancelled())
            case "space" | "v":
                self._mark = self._cursor if self._mark is None else None
                self.refresh()
            case "enter" | "plus":
                self._finish()
            case key:
                self._put(self._target(key, self._cursor))

    def _finish(self) -> None:
        assert self._cursor is not None
        if self._mark is None:  # the word under the cursor
            words = _WORD.finditer(self._text, self._lines[line_at(self._lines, self._cursor)][0])
            word = next((w for w in words if w.end() > self._cursor), None)
            start, end = word.span() if word else (self._cursor, self._cursor)
        else:
            start, end = sorted((self._mark, self._cursor))
        self.stop()
        self.post_message(self.Selected(start, end))

    def _target(self, key: str, at: int) -> int:
        line = line_at(self._lines, at)
        start, end = self._lines[line]
        page = max(self.size.height - 2, 1)
        match key:
            case "left" | "h":
                return at - 1
            case "right" | "l":
                return at + 1
            case "up" | "k" | "down" | "j" | "pageup" | "pagedown":
                step = {"up": -1, "k": -1, "pageup": -page, "pagedown": page}.get(key, 1)
                to = self._lines[max(0, min(line + step, len(self._lines) - 1))]
                return min(to[0] + at - start, max(to[1] - 1, to[0]))
            case "w" | "ctrl+right":
                found = _WORD.search(self._text, at)
                following = found and _WORD.search(self._text, found.end() if found.start() <= at else found.start())
                return following.start() if following else len(self._text)
            case "e":
                found = _WORD.search(self._text, at)
                return found.end() if found else len(self._text)
            case "b" | "ctrl+left":
                before = [w.start() for w in _WORD.finditer(self._text, max(at - 200, 0), at)]
                return before[-1] if before else max(at - 200, 0)
            case "home" | "0":
                return start
            case "end" | "dollar_sign":
                return end
        return at

    def _put(self, at: int) -> None:
        self._cursor = max(0, min(at, len(self._text)))
        self._see(self._cursor)
        char = self._text[self._cursor : self._cursor + 1]
        self.post_message(self.Moved(name_of(char) if char and char not in "\n\t" else None))
        self.refresh()


def _merged(spans: Iterable[Line]) -> list[Line]:
    merged: list[Line] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _within(spans: Sequence[Line], start: int, end: int) -> list[Line]:
    """Return those of disjoint ascending spans that touch `[start, end)`."""
    found = []
    for at in range(max(bisect_right(spans, (start, start)) - 1, 0), len(spans)):
        if spans[at][0] >= end:
            break
        if spans[at][1] > start:
            found.append(spans[at])
    return found
