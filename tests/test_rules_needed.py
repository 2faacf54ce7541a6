"""No rule is idle: switched off, at least one of its examples is found by no other rule of its label."""

import pytest

from extractor.check import Example, check_example
from extractor.rules.book import RuleBook, load
from extractor.rules.rule import Rule

BOOK = load()


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in BOOK.rules.values()])
def test_no_other_rule_does_what_this_one_does(rule: Rule) -> None:
    off = BOOK.without(rule.id)
    assert any(not found_by_others(off, Example(rule, n, yes)) for n, yes in enumerate(rule.spec.yes, 1))


def found_by_others(off: RuleBook, example: Example) -> list[str]:
    """Return the rules of the example's label that find its quote, with its value, in a book without its own rule."""
    others = [rule for rule in off.rules.values() if rule.label == example.rule.label]
    return [other.id for other in others if check_example(off, Example(other, example.number, example.given)) is None]
