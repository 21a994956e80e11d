"""What became of each slug between two documents."""

from dataclasses import replace

from hypothesis import given, settings

from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.document import Document, WrittenFunction
from leadqual.taxonomy.document.restored import restored
from leadqual.taxonomy.document.slug_history import slug_changes, splits
from tests.leadqual.taxonomy.documents import documents, small


def test_former_slugs_tell_a_rename_from_a_merge_and_both_ways() -> None:
    old = small()
    new = edits.merge_function(
        edits.rename_function(old, "coding", slug="software"), "selling", into="coaching"
    )

    there, back = (
        slug_changes(old.functions, new.functions),
        slug_changes(new.functions, old.functions),
    )

    assert there.renamed == {"coding": "software"}
    assert there.merged == {"selling": "coaching"}
    assert (there.retired, there.added) == ((), ())
    assert back.renamed == {"software": "coding"}
    assert back.added == ("selling",)
    assert [there.successor(slug) for slug in ("coding", "selling", "coaching")] == [
        "software",
        "coaching",
        "coaching",
    ]
    assert there.former("software") == "coding"


def test_function_of_two_merged_into_a_new_one_is_renamed_once() -> None:
    old = small()
    both = WrittenFunction("all", "All", "sales", formerly=frozenset({"selling", "coaching"}))
    new = replace(old, functions=(both, *old.functions[2:]), dictionary={}, phrases={})

    found = slug_changes(old.functions, new.functions)

    assert found.renamed == {"selling": "all"}
    assert found.merged == {"coaching": "all"}


def test_new_function_was_split_off_the_one_that_it_took_most_of() -> None:
    new = edits.split_function(
        small(),
        "selling",
        function=WrittenFunction("closing", "Closing", "sales"),
        titles={"Closer"},
        entries={"seller"},
    )

    found = splits(small(), new, slug_changes(small().functions, new.functions))

    assert found["closing"].source == "selling"
    assert found["closing"].titles == {"Closer"}
    assert found["closing"].entries == {"seller"}


@given(documents(), documents())
@settings(deadline=None)
def test_every_slug_has_one_fate_and_former_documents_know_all_slugs_that_have_an_heir(
    old: Document, new: Document
) -> None:
    found = slug_changes(old.functions, new.functions)
    gone = {row.slug for row in old.functions} - {row.slug for row in new.functions}
    assert {*found.renamed, *found.merged, *found.retired} == gone
    assert len(found.renamed) + len(found.merged) + len(found.retired) == len(gone)

    back = restored(old, new)

    leads = {alias for row in back.functions for alias in (row.slug, *row.formerly)}
    became = slug_changes(new.functions, old.functions)
    assert {row.slug for row in new.functions if became.successor(row.slug)} <= leads
