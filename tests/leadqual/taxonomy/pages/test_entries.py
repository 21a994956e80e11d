"""Functions, departments, dictionary entries and phrase rules are added to a draft."""

import pytest
from django.test import Client

from leadqual.accounts.models import User
from leadqual.taxonomy.drafts.services import start_draft
from leadqual.taxonomy.models import TaxonomyDraft
from tests.leadqual.taxonomy.documents import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def draft(staff: User) -> TaxonomyDraft:
    """A draft that says what is live."""
    return start_draft(name="Owls", author=staff)


@pytest.mark.slow
def test_department_and_function_are_added_with_slugs_from_their_names(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/new/"

    home = staff_client.post(address, {"do": "department", "name": "Owls & Co"})
    staff_client.post(address, {"do": "function", "name": "Owl Care", "department": "owls_co"})
    twice = staff_client.post(address, {"do": "department", "name": "Owls Co"})

    assert home["Location"] == f"/taxonomy/drafts/{draft.pk}/departments/owls_co/"
    assert words_of(draft) == [
        "Added the department “Owls &amp; Co”.".replace("&amp;", "&"),
        "Added “Owl Care” to “Owls & Co”.",
    ]
    assert twice.status_code == 422
    assert "A department “owls_co” already exists." in twice.content.decode()


def test_entry_is_normalised_added_changed_and_taken_out(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/entry/"

    staff_client.post(address, {"text": "  OWL   Keeper", "add": "sales", "level": "specialist"})
    assert words_of(draft) == ["Dictionary: “owl keeper” is Sales, level specialist."]
    shown = staff_client.get(address, {"text": "owl keeper"}).content.decode()
    assert 'value="sales" checked' in shown
    staff_client.post(
        f"{address}?text=owl+keeper",
        {"text": "owl keeper", "functions": ["sales"], "add": "nursing"},
    )
    assert words_of(draft) == ["Dictionary: “owl keeper” is Nursing + Sales."]
    staff_client.post(f"{address}?text=owl+keeper", {"do": "remove"})

    assert words_of(draft) == []


def test_phrase_rule_takes_another_text_and_means_other_without_a_function(
    staff_client: Client, draft: TaxonomyDraft
) -> None:
    address = f"/taxonomy/drafts/{draft.pk}/entry/?kind=phrases"

    staff_client.post(address, {"text": "owl keeper", "add": "sales"})
    staff_client.post(f"{address}&text=owl+keeper", {"text": "owl keepers"})

    assert words_of(draft) == ["Phrase rule: “owl keepers” means Unclassified."]


def test_what_cannot_be_an_entry_is_said(staff_client: Client, draft: TaxonomyDraft) -> None:
    for body, said in [
        ({"text": "head of marketing", "add": "sales"}, "already exists"),
        ({"text": "(m/w/d)"}, "Nothing is left"),
        ({"text": "x" * 201}, "at most 200 characters"),
        ({"text": "owl keeper", "add": "nobody"}, "Select a valid choice"),
    ]:
        answer = staff_client.post(f"/taxonomy/drafts/{draft.pk}/entry/", body)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert words_of(draft) == []


def test_entry_that_is_not_there_is_not_found(staff_client: Client, draft: TaxonomyDraft) -> None:
    page = staff_client.get(f"/taxonomy/drafts/{draft.pk}/entry/", {"text": "nobody at all"})

    assert page.status_code == 404
