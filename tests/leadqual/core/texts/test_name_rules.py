"""Names that people give, wherever they send them."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.core.errors import LeadqualError
from leadqual.core.texts.name_rules import MAX_NAME, problem_of_name, require_name
from leadqual.leads.models import ContactList, SavedSearch
from leadqual.search.lists.services import create_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.problems import refused, wrong_values

BAD = ("x" * (MAX_NAME + 1), "a\nb", "a\tb", "a\x1bb", "a\u202eb", "\u200b")


def test_what_cannot_be_a_name_is_refused_with_a_reason() -> None:
    for name in (*BAD, "", " ", "a\u2028b", "\ud800"):
        assert problem_of_name(name)
        with pytest.raises(LeadqualError, match="Nothing was changed"):
            require_name(f"{name}.\x00")


def test_names_of_all_scripts_are_taken() -> None:
    for name in ("x" * MAX_NAME, "Käufer DACH", "営業部", "👩‍💻 CTOs", "می‌خواهم", "O'Hara <b>"):
        assert require_name(f" {name} ") == name


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_forms_refuse_bad_names_and_write_nothing(manager_client: Client) -> None:
    for name in ("a\u202eb", "\u200b"):
        bodies = {
            "/people/lists/?panel=saved-searches": {"name": name, "search": ""},
            "/people/lists/": {"name": name},
            "/campaigns/new/": {"name": name, "strategy": "likely", "scope": "all"},
        }
        for way, body in bodies.items():
            assert manager_client.post(way, body).status_code in {200, 422}, way

    for model in (SavedSearch, ContactList, Campaign):
        assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_api_refuses_bad_names_by_their_field(manager_client: Client) -> None:
    ways: dict[str, dict[str, object]] = {
        "searches": {"query": ""},
        "lists": {},
        "campaigns": {},
        "keys": {"scopes": ["read"], "expires_in_days": 7},
    }
    for way, more in ways.items():
        for name in ("x" * (MAX_NAME + 1), "a\u202eb"):
            body = {"name": name, **more}
            answer = manager_client.post(f"/api/v1/{way}", body, content_type="application/json")

            assert answer.status_code == 422
            assert "name" in wrong_values(answer)


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_services_refuse_a_bad_name_whoever_calls(workspace: Workspace, manager: User) -> None:
    with refused("invalid_name"):
        create_list(workspace=workspace, name="a\nb", author=manager)
    with refused("invalid_name"):
        save_search(workspace=workspace, name="x" * 101, query=ContactQuery(), author=manager)
