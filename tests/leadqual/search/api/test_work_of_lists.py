"""What lists cost the database: as many queries and calls of functions, however many rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from tests.leadqual.leads.people import make_people, stop

pytestmark = pytest.mark.django_db

_CALLS = "SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions"


def n_calls() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CALLS)
        return int(cursor.fetchone()[0])


def work(api: Client, address: str) -> tuple[int, int, int]:
    """Return rows, queries, and calls of functions of the database."""
    before = n_calls()
    with CaptureQueriesContext(connection) as queries:
        rows = api.get(address).json()["results"]
    return len(rows), len(queries), n_calls() - before


def test_a_list_costs_the_same_whatever_its_length(api: Client, workspace: Workspace) -> None:
    people = make_people(workspace, seed=6, n=12)
    stop(Contact.objects.get(pk=people[0].pk))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL track_functions = 'all'")
    for address in ("contacts?", "contacts?updated_since=2020-01-01T00:00:00Z&", "companies?"):
        work(api, f"/api/v1/{address}page_size=5")  # What is read once for a workspace.

        short = work(api, f"/api/v1/{address}page_size=5")
        long = work(api, f"/api/v1/{address}page_size=7")

        assert long[0] > short[0]
        assert long[1:] == short[1:], address
