"""A query set that is compiled once answers as it does each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.core.prepared_query import PreparedQuery
from leadqual.leads.models import Company
from leadqual.search.results.record_rows import companies_of, company_of, contact_of, contacts_of
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_plain_query_set(
    workspace: Workspace, manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    companies = [make_company(workspace, f"Kelvia {n}", owner=manager) for n in range(2)]
    contacts = [make_contact(workspace, f"Ada N{n}", company=companies[n]) for n in range(2)]

    for row in companies:
        with django_assert_num_queries(1):
            found = company_of(workspace, row.pk)
            assert found is not None
            assert found.owner == manager
        assert found.__dict__.keys() == companies_of(workspace).get(pk=row.pk).__dict__.keys()
        assert found.name == row.name
    for person in contacts:
        one, plain = contact_of(workspace, person.pk), contacts_of(workspace).get(pk=person.pk)
        assert one is not None
        assert one.__dict__.keys() == plain.__dict__.keys() - {"_prefetched_objects_cache"}
        assert (one, one.company) == (plain, plain.company)


def test_values_are_those_of_each_call(workspace: Workspace, other_workspace: Workspace) -> None:
    row = make_company(workspace, "Kelvia")

    assert company_of(workspace, row.pk) == row
    assert company_of(other_workspace, row.pk) is None
    assert company_of(workspace, row.pk + 1) is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(workspace: Workspace) -> None:
    row = make_company(workspace, "Kelvia")

    def ask(_number: int) -> Company | None:
        try:
            return company_of(workspace, row.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(20))) == [row] * 20


def test_value_on_which_a_query_does_not_depend_is_an_error() -> None:
    query = PreparedQuery(lambda name: Company.objects.all(), {"name": "name"})  # the mistake

    with pytest.raises(ValueError, match="does not depend on name"):
        query.first(name="Kelvia")
