"""Pages of suggestions: wrong label of a viewer, the review queue, notes, and who may what."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.labeling import suggestions
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, undo_correction
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import (
    Proposal,
    SuggestionAuthor,
    SuggestionInput,
    accept,
    give_back,
    suggest,
)
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function
from tests.leadqual.labeling.conftest import labels_of, make_title

pytestmark = pytest.mark.django_db
QUEUE = "/titles/review/?queue=suggested"


@pytest.fixture
def read(title: JobTitle) -> JobTitle:
    """The title, classified."""
    classify_batch()
    title.refresh_from_db()
    return title


def suggested(title: JobTitle, author: User, *functions: str) -> Suggestion:
    said = SuggestionInput("title", title.title, functions)
    return suggest(
        workspace=title.workspace, suggested=said, suggester=SuggestionAuthor(author), title=title
    )


def test_a_viewer_says_on_the_page_of_a_person_that_a_label_is_wrong(
    viewer_client: Client, read: JobTitle
) -> None:
    person = read.contacts.all()[0]
    page = viewer_client.get(f"/people/?person={person.pk}").content.decode()
    assert f'action="/titles/{read.pk}/suggest/"' in page
    before = labels_of(read)
    form = {"functions": "nursing", "was_other": "1", "note": "She cares.", "next": "/people/"}

    answer = viewer_client.post(f"/titles/{read.pk}/suggest/", form)

    assert answer["Location"] == "/people/"
    row = Suggestion.objects.get()
    assert (row.functions, row.note, row.job_title) == (["nursing"], "She cares.", read)
    assert labels_of(read) == before
    viewer_client.post(f"/titles/{read.pk}/suggest/", {"wrong": "1"})
    row.refresh_from_db()
    assert (row.functions, row.n_times) == (None, 2)
    mine = viewer_client.get("/titles/review/?queue=mine").content.decode()
    assert "Marked as wrong" in mine
    assert "Waiting for review" in mine


def test_who_may_correct_is_asked_for_a_correction_and_not_for_a_suggestion(
    qualifier_client: Client, read: JobTitle
) -> None:
    page = qualifier_client.get(f"/people/?person={read.contacts.all()[0].pk}").content.decode()

    assert "Correct for " in page
    assert "/suggest/" not in page


def test_most_people_come_first(
    qualifier_client: Client, workspace: Workspace, read: JobTitle, viewer: User
) -> None:
    larger = make_title(workspace, "Wizard of many", people=9)
    classify_batch()
    suggested(larger, viewer, "nursing")
    suggested(read, viewer, "nursing")

    page = qualifier_client.get(QUEUE).content.decode()

    assert page.index("Wizard of many") < page.index(read.title)
    assert '<h2 class="longtitle" title="Wizard of many">' in page


def test_accepting_corrects_the_title_and_its_undo_brings_the_suggestion_back(
    qualifier_client: Client, read: JobTitle, viewer: User
) -> None:
    row = suggested(read, viewer, "nursing")
    form = {"functions": "nursing", "level": "manager", "propagate": "1"}

    qualifier_client.post(f"/titles/suggestions/{row.pk}/accept/", form)

    said = Correction.objects.get()
    assert labels_of(read) == {"nursing": "correction"}
    page = qualifier_client.get(QUEUE).content.decode()
    assert f"/titles/corrections/{said.pk}/undo/" in page
    assert "Nothing to review" in page
    history = qualifier_client.get(f"/titles/{read.pk}/").content.decode()
    assert f"suggested by {viewer}" in history
    qualifier_client.post(f"/titles/corrections/{said.pk}/undo/")
    assert "the correction was undone" in qualifier_client.get(QUEUE).content.decode()


def test_a_member_withdraws_their_own_suggestion_and_no_other(
    viewer_client: Client, read: JobTitle, viewer: User, qualifier: User
) -> None:
    own, other = suggested(read, viewer, "nursing"), suggested(read, qualifier, "sales")
    assert viewer_client.get(QUEUE).status_code == 403
    for way in ("accept", "return"):
        body = {"note": "No"}
        answer = viewer_client.post(f"/titles/suggestions/{other.pk}/{way}/", body)
        assert answer.status_code == 403

    assert viewer_client.post(f"/titles/suggestions/{other.pk}/withdraw/").status_code == 404
    viewer_client.post(f"/titles/suggestions/{own.pk}/withdraw/")

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("withdrawn", "suggested")


def test_other_is_ticked_where_it_was_suggested_and_nowhere_else(
    qualifier_client: Client, read: JobTitle, viewer: User
) -> None:
    ticked = 'name="other" value="1" checked'
    row = suggested(read, viewer)
    assert ticked in qualifier_client.get(QUEUE).content.decode()

    suggested(read, viewer, "nursing")
    page = qualifier_client.get(f"{QUEUE}&open={row.pk}").content.decode()
    assert ticked not in page
    assert 'name="functions" value="nursing" checked' in page

    Function.objects.filter(slug="nursing").update(retired_at=timezone.now())
    page = qualifier_client.get(QUEUE).content.decode()
    assert ticked not in page
    assert "Nursing (no longer a function)" in page


def test_list_of_my_suggestions_asks_as_much_for_many_as_for_one(
    viewer_client: Client,
    workspace: Workspace,
    viewer: User,
    manager: User,
    models: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    word = CorrectionInput(("nursing",), "manager", propagate=False)
    titles = [make_title(workspace, f"Wizard {number}") for number in range(8)]
    classify_batch()
    for title in titles:
        row = suggested(title, viewer, "nursing")
        undo_correction(
            correction=accept(suggestion=row, correction_input=word, reviewer=manager),
            author=manager,
        )

    with django_assert_max_num_queries(20):
        page = viewer_client.get("/titles/review/?queue=mine").content.decode()

    assert page.count("Waiting for review again: the correction was undone") == 8
    assert page.count("Withdraw<") == 8


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("asks", ["", "&open={pk}"])
def test_what_a_colleague_decides_at_this_moment_is_not_opened(
    qualifier_client: Client,
    manager: User,
    read: JobTitle,
    viewer: User,
    asks: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = suggested(read, viewer, "nursing")
    proposals_about = suggestions.proposals_about

    def decided_meanwhile(suggestion: Suggestion) -> list[Proposal]:
        give_back(suggestion=suggestion, note="No.", reviewer=manager)
        return proposals_about(suggestion)

    monkeypatch.setattr(suggestions, "proposals_about", decided_meanwhile)

    answer = qualifier_client.get(QUEUE + asks.format(pk=row.pk), follow=True)

    assert answer.redirect_chain == [(QUEUE, 302)]
    assert "Nothing to review" in answer.content.decode()


def test_accept_keeps_the_level_that_was_suggested(
    manager_client: Client, read: JobTitle, viewer: User, manager: User
) -> None:
    said = SuggestionInput("title", read.title, ("nursing",), level="director")
    suggester = SuggestionAuthor(viewer)
    row = suggest(workspace=read.workspace, suggested=said, suggester=suggester, title=read)
    page = manager_client.get(QUEUE).content.decode()
    assert "Nursing</b>" not in page
    assert "· Director</b>" in page
    assert '<option value="director" selected>' in page
    form = {"functions": "nursing", "level": "director", "industry": ""}

    manager_client.post(f"/titles/suggestions/{row.pk}/accept/", form)

    read.refresh_from_db()
    assert read.level is not None
    assert (labels_of(read), read.level.slug) == ({"nursing": "correction"}, "director")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("accepted", "")


def test_another_level_than_suggested_is_an_acceptance_with_changes(
    manager_client: Client, read: JobTitle, viewer: User
) -> None:
    said = SuggestionInput("title", read.title, ("nursing",), level="director")
    suggester = SuggestionAuthor(viewer)
    row = suggest(workspace=read.workspace, suggested=said, suggester=suggester, title=read)
    form = {"functions": "nursing", "level": "manager", "industry": ""}

    answer = manager_client.post(f"/titles/suggestions/{row.pk}/accept/", form, follow=True)

    row.refresh_from_db()
    assert row.state == "accepted"
    assert "level Manager" in row.answer
    assert "with your changes" in answer.content.decode()
