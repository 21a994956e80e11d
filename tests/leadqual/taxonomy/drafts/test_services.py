"""Drafts are edited, their changes taken back one by one, and brought up to date."""

from functools import partial

import pytest

from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.taxonomy.document import edits as editing
from leadqual.taxonomy.document.changes import ChangeKind
from leadqual.taxonomy.document.document import Meaning, WrittenFunction
from leadqual.taxonomy.document.edits import EditError
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.document.to_tables import write_document
from leadqual.taxonomy.drafts.services import (
    discard,
    draft_changes,
    draft_document,
    edit_draft,
    is_stale,
    rebase,
    revert,
    start_draft,
    undo_edit,
)
from leadqual.taxonomy.errors import DocumentError, DraftClosedError, DraftStaleError
from leadqual.taxonomy.models import Function, TaxonomyDraft
from tests.leadqual.taxonomy.documents import words_of
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

OWLS = WrittenFunction("owl_care", "Owl Care", "operations")
ADD_OWLS = partial(editing.add_function, function=OWLS)
ENTRY = partial(
    editing.set_entry, title="owl keeper", meaning=Meaning(frozenset({"owl_care"}), "specialist")
)
THRESHOLD = partial(editing.set_field, slug="sales", name="threshold", value=0.7)


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_superuser("staff@leadqual.example", "x")


@pytest.fixture
def draft(staff: User) -> TaxonomyDraft:
    """A draft that says what is live."""
    return start_draft(name="Owls", author=staff)


def test_draft_leaves_the_live_taxonomy_alone(draft: TaxonomyDraft) -> None:
    live = read_document()

    edit_draft(draft_id=draft.pk, edit=ADD_OWLS)

    assert words_of(draft) == ["Added “Owl Care” to “Operations”."]
    assert read_document() == live
    assert not is_stale(draft)


@pytest.mark.slow
def test_one_change_is_taken_back_with_those_that_cannot_be_without_it(
    draft: TaxonomyDraft,
) -> None:
    for edit in (ADD_OWLS, ENTRY, THRESHOLD):
        edit_draft(draft_id=draft.pk, edit=edit)

    taken = revert(draft_id=draft.pk, key="function:owl_care")

    assert [change.key for change in taken] == ["function:owl_care", "entry:owl keeper"]
    assert words_of(draft) == ["Threshold of “Sales”: the model default → 0.70."]
    undo_edit(draft_id=draft.pk, author=draft.author, seen=draft.edits)
    assert len(words_of(draft)) == 3
    assert revert(draft_id=draft.pk, key="function:nobody") == []


def test_refused_edit_leaves_the_draft_as_it_was(draft: TaxonomyDraft) -> None:
    edit_draft(draft_id=draft.pk, edit=ADD_OWLS)

    with pytest.raises(EditError, match="already"):
        edit_draft(draft_id=draft.pk, edit=ADD_OWLS)
    with pytest.raises(DocumentError, match="maximum is 100"):
        edit_draft(
            draft_id=draft.pk,
            edit=partial(editing.set_field, slug="owl_care", name="name", value="O" * 101),
        )

    assert words_of(draft) == ["Added “Owl Care” to “Operations”."]
    draft.refresh_from_db()
    assert draft.edits == 1


def test_document_that_cannot_be_starts_no_draft(staff: User) -> None:
    document = editing.set_phrase(read_document(), "x" * 121, functions=frozenset())

    with pytest.raises(DocumentError, match="maximum is 120"):
        start_draft(name="Bad", author=staff, document=document)

    assert not TaxonomyDraft.objects.exists()


@pytest.mark.slow
def test_what_both_changed_is_refused_until_the_draft_is_to_win(draft: TaxonomyDraft) -> None:
    edit_draft(draft_id=draft.pk, edit=THRESHOLD)
    Function.objects.filter(slug="sales").update(threshold=0.3)

    assert is_stale(draft)
    with pytest.raises(DraftStaleError) as refusal:
        rebase(draft_id=draft.pk)
    (conflict,) = refusal.value.conflicts
    assert conflict == (
        "Draft: Threshold of “Sales”: the model default → 0.70. "
        "Live: Threshold of “Sales”: the model default → 0.30."
    )
    assert words_of(draft) == ["Threshold of “Sales”: the model default → 0.70."]

    rebase(draft_id=draft.pk, draft_wins=True)

    assert words_of(draft) == ["Threshold of “Sales”: 0.30 → 0.70."]
    assert not is_stale(draft)


