"""A module has one subject: no headings inside it, constants first, names that can be found."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("leadqual", "classifiers", "facet_index", "recommender", "launcher")
MAX_LINES = 800
_HEADING = re.compile(r"\n\n# ([A-Z][^\n]*\.)\n\n")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Functions whose first argument, or whose argument `name`, is a name that people look for.
_TAKE_NAMES = {"reverse", "address_of", "import_string"}
_ROUTES = {"route", "record_panels"}


@cache
def modules() -> dict[str, str]:
    """Return the text of each module by its path, without migrations."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


def names_in(node: ast.AST) -> set[str]:
    """Return the names that are read when a statement runs; those in a lambda are read later."""
    if isinstance(node, ast.Lambda):
        return set()
    own = {node.id} if isinstance(node, ast.Name) else set()
    return own.union(*map(names_in, ast.iter_child_nodes(node)))


def late_constants(tree: ast.Module) -> Iterator[str]:
    """Yield constants that stand below a definition although they could stand above it."""
    defined: set[str] = set()
    for node in tree.body:
        if isinstance(node, _DEFINITIONS):
            defined.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and defined:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = set().union(*(names_in(target) for target in targets))
            if names_in(node) - names & defined or names_in(node) & defined:
                defined |= names
            else:
                yield ast.unparse(targets[0])


def formatted_names(tree: ast.Module) -> Iterator[int]:
    """Yield lines where a part of a name of an address or import is put in by a format string.

    A whole name after its app, `f"campaigns:{name}"`, stands in a table near it and is found.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        names = [word.value for word in node.keywords if word.arg == "name"]
        names += node.args[:1] if called in _TAKE_NAMES else []
        if called in _TAKE_NAMES | _ROUTES and any(map(_is_put_together, names)):
            yield node.lineno


def _is_put_together(value: ast.expr) -> bool:
    match value:
        case ast.JoinedStr(values=[ast.FormattedValue()]):
            return False
        case ast.JoinedStr(values=[ast.Constant(value=str(app)), ast.FormattedValue()]):
            return not app.endswith(":")
    return isinstance(value, ast.JoinedStr)


def test_no_module_has_a_heading_for_a_second_subject() -> None:
    found = [
        f"{path}: {text}" for path, code in modules().items() for text in _HEADING.findall(code)
    ]

    assert not found, "\n".join(found)


@pytest.mark.costs("reads every module")
def test_constants_are_above_the_definitions_that_they_do_not_need() -> None:
    found = [
        f"{path}: {name}"
        for path, code in modules().items()
        for name in late_constants(ast.parse(code))
    ]

    assert not found, "\n".join(found)


@pytest.mark.costs("reads every module")
def test_no_address_is_named_by_a_format_string() -> None:
    found = [
        f"{path}:{line}"
        for path, code in modules().items()
        for line in formatted_names(ast.parse(code))
    ]

    assert not found, "\n".join(found)


def test_a_module_can_be_read_at_once() -> None:
    long = {
        path: code.count("\n") for path, code in modules().items() if code.count("\n") > MAX_LINES
    }

    assert not long
