"""What a draft would change is shown with numbers of all workspaces and titles of one's own."""

from functools import partial
from typing import Any

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.effects import ask_for_effect, effect_of
from leadqual.taxonomy.drafts.services import discard, draft_document, edit_draft, start_draft
from leadqual.taxonomy.errors import DraftClosedError, DraftStaleError
from leadqual.taxonomy.models import DraftEffect, DraftEffectPart, Function, TaxonomyDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def draft(manager: User) -> TaxonomyDraft:
    """A draft that retires nursing."""
    draft = start_draft(name="No nurses", author=manager)
    edit = partial(edits.retire_function, slug="nursing")
    return edit_draft(draft_id=draft.pk, edit=edit, author=manager)


@pytest.fixture
def effect(draft: TaxonomyDraft, workspace: Workspace, other_workspace: Workspace) -> DraftEffect:
    """What was found in two workspaces; the manager is a member of the first."""
    effect = ask_for_effect(draft_id=draft.pk)
    for place, people in ((workspace, 5), (other_workspace, 70)):
        DraftEffectPart.objects.create(
            effect=effect,
            workspace=place,
            found={
                "n_titles": 2,
                "n_contacts": people,
                "n_to_other": 1,
                "functions": {"nursing": [2, people, 0, 0], "sales": [0, 0, 1, 1]},
                "examples": [[people, 1, f"Nurse of {place.name}", ["nursing"], []]],
                "searches": {"1": f"Nurses of {place.name}"},
            },
        )
    return effect


def seen_by(reader: User, effect: DraftEffect) -> dict[str, Any]:
    old, new = read_document(), draft_document(effect.draft)
    return effect_of(effect, reader=reader, old=old, new=new)


def test_numbers_are_of_all_workspaces_and_names_of_those_of_the_reader(
    effect: DraftEffect, manager: User, stranger: User
) -> None:
    seen = seen_by(manager, effect)

    assert (seen["numbers"]["n_titles"], seen["numbers"]["n_contacts"]) == (4, 75)
    assert (seen["numbers"]["n_to_other"], seen["numbers"]["n_seniority"]) == (2, 0)
    first, second = seen["functions"]
    assert (first["name"], first["titles_lost"], first["contacts_lost"]) == ("Nursing", 4, 75)
    assert (second["name"], second["titles_gained"], second["contacts_gained"]) == ("Sales", 2, 2)
    (example,) = seen["examples"]
    assert (example["title"], example["now"], example["then"]) == (
        "Nurse of Northwind Sales",
        ["Nursing"],
        [],
    )
    assert seen["n_elsewhere"] == 2
    assert (seen["searches"]["names"], seen["searches"]["n_elsewhere"]) == (
        ["Nurses of Northwind Sales"],
        1,
    )
    assert seen["campaigns"]["total"] == 0
    assert [row["title"] for row in seen_by(stranger, effect)["examples"]] == ["Nurse of Southwind"]
    outsider = User.objects.create_superuser("staff@leadqual.example", "x")
    assert "wind" not in str(seen_by(outsider, effect))
    assert seen_by(outsider, effect)["numbers"] == seen["numbers"]


def test_asking_twice_is_asking_once_until_the_draft_is_edited(draft: TaxonomyDraft) -> None:
    first = ask_for_effect(draft_id=draft.pk)

    assert ask_for_effect(draft_id=draft.pk).asked_at == first.asked_at
    edit_draft(
        draft_id=draft.pk, edit=partial(edits.set_field, slug="sales", name="about", value="x")
    )
    second = ask_for_effect(draft_id=draft.pk)
    assert second.asked_at > first.asked_at
    assert (second.edits, second.is_current) == (2, True)
    first.draft.refresh_from_db()
    assert not first.is_current


def test_what_went_wrong_is_tried_again(draft: TaxonomyDraft) -> None:
    first = ask_for_effect(draft_id=draft.pk)
    DraftEffect.objects.update(problem="The log has it.")

    second = ask_for_effect(draft_id=draft.pk)

    assert (second.problem, second.asked_at > first.asked_at) == ("", True)


def test_draft_that_is_closed_or_behind_is_not_asked_about(draft: TaxonomyDraft) -> None:
    Function.objects.filter(slug="sales").update(threshold=0.5)
    with pytest.raises(DraftStaleError, match="Update the draft first"):
        ask_for_effect(draft_id=draft.pk)
    Function.objects.filter(slug="sales").update(threshold=None)
    discard(draft_id=draft.pk, is_archived=True)
    with pytest.raises(DraftClosedError):
        ask_for_effect(draft_id=draft.pk)

    assert not DraftEffect.objects.exists()
