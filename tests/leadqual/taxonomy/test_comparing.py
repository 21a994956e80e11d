"""Two documents → readable changes, which make the one of the other."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings

from leadqual.taxonomy import editing
from leadqual.taxonomy.changes import Kind, apply_changes
from leadqual.taxonomy.comparing import changes
from leadqual.taxonomy.document import Document, Meaning, WrittenDepartment, WrittenFunction
from tests.leadqual.taxonomy.documents import documents, small

Edit = Callable[[Document], Document]


@given(documents(), documents())
@settings(max_examples=300, deadline=None)
def test_changes_make_one_document_the_other_and_back(old: Document, new: Document) -> None:
    there, back = changes(old, new), changes(new, old)

    assert apply_changes(old, there) == (new, [])
    assert apply_changes(new, back) == (old, [])
    assert len({change.key for change in there}) == len(there)
    assert all(change.words.strip() for change in there)


def test_equal_documents_have_no_changes() -> None:
    assert changes(small(), small()) == []


@pytest.mark.parametrize(
    ("edit", "kinds", "words"),
    [
        (
            partial(editing.set_field, slug="selling", name="name", value="Sales"),
            [Kind.RENAMED],
            "Renamed “Selling” to “Sales”.",
        ),
        (
            partial(editing.rename_function, former="selling", slug="deals"),
            [Kind.RENAMED],
            "The slug “selling” becomes “deals”; the former one still leads there.",
        ),
        (
            partial(editing.move_function, slug="coaching", department="it"),
            [Kind.MOVED],
            "Moved “Coaching” from “Sales” to “IT”.",
        ),
        (
            partial(editing.merge_function, slug="coaching", into="selling"),
            [Kind.MERGED],
            "Merged “Coaching” into “Selling”.",
        ),
        (
            partial(
                editing.split_function,
                slug="selling",
                function=WrittenFunction("closing", "Closing", "sales"),
                titles={"Closer"},
                entries={"seller"},
            ),
            [Kind.SPLIT],
            "Split “Closing” off “Selling”, with 1 representative title, 1 dictionary entry.",
        ),
        (
            partial(editing.retire_function, slug="coding"),
            [Kind.RETIRED],
            "Retired “Coding”, with 1 of the dictionary: “code monkey”.",
        ),
        (
            partial(editing.add_department, department=WrittenDepartment("hr", "HR")),
            [Kind.ADDED],
            "Added the department “HR”.",
        ),
        (
            partial(editing.merge_department, slug="it", into="sales"),
            [Kind.MERGED],
            "Merged the department “IT” into “Sales”.",
        ),
        (
            partial(editing.set_field, slug="coding", name="threshold", value=None),
            [Kind.THRESHOLD],
            "Threshold of “Coding”: 0.40 → the model’s.",
        ),
        (
            partial(editing.change_titles, slug="coding", add={"Coder"}),
            [Kind.TITLE],
            "“Coder” stands for “Coding”.",
        ),
        (
            partial(editing.set_called, slug="coaching", tool="crm", name="Trainer"),
            [Kind.CROSSWALK],
            "“Coaching” is “Trainer” in crm.",
        ),
        (
            partial(editing.set_entry, title="seller", meaning=Meaning()),
            [Kind.ENTRY],
            "Dictionary: “seller” is Other; it was Selling, level manager.",
        ),
        (
            partial(editing.set_phrase, phrase="queen", functions=None),
            [Kind.PHRASE],
            "Phrase rule: “queen” is taken out.",
        ),
        (
            partial(editing.order_functions, slugs=["coaching", "selling"]),
            [Kind.ORDER],
            "Functions of “Sales” in another order.",
        ),
    ],
)
def test_one_edit_is_one_change_in_words(edit: Edit, kinds: list[Kind], words: str) -> None:
    found = changes(small(), edit(small()))

    assert [change.kind for change in found] == kinds
    assert found[0].words == words


def test_retiring_a_department_says_what_becomes_of_its_functions() -> None:
    document = editing.merge_function(small(), "coding", into="selling")

    found = changes(small(), editing.retire_department(document, "it"))

    assert [change.words for change in found] == [
        "Merged “Coding” into “Selling”.",
        "Retired the department “IT”.",
    ]


def test_keys_name_what_was_there_before_so_that_two_drafts_meet() -> None:
    renamed = editing.rename_function(small(), "coding", slug="software")
    mine = changes(small(), editing.set_field(renamed, "software", name="threshold", value=0.9))
    theirs = changes(small(), editing.set_field(small(), "coding", name="threshold", value=0.1))

    assert {change.key for change in mine} & {change.key for change in theirs} == {
        "function:coding:threshold"
    }
