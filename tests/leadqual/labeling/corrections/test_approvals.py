"""A second person approves a correction, or returns it with a note; nobody reviews themselves."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.agreement import agreement_on_titles
from leadqual.labeling.corrections.approvals import (
    approve,
    return_correction,
    withdraw_approval,
)
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept,
    suggest,
)
from leadqual.leads.models import JobTitle
from tests.leadqual.labeling.conftest import labels_of, make_title
from tests.problems import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]
JSON = "application/json"
QUEUE = "/titles/review/?queue=unapproved&page=1"


@pytest.fixture
def said(title: JobTitle, qualifier: User) -> Correction:
    """What a qualifier says of a title that one person labels."""
    Workspace.objects.filter(pk=title.workspace_id).update(title_overlap=0)
    classify_batch()
    title.refresh_from_db()
    word = CorrectionInput(("sales",), "manager", note="They sell.", propagate=False)
    return record_correction(job_title=title, correction_input=word, author=qualifier)


def shown(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def waits_for(client: Client) -> str:
    """Return what Home lists for this person."""
    return "; ".join(line.title for line in client.get("/").context["waiting"])


def to_approve(workspace: Workspace) -> list[str]:
    return [row.title for row in title_queue(workspace, "unapproved")]


def test_approval_takes_it_out_of_the_queue_counts_as_agreement_and_is_taken_back(
    workspace: Workspace, said: Correction, manager: User
) -> None:
    assert to_approve(workspace) == [said.job_title.title]

    first = approve(correction=said, reviewer=manager)
    again = approve(correction=said, reviewer=manager)

    assert (first.approved_by, first.approved_at) == (manager, again.approved_at)
    assert to_approve(workspace) == []
    assert agreement_on_titles(workspace).measured.share == 1
    withdraw_approval(correction=said, reviewer=manager)
    assert to_approve(workspace) == [said.job_title.title]
    assert agreement_on_titles(workspace).measured.n == 0


def test_a_returned_correction_is_undone_and_its_author_reads_the_note(
    said: Correction, manager: User, qualifier_client: Client, qualifier: User
) -> None:
    title = said.job_title

    told = return_correction(correction=said, note="They cast spells.", reviewer=manager)

    assert "sales" not in labels_of(title)
    assert (told.author, told.functions, told.is_open) == (qualifier, ["sales"], False)
    page = qualifier_client.get("/titles/review/?queue=mine").content.decode()
    assert "Returned with a note: They cast spells." in page
    with refused("correction_replaced"):
        return_correction(correction=said, note="Again.", reviewer=manager)
    assert Suggestion.objects.count() == 1


@pytest.mark.slow
def test_the_author_of_what_was_returned_is_told_and_answers_with_a_note(
    said: Correction, manager: User, manager_client: Client, qualifier_client: Client
) -> None:
    address = f"/titles/{said.job_title_id}/"
    assert "correction awaiting review" in waits_for(manager_client)
    assert "approval" not in waits_for(qualifier_client)

    return_correction(correction=said, note="They cast spells.", reviewer=manager)

    assert "1 suggestion was returned to you" in waits_for(qualifier_client)
    assert "came back" not in waits_for(manager_client)
    page = shown(qualifier_client, address)
    assert f"<b>{manager} returned your correction</b> <span>“They cast spells.”" in page
    assert f"returned by {manager}: “They cast spells.”" in page
    page = shown(manager_client, address)
    assert "returned your correction" not in page
    assert f"returned by {manager}: “They cast spells.”" in page
    answer = {"functions": "sales", "level": "manager", "note": "They sell wands."}
    qualifier_client.post(f"{address}correct/", answer)

    assert "came back" not in waits_for(qualifier_client)
    assert "returned your correction" not in shown(qualifier_client, address)
    assert "They sell wands." in shown(manager_client, address)
    assert "1 correction awaiting review" in waits_for(manager_client)


def test_nobody_reviews_what_they_said_or_what_is_gone(
    said: Correction, qualifier: User, manager: User
) -> None:
    with refused("own_word"):
        approve(correction=said, reviewer=qualifier)
    undo_correction(correction=said, author=qualifier)
    with refused("correction_replaced"):
        approve(correction=said, reviewer=manager)

    said.refresh_from_db()
    assert said.approved_by is None


def test_what_was_suggested_by_another_person_and_accepted_needs_no_approval(
    workspace: Workspace, title: JobTitle, qualifier: User, viewer: User
) -> None:
    classify_batch()
    own = make_title(workspace, "Wizard")
    for row, author in ((title, viewer), (own, qualifier)):
        row.refresh_from_db()
        of_title = SuggestionInput("title", row.title, ("sales",))
        made = suggest(workspace=workspace, suggested=of_title, suggester=SuggestionAuthor(author))
        word = CorrectionInput(("sales",), "manager", propagate=False)
        accept(suggestion=made, correction_input=word, reviewer=qualifier)

    assert to_approve(workspace) == ["Wizard"]


@pytest.mark.slow
def test_a_manager_walks_the_queue_and_others_see_no_buttons(
    workspace: Workspace,
    said: Correction,
    qualifier: User,
    manager: User,
    manager_client: Client,
    qualifier_client: Client,
) -> None:
    other = make_title(workspace, "Wizard")
    classify_batch()
    other.refresh_from_db()
    word = CorrectionInput(("nursing",), "manager", propagate=False)
    record_correction(job_title=other, correction_input=word, author=qualifier)
    url = f"/titles/corrections/{said.pk}/approve/"

    record_correction(
        job_title=make_title(workspace, "Own word"), correction_input=word, author=manager
    )

    page = manager_client.get(QUEUE).content.decode()
    refused = qualifier_client.post(url, {"next": QUEUE})
    answer = manager_client.post(url, {"next": QUEUE})
    next_page = manager_client.get(answer["Location"]).content.decode()
    noteless = manager_client.post(f"/titles/corrections/{said.pk}/return/", {"next": QUEUE})

    assert f'action="{url}"' in page
    assert "Own word" not in page
    assert refused.status_code == 403
    assert f"title={other.pk}#title" in answer["Location"]
    assert f'action="{url}undo/?next=' in next_page
    assert noteless.status_code == 302
    assert Correction.objects.get(pk=said.pk).is_current
    assert "/approve/" not in qualifier_client.get(QUEUE).content.decode()
    history = manager_client.get(f"/titles/{said.job_title_id}/").content.decode()
    assert "approved by Mira Okafor" in history
    manager_client.post(f"{url}undo/")
    assert said.job_title.title in to_approve(workspace)


def test_programs_of_managers_list_approve_and_return(
    api: Client, said: Correction, other_workspace: Workspace
) -> None:
    url = f"/api/v1/titles/corrections/{said.pk}"
    strange = make_title(other_workspace, "Wand Buyer")
    assert api.get(f"/api/v1/titles/{strange.pk}/corrections").status_code == 404

    approved = api.put(f"{url}/approval", {}, JSON)
    (row,) = api.get(f"/api/v1/titles/{said.job_title_id}/corrections").json()["results"]
    withdrawn = api.delete(f"{url}/approval")
    noteless = api.post(f"{url}/return", {}, JSON)
    returned = api.post(f"{url}/return", {"note": "They cast spells."}, JSON)
    late = api.put(f"{url}/approval", {}, JSON)

    assert (approved.status_code, approved.json()["approved_by"]) == (200, "Mira Okafor")
    assert (row["id"], row["author"], row["note"]) == (said.pk, str(said.author), "They sell.")
    assert (row["approved_by"], row["is_current"]) == ("Mira Okafor", True)
    assert (withdrawn.status_code, noteless.status_code) == (204, 422)
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert (late.status_code, late.json()["code"]) == (409, "correction_replaced")


def suggested(title: JobTitle, author: User, *functions: str) -> Suggestion:
    said = SuggestionInput("title", title.title, functions)
    return suggest(
        workspace=title.workspace, suggested=said, suggester=SuggestionAuthor(author), title=title
    )


def test_approval_accepts_suggestions_of_the_same_labels_and_gives_them_back_with_it(
    said: Correction, manager: User, viewer: User, manager_client: Client
) -> None:
    same = suggested(said.job_title, viewer, "sales")
    assert "1 suggestion to review" in waits_for(manager_client)

    approve(correction=said, reviewer=manager)

    same.refresh_from_db()
    assert (same.state, same.correction, same.reviewer) == ("accepted", said, manager)
    assert "suggestion to review" not in waits_for(manager_client)
    withdraw_approval(correction=said, reviewer=manager)
    same.refresh_from_db()
    assert (same.state, same.correction, same.reviewer) == ("suggested", None, None)


def test_a_contradicting_suggestion_stays_open_and_is_shown_to_who_approves(
    said: Correction, manager: User, viewer: User, manager_client: Client
) -> None:
    other = suggested(said.job_title, viewer, "nursing")

    page = shown(manager_client, QUEUE)
    approve(correction=said, reviewer=manager)

    assert f"{viewer} suggested <b>Nursing" in page
    bar = page.split("actions-bar")[1]
    approve_at, save_at = bar.index(f'form="approve-{said.pk}"'), bar.index('id="save-title"')
    assert approve_at < save_at
    assert "primary" in bar[:approve_at]
    assert bar.count("primary") == 1
    other.refresh_from_db()
    assert other.state == "suggested"


def test_a_correction_accepts_suggestions_of_the_same_labels_until_it_is_undone(
    title: JobTitle, manager: User, viewer: User, qualifier: User
) -> None:
    classify_batch()
    title.refresh_from_db()
    same, other = suggested(title, viewer, "nursing"), suggested(title, qualifier, "sales")
    word = CorrectionInput(("nursing",), "manager", propagate=False)

    correction = record_correction(job_title=title, correction_input=word, author=manager)

    states = Suggestion.objects.in_bulk([same.pk, other.pk])
    assert states[same.pk].state == "accepted"
    assert states[other.pk].state == "suggested"
    undo_correction(correction=correction, author=manager)
    assert Suggestion.objects.get(pk=same.pk).is_open
