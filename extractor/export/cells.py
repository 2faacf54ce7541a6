"""Values as cells of CSV and back: nothing is lost, and no spreadsheet takes a text for a formula.

CSV knows neither types nor null. Null is the empty cell. A text that is empty, or that a spreadsheet would obey, has an
apostrophe before it; so does one that begins with an apostrophe, so that taking away one gives back each of them.
Whoever types `'=1+1` into a spreadsheet says the same.
"""

import re

from extractor.store import Column

GUARD = "'"
# Signs that begin formulas, in their wide forms too, also where something precedes them that a spreadsheet may skip;
# and control characters that it may skip to find one (OWASP, "CSV Injection").
_GUARDED = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]|['\t\r\n\ufeff]|\Z")

Value = str | int | float | bytes | None


def cell(value: Value) -> str:
    """Return a value of SQLite as a cell; bytes are hexadecimal."""
    match value:
        case None:
            return ""
        case str():
            return _guarded(value)
        case bytes():
            return _guarded(value.hex())
        case float():
            return repr(value)  # the shortest digits that are read as the same number
        case int():
            return str(value)


def value(cell: str, column: Column) -> Value:
    """Return the value of a column that a cell stands for; raises ValueError if it stands for none."""
    if not cell:
        return None
    if column.type in ("TEXT", "BLOB"):
        text = cell.removeprefix(GUARD)
        return text if column.type == "TEXT" else bytes.fromhex(text)
    return int(cell) if column.type == "INTEGER" else float(cell)


def _guarded(text: str) -> str:
    return f"{GUARD}{text}" if _GUARDED.match(text) else text
