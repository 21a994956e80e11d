"""“Wrong” on the page of a company: a viewer suggests, a reviewer makes a correction of it."""

import pytest
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.labeling.business_models import undo_business_model
from leadqual.labeling.errors import SuggestionDecidedError, UnknownBusinessModelError
from leadqual.labeling.models.corrections import BusinessModelCorrection
from leadqual.labeling.models.suggestions import Suggestion, waiting
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept_business_model,
    give_back,
    keep_as_example,
    proposals_about,
    review_queue,
    suggest,
    suggestions_about,
)
from leadqual.leads.models import Company
from tests.leadqual.leads.people import make_company

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def company(workspace: Workspace) -> Company:
    """A company that the model has read."""
    return make_company(
        workspace,
        business_model="b2b",
        business_model_probability=0.6,
        business_model_probabilities=[0.6, 0.3, 0.05, 0.03, 0.02],
        business_model_version="companies-1",
    )


def say(company: Company, author: User, label: str, note: str = "") -> Suggestion:
    return suggest(
        workspace=company.workspace,
        suggested=suggestions_about(company, label, note=note),
        suggester=SuggestionAuthor(author),
        company=company,
    )


def test_a_viewer_says_on_the_page_that_it_is_wrong_and_nothing_changes_until_accepted(
    viewer_client: Client, qualifier_client: Client, company: Company
) -> None:
    page = viewer_client.get(f"/companies/{company.pk}/").content.decode()
    address = f"/companies/{company.pk}/business-model/suggest/"
    assert f'action="{address}"' in page
    assert address not in qualifier_client.get(f"/companies/{company.pk}/").content.decode()

    for _ in range(2):
        answer = viewer_client.post(address, {"business_model": "public", "note": "A city."})
    assert answer.headers["Location"] == f"/companies/{company.pk}/"
    company.refresh_from_db()
    assert company.business_model == "b2b"

    row = Suggestion.objects.get()
    queue = qualifier_client.get("/titles/review/?queue=suggested").content.decode()
    assert company.name in queue
    assert "2 times" in queue
    assert "A city." in queue
    done = qualifier_client.post(
        f"/titles/suggestions/{row.pk}/accept/", {"business_model": "public"}, follow=True
    )
    company.refresh_from_db()
    assert company.business_model == "public"
    said = BusinessModelCorrection.objects.get()
    assert f"/companies/corrections/{said.pk}/undo/" in done.content.decode()
    mine = viewer_client.get("/titles/review/?queue=mine").content.decode()
    assert "Accepted" in mine
    assert str(Company.BusinessModel.PUBLIC.label) in mine


def test_each_person_counts_once_and_all_hear_what_it_became(
    company: Company, workspace: Workspace, viewer: User, qualifier: User, manager: User
) -> None:
    first = say(company, viewer, "b2c")
    say(company, viewer, "public", note="A city works it.")
    same = say(company, qualifier, "public")
    other = say(company, manager, "both")
    (row,) = review_queue(workspace)
    assert (row["n_voices"], row["n_said"], row["texts"][0]) == (3, 4, company.name)
    assert [len(one.voices) for one in proposals_about(first)] == [2, 1]

    said = accept_business_model(suggestion=first, business_model="public", reviewer=manager)

    for each in (first, same, other):
        each.refresh_from_db()
    assert [first.state, same.state, other.state] == ["accepted", "accepted", "returned"]
    assert "corrected to" in other.answer
    assert said.author == manager
    undo_business_model(correction=said, author=manager)
    assert Suggestion.objects.filter(waiting()).count() == 3
    first.refresh_from_db()
    assert first.is_open


def test_a_change_by_the_reviewer_is_told_and_a_note_goes_back(
    company: Company, viewer: User, qualifier: User, manager: User
) -> None:
    row = say(company, viewer, "")
    accept_business_model(suggestion=row, business_model="b2c", reviewer=manager)
    row.refresh_from_db()
    assert row.state == "accepted"
    assert row.answer.startswith("Accepted, changed to:")

    back = say(company, qualifier, "public")
    assert give_back(suggestion=back, note="It is not.", reviewer=manager) == 1
    with pytest.raises(SuggestionDecidedError):
        accept_business_model(suggestion=back, business_model="b2c", reviewer=manager)
    assert BusinessModelCorrection.objects.count() == 1


def test_a_stored_company_is_corrected_and_one_of_try_it_is_kept_as_an_example(
    company: Company, workspace: Workspace, viewer: User, manager: User
) -> None:
    stored = say(company, viewer, "public")
    typed = suggest(
        workspace=workspace,
        suggested=SuggestionInput("company", company.name, label="public"),
        suggester=SuggestionAuthor(visitor="a"),
    )

    with pytest.raises(SuggestionDecidedError):
        keep_as_example(suggestion=stored, reviewer=manager)
    with pytest.raises(SuggestionDecidedError):
        accept_business_model(suggestion=typed, business_model="public", reviewer=manager)
    with pytest.raises(UnknownBusinessModelError):
        say(company, viewer, "nonsense")

    assert keep_as_example(suggestion=typed, reviewer=manager).state == "accepted"
    stored.refresh_from_db()
    assert stored.is_open
    assert (stored.label, stored.n_times) == ("public", 1)


def test_what_cannot_be_read_is_refused_and_strangers_find_nothing(
    viewer_client: Client, stranger_client: Client, company: Company
) -> None:
    address = f"/companies/{company.pk}/business-model/suggest/"

    viewer_client.post(address, {"business_model": "nonsense"})
    viewer_client.post(address, {"business_model": "b2c", "note": "n" * 301})

    assert stranger_client.post(address, {"business_model": "b2c"}).status_code == 404
    assert not Suggestion.objects.exists()
    viewer_client.post(address, {"business_model": "b2b", "wrong": "1"})
    assert Suggestion.objects.get().label == ""


def test_programs_suggest_and_accept(workspace: Workspace, manager: User, company: Company) -> None:
    def program(role: Role) -> Client:
        _, secret = create_api_key(
            workspace=workspace, name=role, scopes=covered_scopes(role), author=manager
        )
        return Client(headers={"Authorization": f"Bearer {secret}"})

    viewer, qualifier = program(Role.VIEWER), program(Role.QUALIFIER)
    address = f"/api/v1/companies/{company.pk}/suggestions"
    assert viewer.post(address, {"business_model": "public"}, JSON).status_code == 403
    made = qualifier.post(address, {"business_model": "public", "note": "A city."}, JSON)
    assert made.status_code == 201
    assert (made.json()["company"], made.json()["label"]) == (company.pk, "public")
    assert qualifier.post(address, {"business_model": "nonsense"}, JSON).status_code == 422
    accept = f"/api/v1/suggestions/{made.json()['id']}/accept-business-model"
    assert viewer.post(accept, {"business_model": "public"}, JSON).status_code == 403

    done = qualifier.post(accept, {"business_model": "public"}, JSON)

    assert (done.status_code, done.json()["business_model"]) == (201, "public")
    assert qualifier.post(accept, {"business_model": "public"}, JSON).status_code == 409
