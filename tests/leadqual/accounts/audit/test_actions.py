"""Every action has a sentence, every sentence an action."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadqual.accounts.models.audit_actions import ACTIONS, KINDS, sentence

CODE = Path(__file__).parents[4] / "leadqual"
_ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def trees() -> Iterator[ast.Module]:
    """Read each module of the product that may write to the log."""
    for path in sorted(CODE.rglob("*.py")):
        if "migrations" not in path.parts and path.name != "actions.py":
            yield ast.parse(path.read_text())


def strings(node: ast.AST) -> Iterator[str]:
    """Find what looks like the name of an action."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield from [each.value] if _ACTION.fullmatch(each.value) else []


def beginnings(node: ast.AST) -> Iterator[str]:
    """Find what looks like the beginning of actions whose end is known at run time."""
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr) and isinstance(each.values[0], ast.Constant):
            start = str(each.values[0].value)
            yield from [start] if start.endswith(".") else []


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Find the calls that write to the log, also by the small functions of the modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if re.search(r"audit|^_?record(_step|_for)?$", name):
                yield node


@pytest.mark.slow
def test_every_action_that_is_written_has_a_sentence_and_every_sentence_an_action() -> None:
    modules = list(trees())
    called = [call for tree in modules for call in calls(tree)]
    written = {text for call in called for text in strings(call)}
    known = {text for tree in modules for text in strings(tree)}
    begun = tuple(text for call in called for text in beginnings(call))

    assert written - set(ACTIONS) == set()
    assert len(written) > 40
    assert {action for action in ACTIONS if not action.startswith(begun)} - known == set()


def test_every_kind_has_a_name_and_every_name_a_kind() -> None:
    assert {action.split(".")[0] for action in ACTIONS} == set(KINDS)


def test_sentence_names_the_subject_and_counts_in_groups_of_three() -> None:
    assert sentence("member.added", name="Ben Roth", details={}) == "Member added: Ben Roth"
    many = sentence("list.exported", name="Berlin", details={"n_people": 12000})
    assert many == "12,000 people exported from list Berlin"


def test_sentence_of_a_row_without_the_number_is_not_refused() -> None:
    assert sentence("list.exported", name="Berlin", details={}).startswith("– people")
