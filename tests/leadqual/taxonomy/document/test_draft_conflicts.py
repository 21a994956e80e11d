"""What a draft may not do: slugs that it freed are not given to something else."""

from functools import partial

import pytest

from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.diff import changes
from leadqual.taxonomy.document.document import Document, WrittenDepartment, WrittenFunction
from leadqual.taxonomy.document.edits import EditError
from leadqual.taxonomy.drafts.services import check_slugs, merged_away
from tests.leadqual.taxonomy.documents import small

NEW = WrittenFunction("coaching", "Coaching of dogs", "sales")


def after(*edits: partial[Document]) -> Document:
    """Do edits one after the other, each with the check that drafts have."""
    base = now = small()
    for edit in edits:
        then = edit(now)
        check_slugs(base=base, old=now, new=then)
        now = then
    return now


RENAMED = partial(editing.rename_function, former="coaching", slug="training")
MERGED = partial(editing.merge_function, slug="coaching", into="selling")
RETIRED = partial(editing.retire_function, slug="coaching")


def test_slug_that_a_draft_freed_is_not_used_again_in_it() -> None:
    for edits in [
        (RENAMED, partial(editing.add_function, function=NEW)),
        (RENAMED, partial(editing.rename_function, former="coding", slug="coaching")),
        (RENAMED, partial(editing.split_function, slug="selling", function=NEW)),
        (MERGED, partial(editing.add_function, function=NEW)),
        (MERGED, partial(editing.rename_function, former="selling", slug="coaching")),
        (RETIRED, partial(editing.rename_function, former="coding", slug="coaching")),
    ]:
        with pytest.raises(EditError, match="“coaching” is the slug of another function until"):
            after(*edits)


def test_slug_of_a_department_is_not_used_again_either() -> None:
    renamed = partial(editing.rename_department, former="it", slug="software")
    added = partial(editing.add_department, department=WrittenDepartment("it", "Italy"))

    with pytest.raises(EditError, match="“it” is the slug of another department until"):
        after(renamed, added)


def test_slug_goes_back_to_what_had_it_and_what_was_retired_comes_back() -> None:
    back = after(RENAMED, partial(editing.rename_function, former="training", slug="coaching"))
    again = after(RETIRED, partial(editing.add_function, function=NEW))

    assert [change.words for change in changes(small(), back)] == [
        "The slug “training” redirects to “Coaching”."
    ]
    assert again.function("coaching") == NEW


def test_only_fields_of_what_was_merged_are_refused() -> None:
    live = editing.merge_function(small(), "coaching", into="selling")
    mine = editing.set_field(small(), "coaching", name="threshold", value=0.9)
    mine = editing.set_field(mine, "selling", name="threshold", value=0.8)
    mine = editing.change_titles(mine, "coaching", add={"Trainer"})

    found = merged_away(changes(small(), mine), base=small(), live=live)

    ((change, error),) = found
    assert change.key == "function:coaching:threshold"
    assert error.message == "“Coaching” was merged into “selling” in the meantime."
