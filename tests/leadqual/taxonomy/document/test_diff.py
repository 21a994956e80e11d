"""Two documents → readable changes, which make the one of the other."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.changes import ChangeKind, apply_changes
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from tests.examples import examples
from tests.leadqual.taxonomy.documents import documents, small

Edit = Callable[[Document], Document]


@pytest.mark.slow
@given(documents(), documents())
@settings(max_examples=examples(300), deadline=None)
def test_changes_make_one_document_the_other_and_back(old: Document, new: Document) -> None:
    there, back = changes(old, new), changes(new, old)

    assert apply_changes(old, there) == (new, [])
    assert apply_changes(new, back) == (old, [])
    assert len({change.key for change in there}) == len(there)
    assert all(change.words.strip() for change in there)


def test_equal_documents_have_no_changes() -> None:
    assert changes(small(), small()) == []


def test_one_edit_is_one_change_in_words() -> None:
    for edit, kinds, words in [
        (
            partial(edits.set_field, slug="selling", name="name", value="Sales"),
            [ChangeKind.RENAMED],
            "Renamed “Selling” to “Sales”.",
        ),
        (
            partial(edits.rename_function, former="selling", slug="deals"),
            [ChangeKind.RENAMED],
            "Changed the slug “selling” to “deals”; the former slug redirects.",
        ),
        (
            partial(edits.move_function, slug="coaching", department="it"),
            [ChangeKind.MOVED],
            "Moved “Coaching” from “Sales” to “IT”.",
        ),
        (
            partial(edits.merge_function, slug="coaching", into="selling"),
            [ChangeKind.MERGED],
            "Merged “Coaching” into “Selling”.",
        ),
        (
            partial(
                edits.split_function,
                slug="selling",
                function=WrittenFunction("closing", "Closing", "sales"),
                titles={"Closer"},
                entries={"seller"},
            ),
            [ChangeKind.SPLIT],
            "Split “Closing” off “Selling”, with 1 representative title, 1 dictionary entry.",
        ),
        (
            partial(edits.retire_function, slug="coding"),
            [ChangeKind.RETIRED],
            "Retired “Coding”, with 1 from the dictionary: “code monkey”.",
        ),
        (
            partial(edits.add_department, department=WrittenDepartment("hr", "HR")),
            [ChangeKind.ADDED],
            "Added the department “HR”.",
        ),
        (
            partial(edits.merge_department, slug="it", into="sales"),
            [ChangeKind.MERGED],
            "Merged the department “IT” into “Sales”.",
        ),
        (
            partial(edits.set_field, slug="coding", name="threshold", value=None),
            [ChangeKind.THRESHOLD],
            "Threshold of “Coding”: 0.40 → the model default.",
        ),
        (
            partial(edits.change_titles, slug="coding", add={"Coder"}),
            [ChangeKind.TITLE],
            "Added the title “Coder” to “Coding”.",
        ),
        (
            partial(edits.set_tool_name, slug="coaching", tool="crm", name="Trainer"),
            [ChangeKind.CROSSWALK],
            "“Coaching” is “Trainer” in crm.",
        ),
        (
            partial(edits.set_entry, title="seller", meaning=Meaning()),
            [ChangeKind.ENTRY],
            "Dictionary: “seller” is now Unclassified; before: Selling, level manager.",
        ),
        (
            partial(edits.set_phrase, phrase="queen", functions=None),
            [ChangeKind.PHRASE],
            "Phrase rule: removed “queen”.",
        ),
        (
            partial(edits.order_functions, slugs=["coaching", "selling"]),
            [ChangeKind.ORDER],
            "Reordered functions of “Sales”.",
        ),
    ]:
        found = changes(small(), edit(small()))

        assert [change.kind for change in found] == kinds
        assert found[0].words == words


def test_retiring_a_department_says_what_becomes_of_its_functions() -> None:
    document = edits.merge_function(small(), "coding", into="selling")

    found = changes(small(), edits.retire_department(document, "it"))

    assert [change.words for change in found] == [
        "Merged “Coding” into “Selling”.",
        "Retired the department “IT”.",
    ]


def test_keys_name_what_was_there_before_so_that_two_drafts_meet() -> None:
    renamed = edits.rename_function(small(), "coding", slug="software")
    mine = changes(small(), edits.set_field(renamed, "software", name="threshold", value=0.9))
    theirs = changes(small(), edits.set_field(small(), "coding", name="threshold", value=0.1))

    assert {change.key for change in mine} & {change.key for change in theirs} == {
        "function:coding:threshold"
    }
