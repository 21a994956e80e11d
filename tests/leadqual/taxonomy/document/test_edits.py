"""One edit of a document at a time; what cannot be done is refused."""

from functools import partial

import pytest

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import Meaning, WrittenDepartment, WrittenFunction
from leadqual.taxonomy.document.edits import EditError
from tests.leadqual.taxonomy.documents import small


def test_merged_function_gives_its_titles_entries_phrases_and_slugs() -> None:
    merged = edits.merge_function(small(), "selling", into="coaching")

    taker = merged.function("coaching")
    assert taker is not None
    assert taker.titles == {"Seller", "Closer", "Sales Coach"}
    assert taker.formerly == {"selling"}
    assert merged.dictionary["seller"] == Meaning(frozenset({"coaching"}), "manager")
    assert merged.dictionary["sales coach"].functions == {"coaching"}
    assert merged.function("selling") is None


def test_slugs_of_merges_in_a_row_lead_to_the_last() -> None:
    once = edits.merge_function(small(), "selling", into="coaching")
    twice = edits.merge_function(once, "coaching", into="coding")

    last = twice.function("coding")
    assert last is not None
    assert last.formerly == {"selling", "coaching"}
    with pytest.raises(EditError, match="“selling” no longer exists"):
        edits.merge_function(twice, "selling", into="coding")


def test_split_takes_what_is_there_and_leaves_the_rest() -> None:
    split = edits.split_function(
        small(),
        "selling",
        function=WrittenFunction("closing", "Closing", "sales"),
        titles={"Closer", "Nobody"},
        entries={"seller", "code monkey"},
        phrases={"sales coach"},
    )

    closing, selling = split.function("closing"), split.function("selling")
    assert closing is not None
    assert selling is not None
    assert closing.titles == {"Closer"}
    assert selling.titles == {"Seller", "Sales Coach"}
    assert split.dictionary["seller"].functions == {"closing"}
    assert split.dictionary["code monkey"].functions == {"coding"}
    assert split.phrases["sales coach"] == {"coaching"}


def test_new_department_takes_functions_that_are_still_there() -> None:
    split = edits.split_department(
        small(),
        "sales",
        department=WrittenDepartment("training", "Training"),
        functions={"coaching", "coding", "nobody"},
    )

    inside = {
        row.slug: [one.slug for one in split.functions_of(row.slug)] for row in split.departments
    }
    assert inside == {"sales": ["selling"], "it": ["coding"], "training": ["coaching"]}
    assert split.dictionary == small().dictionary


def test_retired_function_takes_what_means_it_alone() -> None:
    retired = edits.retire_function(small(), "selling")

    assert set(retired.dictionary) == {"sales coach", "code monkey"}
    assert retired.dictionary["sales coach"].functions == {"coaching"}


def test_new_slug_is_followed_by_entries_and_functions() -> None:
    renamed = edits.rename_department(
        edits.rename_function(small(), "selling", slug="deals"), "sales", slug="revenue"
    )

    function, department = renamed.function("deals"), renamed.department("revenue")
    assert function is not None
    assert department is not None
    assert function.formerly == {"selling"}
    assert function.department == "revenue"
    assert department.formerly == {"sales"}
    assert renamed.dictionary["seller"].functions == {"deals"}
    back = edits.rename_function(renamed, "deals", slug="selling")
    again = back.function("selling")
    assert again is not None
    assert again.formerly == {"deals"}


def test_fields_are_found_by_a_former_slug_and_functions_are_not_retired_by_one() -> None:
    merged = edits.merge_function(small(), "selling", into="coaching")

    named = edits.set_field(merged, "selling", name="about", value="both")

    function = named.function("coaching")
    assert function is not None
    assert function.about == "both"
    with pytest.raises(EditError, match="no longer exists"):
        edits.retire_function(merged, "selling")


def test_what_cannot_be_done_is_refused() -> None:
    for edit, said in [
        (partial(edits.merge_function, slug="selling", into="selling"), "into itself"),
        (partial(edits.merge_function, slug="selling", into="nobody"), "“nobody” no longer exists"),
        (partial(edits.merge_department, slug="it", into="it"), "into itself"),
        (partial(edits.retire_department, slug="sales"), "still has “Selling”, “Coaching”"),
        (partial(edits.rename_function, former="selling", slug="coding"), "already"),
        (partial(edits.rename_department, former="it", slug="sales"), "already"),
        (partial(edits.move_function, slug="selling", department="hr"), "“hr” no longer exists"),
        (partial(edits.add_function, function=WrittenFunction("coding", "C", "it")), "already"),
        (partial(edits.add_department, department=WrittenDepartment("it", "I")), "already"),
        (
            partial(edits.set_entry, title="a", meaning=Meaning(frozenset({"nobody"}))),
            "“nobody” no longer exists",
        ),
    ]:
        with pytest.raises(EditError, match=said):
            edit(small())
