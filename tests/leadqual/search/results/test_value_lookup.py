"""Values of filters are looked up in the tables and in the index of one workspace."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.search.lists.services import create_list
from leadqual.search.query.known_values import ValueMatch
from leadqual.search.results.value_lookup import WorkspaceValues
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def gothenburg(workspace: Workspace) -> Contact:
    """Somebody in Göteborg at a company that uses PostgreSQL."""
    company = make_company(workspace, country="Sweden", technologies=["PostgreSQL", "Redis"])
    return make_contact(workspace, city="Göteborg", company=company)


@pytest.mark.usefixtures("gothenburg")
def test_values_of_the_workspace_are_known_and_near_ones_offered(workspace: Workspace) -> None:
    people, companies = WorkspaceValues(workspace), WorkspaceValues(workspace, of_companies=True)
    for values, param, known, misspelled in (
        (people, "city", "Göteborg", "Gotebrg"),
        (people, "technology", "PostgreSQL", "Postgres"),
        (companies, "country", "Sweden", "Swedn"),
        (companies, "technology", "PostgreSQL", "Postgres"),
    ):
        found = values(param, [known, known.upper(), misspelled])

        assert found[known] == found[known.upper()] == ValueMatch(known)
        assert not found[misspelled].value
        assert [near.value for near in found[misspelled].nearest] == [known]


def test_values_of_another_workspace_are_unknown(
    workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    company = make_company(other_workspace, country="Chile")
    make_contact(other_workspace, country="Chile", company=company)
    foreign = create_list(workspace=other_workspace, name="Andes", author=manager)

    people, companies = WorkspaceValues(workspace), WorkspaceValues(workspace, of_companies=True)

    assert people("country", ["Chile"]) == {"Chile": ValueMatch()}
    assert companies("country", ["Chile"]) == {"Chile": ValueMatch()}
    for param, text in (("list", "Andes"), ("list", foreign.pk), ("company", company.pk)):
        assert people(param, [str(text)]) == {str(text): ValueMatch()}


def test_list_is_known_by_its_key_and_its_name_and_near_names_are_offered(
    workspace: Workspace, manager: User
) -> None:
    row = create_list(workspace=workspace, name="Berlin CTOs", author=manager)
    key = str(row.pk)

    found = WorkspaceValues(workspace)("list", [key, "berlin ctos", "Berlin CTO"])

    assert found[key] == found["berlin ctos"] == ValueMatch(key)
    assert [(one.value, one.name) for one in found["Berlin CTO"].nearest] == [(key, "Berlin CTOs")]


def test_what_nobody_looks_up_is_left_to_the_search(workspace: Workspace) -> None:
    assert WorkspaceValues(workspace)("contact", ["17"]) == {}
    assert WorkspaceValues(workspace, of_companies=True)("business_model", ["b2b"]) == {}
    assert not Company.objects.filter(workspace=workspace).exists()
