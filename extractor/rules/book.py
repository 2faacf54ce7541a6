"""The RuleBook: everything in `patterns/`, validated and compiled."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from extractor.errors import PatternError
from extractor.rules.compiling import uncollected
from extractor.rules.expand import FIRST_TAG, Expander, Part
from extractor.rules.lexicon import LOOKED_UP, Lexicon, read_lexicon
from extractor.rules.movements import Movement, campaign_lexicon, movements
from extractor.rules.parse import parse
from extractor.rules.reading_off import read_off
from extractor.rules.rule import Rule, Stage, stages_over
from extractor.rules.schema import LabelSpec, RuleFile, RuleSpec

T = TypeVar("T")
_CASE_SENSITIVE = "(?-i:"
_SHARED = ("digest", "movements", "tables", "_lexicons", "labels", "tags")
"""What books have in common that differ in their rules only."""


class RuleBook:
    """All rules, labels, lexicons and look-up tables of one `patterns/` folder."""

    def __init__(
        self,
        files: Mapping[str, RuleFile],
        lexicons: Mapping[str, Lexicon],
        tables: Mapping[str, Lexicon],
        digest: str,
    ) -> None:
        """Validate and compile; see `load` for the errors."""
        self.digest = digest
        self.movements: Mapping[str, Movement] = movements(
            {name: file.movement for name, file in files.items()}, tables.get("movement_kinds")
        )
        named = campaign_lexicon(self.movements)
        lexicons = _merge("list", {one.source: {one.name: one} for one in (*lexicons.values(), *named)})
        self._lexicons = lexicons
        self.tables: Mapping[str, Lexicon] = {**{n: lexicons[n] for n in LOOKED_UP if n in lexicons}, **tables}
        self.labels: dict[str, LabelSpec] = _merge("label", {name: file.labels for name, file in files.items()})
        parts = _parts(files, lexicons)
        self.tags = {label: chr(FIRST_TAG + index) for index, label in enumerate(self.labels)}
        expander = Expander(parts, lexicons, self.tags)
        specs = [(name, spec) for name, file in files.items() for spec in file.rule]
        _check_unique(specs)
        expanded = [_expanded(spec, name, expander, self.labels) for name, spec in specs]
        rules = _rules(specs, expanded, expander, lexicons)
        unused = [parts[name].where if name in parts else lexicons[name].source for name in expander.unused()]
        if unused:
            raise PatternError("; ".join(f"{where}: no rule uses it: use it or delete it" for where in unused))
        self.rules = {rule.id: rule for rule in rules}

    @cached_property
    def stages(self) -> Mapping[str, "Stage"]:
        """The rules over characters by stage: `page` (furniture …), `record`, `review` (between records)."""
        rules: dict[str, list[Rule]] = {"page": [], "record": [], "review": []}
        for rule in self.rules.values():
            if not rule.spec.over:
                rules[self.labels[rule.label].stage].append(rule)
        return {name: Stage.of(rules) for name, rules in rules.items()}

    def of_labels(self, *labels: str) -> "Stage":
        """Return those rules of the stage `record` that find some labels, as a stage of their own."""
        if labels not in self._of_labels:
            rules = [rule for rule in self.stages["record"].rules if rule.label in labels and rule.id in self.rules]
            self._of_labels[labels] = Stage.of(rules)
        return self._of_labels[labels]

    @cached_property
    def _of_labels(self) -> dict[tuple[str, ...], "Stage"]:
        return {}

    @cached_property
    def frames(self) -> Sequence[Rule]:
        """The rules over mentions and words, in file order."""
        return [rule for rule in self.rules.values() if rule.spec.over]

    @cached_property
    def frame_stages(self) -> Mapping[tuple[str, ...], "Stage"]:
        """The frames by the labels they run over, in file order, with the gates derived from them."""
        return stages_over(self.frames)

    def frames_of_labels(self, *labels: str) -> Mapping[tuple[str, ...], "Stage"]:
        """Return what `frame_stages` holds of those frames that find some labels."""
        if labels not in self._frames_of_labels:
            self._frames_of_labels[labels] = stages_over(rule for rule in self.frames if rule.label in labels)
        return self._frames_of_labels[labels]

    @cached_property
    def _frames_of_labels(self) -> dict[tuple[str, ...], Mapping[tuple[str, ...], "Stage"]]:
        return {}

    def compile(self) -> None:
        """Compile every pattern now; raises PatternError for the first that does not compile."""
        with uncollected():
            for rule in self.rules.values():
                _ = rule.pattern

    def table(self, name: str) -> Lexicon:
        """Return the table `patterns/tables/<name>.txt` or a lexicon of LOOKED_UP; raises PatternError for others."""
        if name not in self.tables:
            raise PatternError(f"patterns/tables/{name}.txt is missing")
        return self.tables[name]

    def terms(self, name: str) -> Lexicon:
        """Return a table or any lexicon, for what is offered to people: of what is read only `table` may be asked."""
        return self._lexicons[name] if name in self._lexicons else self.table(name)

    def without(self, rule_id: str) -> "RuleBook":
        """Return a copy in which one rule is switched off."""
        kept = (rule for key, rule in self.rules.items() if key != rule_id)
        copy = self.with_rules(kept, f"{self.digest} without {rule_id}")
        copy.__dict__["stages"] = {name: stage.without(rule_id) for name, stage in self.stages.items()}
        copy.__dict__["frame_stages"] = {over: stage.without(rule_id) for over, stage in self.frame_stages.items()}
        return copy

    def with_rules(self, rules: Iterable[Rule], digest: str) -> "RuleBook":
        """Return a book of the same labels, lexicons and tables that has other rules."""
        copy = object.__new__(RuleBook)
        copy.__dict__.update({k: v for k, v in self.__dict__.items() if k in _SHARED})
        copy.digest = digest
        copy.rules = {rule.id: rule for rule in rules}
        return copy


def _merge(what: str, tables: Mapping[str, Mapping[str, T]]) -> dict[str, T]:
    merged: dict[str, T] = {}
    first: dict[str, str] = {}
    for name, table in tables.items():
        for key, value in table.items():
            if key in first:
                raise PatternError(f"{name}: the {what} '{key}' is defined in {first[key]} already: rename one of them")
            first[key] = name
            merged[key] = value
    return merged


def _parts(files: Mapping[str, RuleFile], lexicons: Mapping[str, Lexicon]) -> dict[str, Part]:
    given = {
        name: {key: Part(text, f"{name}: part {key}") for key, text in f.parts.items()} for name, f in files.items()
    }
    parts = _merge("part", given)
    for key in parts.keys() & lexicons.keys():
        raise PatternError(f"{parts[key].where}: {lexicons[key].source} has that name already: rename one of them")
    return parts


def _check_unique(specs: Sequence[tuple[str, RuleSpec]]) -> None:
    first: dict[str, str] = {}
    for name, spec in specs:
        if spec.id in first:
            raise PatternError(f"{name}: {spec.id}: a rule of {first[spec.id]} has this id already: rename one of them")
        first[spec.id] = name


def _expanded(
    spec: RuleSpec, name: str, expander: Expander, labels: Mapping[str, LabelSpec]
) -> tuple[str, dict[str, str]]:
    """Return a rule's pattern, of pieces, and the lexicons that its groups read."""
    where = f"{name}: {spec.id}"
    for label in (spec.label, *spec.over):
        if label not in labels:
            raise PatternError(f"{where}: no label '{label}' (labels: {', '.join(labels)})")
    pattern, groups = expander.expand(spec.pattern.strip(), where)
    return rf"(?<!\w)(?:{pattern})" + ("" if spec.over or spec.glued else r"(?!\w)"), groups


