"""A query that forgets its workspace returns nothing of another one, for every table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django.fixtures import Settings
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.keys.state import covered_scopes
from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.row_security import (
    LEFT_OPEN,
    OF_NO_WORKSPACE,
    managed_models,
    row_policies,
)
from leadqual.core.database import NO_WORKSPACE, workspace_scope
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Company, Contact
from leadqual.mcp_server import api_operations
from leadqual.mcp_server.api_operations import Caller, ask
from leadqual.urls import urlpatterns as product
from tests.product import client_of
from tests.two_workspaces import SECRET, companies_of, secret_rows

pytestmark = pytest.mark.django_db
WITH_POLICY = {policy.table for policy in row_policies()}


def forgetful_page(_request: HttpRequest) -> HttpResponse:
    """Show every company there is."""
    return HttpResponse(" ".join(Company.objects.values_list("name", flat=True)))


def forgetful_file(_request: HttpRequest) -> StreamingHttpResponse:
    """Send every company there is, while it is read."""
    return StreamingHttpResponse(f"{one.name} " for one in Company.objects.iterator(chunk_size=1))


class ForgetfulView(APIView):
    """An operation of the API without a filter."""

    def get(self, _request: ApiRequest) -> Response:
        """Return every company, and the contact with any key."""
        return Response([*Company.objects.values_list("name", flat=True)])

    def post(self, _request: ApiRequest) -> Response:
        """Change every company."""
        return Response(Company.objects.update(country="XX"))


class OpenView(ForgetfulView):
    """The same, for everyone."""

    authentication_classes = []
    permission_classes = []


api = [path("forgetful", ForgetfulView.as_view(), name="forgetful")]
urlpatterns = [
    path("forgetful/", forgetful_page),
    path("forgetful/file/", forgetful_file),
    path("api/v1/", include((api, "api"))),
    path("api/v1/open", OpenView.as_view()),
    *product,
]


@pytest.fixture
def forgetful(settings: Settings) -> None:
    """Pages and operations that forget their filter, beside those of the product."""
    settings.ROOT_URLCONF = __name__


@dataclass(frozen=True, slots=True)
class Tenants:
    """Two workspaces; the first one holds a row of everything."""

    first: Workspace
    other: Workspace


@pytest.fixture
def tenants(workspace: Workspace, other_workspace: Workspace, stranger: User) -> Tenants:
    """Two workspaces with companies; the first one full of what others must not see."""
    author = User.objects.create_user(f"{SECRET}@leadqual.example", first_name=SECRET)
    secret_rows(workspace, author)
    companies_of(other_workspace)
    return Tenants(workspace, other_workspace)


def keys_in(table: str) -> set[str]:
    """Return the places of all rows that are seen in a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT ctid::text FROM "{table}"')
        return {place for (place,) in cursor.fetchall()}


def keys_of_both(tenants: Tenants, table: str) -> Iterator[set[str]]:
    """Return what each of the two workspaces sees of a table."""
    for workspace in (tenants.first, tenants.other):
        with workspace_scope(workspace.pk):
            yield keys_in(table)


def test_every_table_is_in_one_list() -> None:
    tables = {model._meta.db_table: model for model in managed_models()}
    unlisted = {
        name
        for name, model in tables.items()
        if name not in WITH_POLICY
        and name not in LEFT_OPEN
        and not {model._meta.app_label, name} & OF_NO_WORKSPACE.keys()
    }
    known = {model._meta.app_label for model in tables.values()} | tables.keys()

    assert unlisted == set()
    assert WITH_POLICY.isdisjoint([*LEFT_OPEN, *OF_NO_WORKSPACE])
    assert LEFT_OPEN.keys() <= tables.keys()
    assert OF_NO_WORKSPACE.keys() <= known


def test_every_table_without_a_policy_is_listed_in_the_database_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
            " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
        secured = {name for (name,) in cursor.fetchall()}

    assert secured == WITH_POLICY


@pytest.mark.costs("asks every table")
def test_a_query_without_a_filter_returns_own_rows_in_every_table(
    tenants: Tenants, subtests: pytest.Subtests
) -> None:
    n_filled = 0
    for table in sorted(WITH_POLICY):
        everything = keys_in(table)
        with subtests.test(table):
            first, other = keys_of_both(tenants, table)
            with workspace_scope(NO_WORKSPACE):
                nobody = keys_in(table)
            assert first & other == nobody  # Rows of the whole installation, if any.
            assert first | other == everything
            n_filled += bool(first - other)
    assert n_filled > 60  # else the test shows little


