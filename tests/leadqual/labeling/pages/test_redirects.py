"""Addresses that hold no page lead to one: forms opened by hand, queues, replaced fits."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction, undo_correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import NEW, make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def replaced(
    workspace: Workspace,
    manager: User,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> LearnedFunction:
    """A fit whose place a newer one took with the next correction."""
    former = LearnedFunction.objects.get(state="active")
    title = make_title(workspace, "Mountain dragon tamer")
    with django_capture_on_commit_callbacks(execute=True):
        record_correction(
            job_title=title, correction_input=CorrectionInput((NEW,), "specialist"), author=manager
        )
    former.refresh_from_db()
    assert former.state == "replaced"
    return former


def test_form_of_a_title_opened_by_hand_leads_to_the_title(
    qualifier_client: Client, title: JobTitle
) -> None:
    for way in ["correct/", "preview/", "preview/learned-functions/"]:
        answer = qualifier_client.get(f"/titles/{title.pk}/{way}", follow=True)

        assert answer.redirect_chain[-1] == (f"/titles/{title.pk}/", 302)
        assert qualifier_client.put(f"/titles/{title.pk}/{way}").status_code == 405


def test_undo_opened_by_hand_leads_to_the_correction_and_undoes_nothing(
    qualifier_client: Client, title: JobTitle, manager: User
) -> None:
    said = record_correction(
        job_title=title, correction_input=CorrectionInput((), "specialist"), author=manager
    )

    answer = qualifier_client.get(f"/titles/corrections/{said.pk}/undo/")

    said.refresh_from_db()
    assert answer.headers["Location"] == f"/titles/corrections/{said.pk}/"
    assert said.is_current


def test_address_of_a_replaced_fit_leads_to_the_newer_one_and_says_so(
    manager_client: Client, stranger_client: Client, api: Client, replaced: LearnedFunction
) -> None:
    assert stranger_client.get(f"/titles/learned-functions/{replaced.pk}/").status_code == 404
    newer = LearnedFunction.objects.get(state="active")

    page = manager_client.get(f"/titles/learned-functions/{replaced.pk}/", follow=True)
    told = api.get(f"/api/v1/titles/learned-functions/{replaced.pk}")

    assert page.redirect_chain == [(f"/titles/learned-functions/{newer.pk}/", 302)]
    assert "A newer version replaced this one." in page.content.decode()
    assert (told.status_code, told.json()["code"]) == (410, "learned_replaced")
    assert f"Version {newer.pk}" in told.json()["detail"]


def test_decision_about_a_replaced_fit_changes_nothing_and_shows_the_newer_one(
    manager_client: Client, replaced: LearnedFunction
) -> None:
    for way in ["activate/", "activate/undo/", "turn-off/"]:
        newer = LearnedFunction.objects.get(state="active")
        by_hand = manager_client.get(f"/titles/learned-functions/{newer.pk}/{way}", follow=True)
        assert by_hand.redirect_chain[-1][0] == f"/titles/learned-functions/{newer.pk}/"

        page = manager_client.post(f"/titles/learned-functions/{replaced.pk}/{way}", follow=True)

        assert page.redirect_chain == [(f"/titles/learned-functions/{newer.pk}/", 302)]
        assert "a newer version replaced" in page.content.decode()
        newer.refresh_from_db()
        assert newer.state == "active"


@pytest.mark.slow
def test_fit_that_nothing_teaches_any_more_leads_to_the_list(
    manager_client: Client,
    manager: User,
    workspace: Workspace,
    corrected: JobTitle,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = LearnedFunction.objects.get(state="active")
    with django_capture_on_commit_callbacks(execute=True):
        for said in list(workspace.corrections.filter(is_current=True)):
            undo_correction(correction=said, author=manager)

    page = manager_client.get(f"/titles/learned-functions/{row.pk}/", follow=True)

    assert page.redirect_chain == [("/taxonomy/?panel=learned-functions", 302)]
    assert "This version no longer exists" in page.content.decode()


def test_queue_asked_for_on_another_page_leads_to_its_own(viewer_client: Client) -> None:
    for asked, now in [
        ("/titles/done/?queue=uncertain&page=2", "/titles/?queue=uncertain&page=2"),
        ("/titles/done/?queue=conflicts&q=ceo", "/titles/?queue=conflicts&q=ceo"),
        ("/titles/done/?queue=unclassified&title=7", "/titles/?queue=unclassified&title=7#title"),
        ("/titles/?queue=second", "/titles/review/?queue=second"),
        ("/titles/?queue=unapproved", "/titles/review/?queue=unapproved"),
        ("/titles/?queue=corrected&page=x", "/titles/done/?queue=corrected"),
        ("/titles/?queue=propagated", "/titles/done/?queue=propagated"),
    ]:
        answer = viewer_client.get(asked)

        assert (answer.status_code, answer.headers["Location"]) == (302, now)