def _rules(
    specs: Sequence[tuple[str, RuleSpec]],
    expanded: Sequence[tuple[str, dict[str, str]]],
    expander: Expander,
    lexicons: Mapping[str, Lexicon],
) -> Iterator[Rule]:
    bodies = [expander.spelt(pattern) for pattern, _ in expanded]
    patterns = [(pattern, _CASE_SENSITIVE in body) for (pattern, _), body in zip(expanded, bodies, strict=True)]
    told = read_off(patterns, expander.pieces)
    for (name, spec), (pattern, groups), body, gate in zip(specs, expanded, bodies, told, strict=True):
        values = {group: lexicons[lexicon] for group, lexicon in groups.items()}
        yield Rule(spec, body, _CASE_SENSITIVE in body, *gate, values, name, *expander.outline(pattern))


def patterns_dir() -> Path:
    """Return the folder of rules: `$PHONGTRAO_PATTERNS`, else the one inside the package, else the repository's."""
    override = os.environ.get("PHONGTRAO_PATTERNS")
    if override:
        return Path(override)
    package = Path(__file__).resolve().parent.parent
    inside = package / "patterns"
    return inside if inside.is_dir() else package.parent / "patterns"


def _files(folder: Path, suffix: str) -> Iterator[Path]:
    return iter(sorted(folder.rglob(f"*{suffix}")))


def load(folder: Path | None = None) -> RuleBook:
    """Return the RuleBook of `folder` (default: `patterns_dir()`), read and compiled once.

    Raises PatternError, naming file and rule, for: no such folder, bad TOML, unknown keys, duplicate ids or parts,
    unresolved parts or labels, positional groups, unused lexicons, a rule without a `yes` or a `no` example, and for
    what is wrong with movements (`extractor.rules.movements`). A folder that the caller or `$PHONGTRAO_PATTERNS` names
    is compiled at once, so that a bad pattern is an error here; our own is checked by the tests, and each pattern
    compiled when a text first needs it.
    """
    with uncollected():
        book = _load(folder or patterns_dir())
    if folder is not None or os.environ.get("PHONGTRAO_PATTERNS"):
        book.compile()
    return book


@lru_cache(maxsize=4)
def _load(folder: Path) -> RuleBook:
    if not folder.is_dir():
        raise PatternError(f"{folder}: no such folder of rules; set PHONGTRAO_PATTERNS or reinstall phongtrao")
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder, ".toml")}
    texts = [*files.values(), *_files(folder, ".txt")]
    digest = hashlib.sha256(b"".join(p.name.encode() + b"\0" + p.read_bytes() for p in texts)).hexdigest()
    lexicons, tables = _lexicons(folder, "lexicon"), _lexicons(folder, "tables")
    _merge("list", {one.source: {one.name: one} for one in (*lexicons.values(), *tables.values())})
    return RuleBook({name: parse(path, name) for name, path in files.items()}, lexicons, tables, digest)


def _lexicons(folder: Path, kind: str) -> dict[str, Lexicon]:
    """Return the lexicons of a folder by the names of their files without the ending."""
    read = [read_lexicon(path, path.relative_to(folder).as_posix()) for path in _files(folder / kind, ".txt")]
    return _merge("list", {one.source: {one.name: one} for one in read})