@pytest.mark.slow
def test_a_row_of_another_workspace_is_not_written_in_any_table(
    tenants: Tenants, subtests: pytest.Subtests
) -> None:
    for table in sorted(WITH_POLICY):
        with workspace_scope(tenants.first.pk):
            own = keys_in(table)
        with workspace_scope(tenants.other.pk):
            theirs = sorted(own - keys_in(table))
        if not theirs:
            continue
        with subtests.test(table), connection.cursor() as cursor:
            whole = f'SELECT to_json(whole)::text FROM "{table}" whole WHERE ctid = %s'
            cursor.execute(whole, [theirs[0]])
            (row,) = cursor.fetchone()
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                _insert(table, row, tenants.other)


def _insert(table: str, row: str, workspace: Workspace) -> None:
    columns = ", ".join(f'"{name}"' for name in json.loads(row))
    with workspace_scope(workspace.pk), connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE'
            f' SELECT {columns} FROM json_populate_record(NULL::"{table}", %s::json)',
            [row],
        )


@pytest.mark.slow
@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("address", ["/forgetful/", "/forgetful/file/"])
def test_a_page_that_forgets_the_filter_shows_its_own_workspace(
    tenants: Tenants, stranger: User, address: str
) -> None:
    answer = client_of(stranger).get(address)

    content = b"".join(answer) if answer.streaming else answer.content
    expected = Company.objects.filter(workspace=tenants.other).values_list("name", flat=True)
    assert sorted(content.decode().split()) == sorted(" ".join(expected).split())


@pytest.mark.slow
@pytest.mark.undescribed("an operation of this test")
@pytest.mark.usefixtures("forgetful")
def test_an_operation_that_forgets_the_filter_is_bound_to_the_workspace_of_the_key(
    tenants: Tenants, stranger: User
) -> None:
    program = program_of(tenants.other, stranger)
    n_own = Company.objects.filter(workspace=tenants.other).count()

    read, changed = program.get("/api/v1/forgetful"), program.post("/api/v1/forgetful")

    assert (len(read.json()), changed.json()) == (n_own, n_own)
    assert not Company.objects.filter(workspace=tenants.first, country="XX").exists()
    assert Client().get("/api/v1/forgetful").status_code == 401


@pytest.mark.slow
@pytest.mark.undescribed("an operation of this test")
@pytest.mark.usefixtures("forgetful", "tenants")
def test_an_operation_for_everyone_that_forgets_the_filter_returns_nothing() -> None:
    assert Client().get("/api/v1/open").json() == []


@pytest.mark.slow
@pytest.mark.usefixtures("forgetful")
def test_a_tool_that_forgets_the_filter_is_bound_to_the_workspace_of_the_key(
    tenants: Tenants, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_operations, "find_operation", lambda _name: (api[0], "get"))
    caller = Caller(
        workspace=tenants.other,
        user=stranger,
        member=stranger.memberships.get(),
        scopes=covered_scopes(Role.MANAGER),
        key=None,
        is_previous_secret=False,
        environ={"SERVER_NAME": "testserver", "SERVER_PORT": "80"},
    )

    found = ask(caller, "forgetful", sent={})

    assert len(found) == Company.objects.filter(workspace=tenants.other).count()


@pytest.mark.slow
@pytest.mark.undescribed("an operation of this test")
@pytest.mark.usefixtures("forgetful")
def test_requests_of_two_workspaces_in_turn_see_their_own(tenants: Tenants, stranger: User) -> None:
    programs = [
        program_of(tenants.first, User.objects.get(first_name=SECRET)),
        program_of(tenants.other, stranger),
    ]
    n_own = [
        Company.objects.filter(workspace=one).count() for one in (tenants.first, tenants.other)
    ]

    found = [len(one.get("/api/v1/forgetful").json()) for one in programs * 2]

    assert found == n_own * 2


@pytest.mark.slow
def test_a_job_sees_the_rows_of_all_workspaces(
    tenants: Tenants, django_capture_on_commit_callbacks: object
) -> None:
    waiting = Contact.objects.exclude(job_title=None).values("job_title")
    assert waiting.exists()
    with (
        workspace_scope(tenants.other.pk),
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[operator]  # of pytest-django
    ):
        enqueue(Job.CLASSIFY_TITLES)

    assert not Contact.objects.filter(
        workspace=tenants.first, job_title__isnull=False, job_title__classified_at=None
    ).exists()


def program_of(workspace: Workspace, author: User) -> Client:
    """Return a program with a manager's key."""
    _, secret = create_api_key(
        workspace=workspace, name="key", scopes=covered_scopes(Role.MANAGER), author=author
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})
