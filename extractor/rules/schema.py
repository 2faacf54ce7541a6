"""The form of the files in `patterns/`: what a rule may say. Unknown keys are errors."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]

Name = Annotated[str, StringConstraints(pattern=r"^\S([^\t\n]*\S)?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Yes(_Strict):
    """A text in which the rule must match `quote`; `value` is compared, key by key, with what was read."""

    text: str
    quote: str
    value: dict[str, Any] | list[dict[str, Any]] | None = None


class No(_Strict):
    """A near miss: a text in which the rule must not match, and why."""

    text: str
    why: str


class RuleSpec(_Strict):
    """One rule. With `over` it is a frame: its pattern runs over tags of those labels and the words between."""

    id: RuleId
    label: Identifier
    pattern: str
    about: str | None = None
    over: tuple[Identifier, ...] = ()
    set: dict[str, Any] = {}
    words: bool = False
    glued: bool = False
    yes: tuple[Yes, ...] = Field(min_length=1)
    no: tuple[No, ...] = Field(min_length=1)


class LabelSpec(_Strict):
    """What a label means; mentions of labels with the same `contest` may not overlap, the higher `rank` wins."""

    about: str
    stage: Literal["page", "record", "review"] = "record"
    contest: Identifier | None = None
    rank: int = 0


class MovementSpec(_Strict):
    """A movement by its canonical name; `aliases` and `everyday` are further terms that mean it, as printed.

    Of `everyday` terms, among which the name may be too, it is said that they are also words of every day: they name
    the movement only with its noun, in quotes, or where it is launched or reviewed. All others belong to an `umbrella`.
    """

    name: Name
    kind: str
    aliases: tuple[Name, ...] = ()
    everyday: tuple[Name, ...] = ()
    umbrella: bool = False
    parent: Name | None = None
    follows: Name | None = None


class RuleFile(_Strict):
    """One TOML file of `patterns/`."""

    labels: dict[Identifier, LabelSpec] = {}
    parts: dict[Identifier, str] = {}
    rule: tuple[RuleSpec, ...] = ()
    movement: tuple[MovementSpec, ...] = ()
