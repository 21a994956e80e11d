"""What cannot be the taxonomy is named, problem by problem."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.validation import ExternalSlugs, check
from leadqual.taxonomy.errors import DocumentError
from tests.leadqual.taxonomy.documents import documents, small

KNOWN = ExternalSlugs(
    levels=frozenset({"manager"}),
    industries=frozenset({"health"}),
    tools=frozenset({"crm", "linkedin", "hubspot"}),
)


def with_function(**fields: object) -> Callable[[Document], Document]:
    def edit(document: Document) -> Document:
        first, *others = document.functions
        return replace(document, functions=(replace(first, **fields), *others))  # type: ignore[arg-type]

    return edit


@given(documents())
@settings(deadline=None)
def test_what_keeps_to_the_rules_passes(document: Document) -> None:
    check(document, KNOWN)


def test_what_breaks_a_rule_is_named() -> None:
    cases: list[tuple[Callable[[Document], Document], str]] = [
        (with_function(name=" "), "The name of the function “selling” is empty."),
        (with_function(name="N" * 101), "has 101 characters; the maximum is 100"),
        (with_function(about="a" * 301), "maximum is 300"),
        (with_function(about="a\x00"), "cannot be displayed"),
        (with_function(slug="Vertrieb & Co"), "is not a valid slug for a function"),
        (with_function(slug="s" * 61), "up to 60"),
        (with_function(name="Coaching"), "Two functions of “Sales” have the name “Coaching”."),
        (with_function(threshold=1.01), "must be from 0 to 1"),
        (with_function(threshold=float("nan")), "must be from 0 to 1"),
        (with_function(department="hr"), "unknown department: “hr”"),
        (with_function(titles=frozenset({"t" * 201})), "maximum is 200"),
        (with_function(called={"erp": "x"}), "unknown tool: “erp”"),
        (with_function(called={"crm": ""}), "is empty"),
        (with_function(formerly=frozenset({"coding"})), "cannot redirect to another"),
        (lambda document: replace(document, functions=()), "needs at least one function"),
        (
            lambda document: replace(document, functions=document.functions * 2),
            "Two functions have the slug “selling”.",
        ),
        (
            lambda document: replace(
                document, departments=(*document.departments, WrittenDepartment("s", "Sales"))
            ),
            "Two departments have the name “Sales”.",
        ),
        (
            lambda document: replace(
                document,
                functions=tuple(
                    replace(row, formerly=frozenset({"old"})) for row in document.functions
                ),
            ),
            "The former slug “old” redirects to two functions.",
        ),
        (
            partial(edits.set_entry, title="a", meaning=Meaning(level="boss")),
            "unknown level: “boss”",
        ),
        (
            partial(edits.set_entry, title="a", meaning=Meaning(industry="owls")),
            "unknown industry: “owls”",
        ),
        (
            lambda document: replace(document, phrases={"a": frozenset({"nobody"})}),
            "unknown function: “nobody”",
        ),
        (partial(edits.set_phrase, phrase="p" * 121, functions=frozenset()), "maximum is 120"),
        (partial(edits.set_entry, title="", meaning=Meaning()), "is empty"),
        (
            lambda document: replace(
                document,
                functions=tuple(WrittenFunction(f"f{n}", f"F {n}", "sales") for n in range(2_001)),
            ),
            "up to 2,000 functions",
        ),
    ]
    for edit, said in cases:
        with pytest.raises(DocumentError) as refusal:
            check(edit(small()), KNOWN)

        assert any(said in problem for problem in refusal.value.problems), refusal.value.problems
        assert refusal.value.message.endswith("Nothing was changed.")
