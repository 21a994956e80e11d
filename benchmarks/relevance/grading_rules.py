"""Grades by rule: a wish that can be stated as conditions on the true fields of a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from benchmarks.relevance.query_set import HERE, PARTS

Facts = Mapping[str, str]
"""Name of a field → its text, folded; `employees` is a number in digits, or empty."""

Written = Mapping[str, Any]
"""A condition as the file has it: field → pattern or patterns; numbers of employees."""

_FOUND_BY_WORD = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """Patterns that must all be found in fields, and others that must not.

    Attributes:
        found: (field, pattern).
        absent: (field, pattern).
        employees: least and most.
    """

    found: Sequence[tuple[str, re.Pattern[str]]]
    absent: Sequence[tuple[str, re.Pattern[str]]]
    employees: tuple[float, float]

    def holds(self, facts: Facts) -> bool:
        """Return whether a row is as the condition wants it."""
        least, most = self.employees
        return (
            (least == 0 or least <= float(facts["employees"] or -1) <= most)
            and all(pattern.search(facts[field]) for field, pattern in self.found)
            and not any(pattern.search(facts[field]) for field, pattern in self.absent)
        )


@dataclass(frozen=True, slots=True)
class GradingRule:
    """What a query wants: the grade of a row is the best whose conditions it meets."""

    conditions: Mapping[int, Sequence[Condition]]

    def grade(self, facts: Facts) -> int:
        """Return 2 for fully right, 1 for partly, 0 for wrong."""
        for grade in (2, 1):
            if any(one.holds(facts) for one in self.conditions.get(grade, ())):
                return grade
        return 0


@cache
def read_rules(part: str) -> Mapping[str, GradingRule]:
    """Read the rules of a part: id of a query → its rule; queries graded by reading have none."""
    words = _content("rules.yaml")["words"]
    content = _content(f"{PARTS[part]}rules.yaml")
    return {
        query: GradingRule({grade: _conditions(some, words) for grade, some in rule.items()})
        for query, rule in content.items()
        if query != "words"
    }


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return content


def _conditions(written: Written | list[Written], words: Mapping[str, str]) -> list[Condition]:
    several = written if isinstance(written, list) else [written]
    return [_condition(one, words) for one in several]


def _condition(written: Written, words: Mapping[str, str]) -> Condition:
    found: list[tuple[str, re.Pattern[str]]] = []
    absent: list[tuple[str, re.Pattern[str]]] = []
    for field, patterns in written.items():
        if field in {"min_employees", "max_employees"}:
            continue
        side = absent if field.startswith("not_") else found
        for pattern in patterns if isinstance(patterns, list) else [patterns]:
            side.append((field.removeprefix("not_"), _whole_words(str(pattern), words)))
    employees = (written.get("min_employees", 0), written.get("max_employees", float("inf")))
    return Condition(found, absent, employees)


def _whole_words(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """Compile a pattern that ends at ends of words; scripts without spaces have none."""
    spelled = _FOUND_BY_WORD.sub(lambda match: words.get(match[1], match[0]), pattern)
    folded = spelled.replace("ς", "σ")  # As folding case leaves it.
    return re.compile(rf"(?<![a-z0-9])(?:{folded})(?![a-z0-9])")
