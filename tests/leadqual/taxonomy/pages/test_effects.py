"""The page of a draft shows what it would change, on its way, and when it is worked out."""

from functools import partial

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.document import edits
from leadqual.taxonomy.drafts.effects import ask_for_effect
from leadqual.taxonomy.drafts.services import edit_draft, start_draft
from leadqual.taxonomy.models import DraftEffect, TaxonomyDraft
from tests.leadqual.parts import part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


@pytest.fixture
def draft(staff: User) -> TaxonomyDraft:
    """A draft that retires nursing."""
    draft = start_draft(name="No nurses", author=staff)
    edit = partial(edits.retire_function, slug="nursing")
    return edit_draft(draft_id=draft.pk, edit=edit, author=staff)


def page(staff_client: Client, draft: TaxonomyDraft) -> str:
    return staff_client.get(f"/taxonomy/drafts/{draft.pk}/").content.decode()


@pytest.mark.slow
def test_it_is_asked_for_worked_out_and_shown_with_examples(
    staff_client: Client,
    draft: TaxonomyDraft,
    workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    JobTitle.objects.create(
        workspace=workspace, title="Head Nurse", normalised="head nurse", n_contacts=7
    )
    assert 'hx-trigger="load, submit"' in page(staff_client, draft)

    with django_capture_on_commit_callbacks(execute=True):
        answer = staff_client.post(f"/taxonomy/drafts/{draft.pk}/impact/")

    assert answer.headers["Location"] == f"/taxonomy/drafts/{draft.pk}/"
    html = page(staff_client, draft)
    assert "Head Nurse" in html
    assert '<b class="num">1</b> title of' in html
    assert "On the frozen test set of 3,20" in html
    assert "F1 of Nursing" in html
    assert "The quality gate would fail" not in html


def test_progress_is_asked_for_again_until_it_is_done(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/impact/"
    waiting = staff_client.post(address, headers={"hx-request": "true"}).content.decode()
    assert "Starting…" in waiting
    assert f'hx-get="{address}" hx-trigger="every 1s"' in waiting
    DraftEffect.objects.update(total=1_000_000, done=250_000)

    moving = part(staff_client, address)

    assert '250,000</span> of <span class="num">1,000,000' in moving
    DraftEffect.objects.update(finished_at=timezone.now())
    done = part(staff_client, address)
    assert "hx-get" not in done
    assert 'name="again"' in done
    assert "No stored title would change its functions" in done


@pytest.mark.slow
def test_what_was_worked_out_for_a_former_edit_is_not_shown(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    ask_for_effect(draft_id=draft.pk)
    DraftEffect.objects.update(finished_at=timezone.now(), total=5)
    edit_draft(
        draft_id=draft.pk, edit=partial(edits.set_field, slug="sales", name="about", value="x")
    )

    html = page(staff_client, draft)

    assert "The draft has changed since the last preview." in html
    assert "No stored title" not in html


def test_what_went_wrong_is_said_and_tried_again_by_a_button_alone(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    ask_for_effect(draft_id=draft.pk)
    DraftEffect.objects.update(problem="Computing the impact failed; see the log.")

    html = page(staff_client, draft)

    assert "failed" in html
    assert "Try again" in html
    assert 'hx-trigger="load' not in html


@pytest.mark.slow
def test_what_is_worked_out_is_worked_out_again_by_a_button(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    ask_for_effect(draft_id=draft.pk)
    DraftEffect.objects.update(finished_at=timezone.now(), total=5, done=5)
    address = f"/taxonomy/drafts/{draft.pk}/impact/"
    staff_client.post(address)
    assert DraftEffect.objects.get().total == 5

    staff_client.post(address, {"again": "1"})

    effect = DraftEffect.objects.get()
    assert (effect.finished_at, effect.total, effect.edits) == (None, 0, draft.edits)
    staff_client.post(address, {"again": "1"})
    assert DraftEffect.objects.get().asked_at == effect.asked_at


def test_only_staff_ask(staff_client: Client, draft: TaxonomyDraft, manager: User) -> None:
    manager.is_staff = False
    manager.save()

    assert staff_client.get(f"/taxonomy/drafts/{draft.pk}/impact/").status_code == 403
    assert staff_client.post(f"/taxonomy/drafts/{draft.pk}/impact/").status_code == 403
    assert not DraftEffect.objects.exists()