@pytest.mark.slow
def test_change_that_cannot_be_done_any_more_is_named_and_nothing_is_lost(
    draft: TaxonomyDraft,
) -> None:
    edit_draft(
        draft_id=draft.pk,
        edit=partial(editing.change_titles, slug="nursing", add={"Chief of Bandages"}),
    )
    Function.objects.filter(slug="nursing").update(retired_at="2026-11-20T00:00Z")

    with pytest.raises(DraftStaleError) as refusal:
        rebase(draft_id=draft.pk)

    assert "The function “nursing” no longer exists." in refusal.value.conflicts[0]
    assert words_of(draft) == ["Added the title “Chief of Bandages” to “Nursing”."]


def test_change_follows_a_function_that_was_renamed_meanwhile(draft: TaxonomyDraft) -> None:
    edit_draft(draft_id=draft.pk, edit=THRESHOLD, author=draft.author)
    live = editing.rename_function(read_document(), "sales", slug="selling")
    other = start_draft(name="Other", author=draft.author, document=live)

    assert draft_document(other).function("selling") is not None
    write_document(live=read_document(), new=live)
    rebase(draft_id=draft.pk)

    draft.refresh_from_db()
    renamed = draft_document(draft).function("selling")
    assert renamed is not None
    assert renamed.threshold == 0.7
    # What it said before would belong to the former taxonomy.
    assert undo_edit(draft_id=draft.pk, author=draft.author).document == draft.document


def test_draft_that_was_put_away_is_closed_and_can_be_taken_up_again(draft: TaxonomyDraft) -> None:
    discard(draft_id=draft.pk, is_archived=True)

    with pytest.raises(DraftClosedError, match="is discarded"):
        edit_draft(draft_id=draft.pk, edit=ADD_OWLS)
    discard(draft_id=draft.pk, is_archived=False)
    edit_draft(draft_id=draft.pk, edit=ADD_OWLS)

    assert len(words_of(draft)) == 1


def test_undo_takes_back_no_edit_of_somebody_else_that_came_after_the_page(
    draft: TaxonomyDraft, staff: User
) -> None:
    other = User.objects.create_superuser("other@leadqual.example", "x")
    mine = edit_draft(draft_id=draft.pk, edit=ADD_OWLS, author=staff)
    edit_draft(draft_id=draft.pk, edit=THRESHOLD, author=other)

    after = r"other@leadqual\.example changed “Owls” since then, so nothing was undone"
    with pytest.raises(LeadqualError, match=after):
        undo_edit(draft_id=draft.pk, author=staff, seen=mine.edits)
    with refused("draft_moved"):
        undo_edit(draft_id=draft.pk, author=staff)
    assert len(words_of(draft)) == 2

    undone = undo_edit(draft_id=draft.pk, author=other)
    assert words_of(draft) == ["Added “Owl Care” to “Operations”."]
    undo_edit(draft_id=draft.pk, author=other, seen=undone.edits)
    assert len(words_of(draft)) == 2
    with refused("draft_moved"):  # Not his own later one either.
        undo_edit(draft_id=draft.pk, author=other, seen=undone.edits)


@pytest.mark.slow
def test_fields_of_a_function_that_was_merged_meanwhile_are_not_those_of_its_heir(
    draft: TaxonomyDraft,
) -> None:
    edits = (
        partial(editing.set_field, slug="sales_enablement", name="about", value="owls"),
        partial(editing.move_function, slug="sales_enablement", department="operations"),
        partial(editing.set_tool_name, slug="sales_enablement", tool="linkedin", name="Owls"),
        partial(editing.name_department, slug="finance", name="Money"),
        partial(editing.change_titles, slug="sales_enablement", add={"Owl Enabler"}),
    )
    for edit in edits:
        edit_draft(draft_id=draft.pk, edit=edit)
    before = read_document()
    live = editing.merge_function(before, "sales_enablement", into="sales")
    live = editing.merge_department(live, "finance", into="operations")
    write_document(live=before, new=live)

    with pytest.raises(DraftStaleError) as refusal:
        rebase(draft_id=draft.pk)

    merged = [line.partition("was merged into")[2] for line in refusal.value.conflicts]
    assert sorted(merged) == [" “operations” in the meantime.", *[" “sales” in the meantime."] * 3]
    draft.refresh_from_db()
    for change in draft_changes(draft):
        if change.kind != ChangeKind.TITLE:
            revert(draft_id=draft.pk, key=change.key)
    rebase(draft_id=draft.pk)
    draft.refresh_from_db()
    successor = draft_document(draft).function("sales")
    assert successor is not None
    assert (successor.about, successor.department) == (
        next(row.about for row in before.functions if row.slug == "sales"),
        "sales",
    )
    assert "Owl Enabler" in successor.titles
