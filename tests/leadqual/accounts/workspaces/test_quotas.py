"""Limits of a workspace: what is refused, what still works, and how they are shown."""

import re
from uuid import uuid4

import pytest
import redis
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from leadqual.accounts.models import Scope, User, Workspace, WorkspaceExport
from leadqual.accounts.workspaces import request_quota
from leadqual.accounts.workspaces.errors import TooManyJobsError, WorkspaceFullError
from leadqual.accounts.workspaces.quotas import (
    Quota,
    check_added,
    count_limited,
    count_used,
    limit_of,
    require_job,
    require_room,
    usage_of,
)
from leadqual.accounts.workspaces.services import set_limits
from leadqual.core import request_counts
from leadqual.duplicates.models import DuplicateRun
from leadqual.duplicates.runs import start_run
from leadqual.imports.models import ImportBatch
from leadqual.inbound.forms import FormValues, create_form
from leadqual.inbound.models import InboundLead
from leadqual.leads.models import Company, Contact, Export
from tests.leadqual.accounts.keys.programs import new_program
from tests.product import client_of
from tests.smtp import free_port

pytestmark = pytest.mark.django_db
JSON = "application/json"
CONTACTS, COMPANIES = "/api/v1/contacts", "/api/v1/companies"


@pytest.fixture
def full(workspace: Workspace) -> Workspace:
    """A workspace with one contact and one company, and room for no more."""
    company = Company.objects.create(
        workspace=workspace, name="Port", name_key="port", domain="port.example"
    )
    Contact.objects.create(workspace=workspace, email="ada@port.example", company=company)
    limits = {Quota.CONTACTS: 1, Quota.COMPANIES: 1}
    set_limits(workspace=workspace, limits=limits, author=None)
    return workspace


def counts(workspace: Workspace) -> tuple[int, int]:
    return (
        Contact.objects.filter(workspace=workspace).count(),
        Company.objects.filter(workspace=workspace).count(),
    )


def test_own_limit_goes_before_the_default_and_zero_is_none(
    workspace: Workspace, settings: Settings
) -> None:
    settings.WORKSPACE_MAX_CONTACTS, settings.WORKSPACE_MAX_COMPANIES = 500, 0
    assert (limit_of(workspace, Quota.CONTACTS), limit_of(workspace, Quota.COMPANIES)) == (
        500,
        None,
    )

    set_limits(workspace=workspace, limits={Quota.CONTACTS: 7, Quota.COMPANIES: 8}, author=None)
    assert (limit_of(workspace, Quota.CONTACTS), limit_of(workspace, Quota.COMPANIES)) == (7, 8)

    set_limits(workspace=workspace, limits={Quota.CONTACTS: 0, Quota.COMPANIES: None}, author=None)
    assert (limit_of(workspace, Quota.CONTACTS), limit_of(workspace, Quota.COMPANIES)) == (
        None,
        None,
    )


def test_workspace_without_limits_of_records_costs_no_query(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        check_added(workspace, Quota.CONTACTS)
        require_room(workspace, Quota.COMPANIES, n_new=1_000_000)
        assert count_limited(workspace) == {}


def test_new_records_are_refused_by_api_and_existing_ones_changed(
    api: Client, full: Workspace
) -> None:
    bodies = (
        (CONTACTS, {"email": "new@port.example"}),
        (COMPANIES, {"name": "Harbor", "domain": "harbor.example"}),
    )
    for path, body in bodies:
        refused = api.post(path, body, content_type=JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "workspace_full")
    changed = api.post(CONTACTS, {"email": "ada@port.example", "title": "CEO"}, content_type=JSON)

    assert changed.status_code == 200, changed.content
    assert Contact.objects.get().title == "CEO"
    assert counts(full) == (1, 1)


def test_contact_whose_company_does_not_fit_is_not_saved_either(
    api: Client, full: Workspace
) -> None:
    set_limits(workspace=full, limits={Quota.CONTACTS: 5}, author=None)
    body = {"email": "new@harbor.example", "company": {"name": "Harbor"}}

    refused = api.post(CONTACTS, body, content_type=JSON)

    assert (refused.status_code, refused.json()["code"]) == (409, "workspace_full")
    assert "companies" in refused.json()["detail"]
    assert counts(full) == (1, 1)


def test_bulk_upsert_keeps_the_rows_before_the_first_that_does_not_fit(
    api: Client, full: Workspace
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}  # Whose refused answer is not remembered.
    set_limits(workspace=full, limits={Quota.CONTACTS: 3}, author=None)
    rows = [{"email": f"{name}@port.example"} for name in ("ada", "b", "c", "d", "e")]

    refused = api.post(
        f"{CONTACTS}/bulk-upserts",
        {"contacts": rows, "match_by": "email"},
        content_type=JSON,
        headers=headers,
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "workspace_full")
    batch = ImportBatch.objects.get()
    assert f"import {batch.pk}" in refused.json()["detail"]
    assert (batch.status, batch.n_rows, batch.n_created) == ("stopped", 3, 2)
    assert counts(full) == (3, 1)

    set_limits(workspace=full, limits={Quota.CONTACTS: 5}, author=None)
    again = api.post(
        f"{CONTACTS}/bulk-upserts",
        {"contacts": rows, "match_by": "email"},
        content_type=JSON,
        headers=headers,
    )
    assert (again.status_code, again.json()["created"]) == (200, 2)
    assert counts(full) == (5, 1)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/people/new/", {"last_name": "Roth", "email": "new@port.example"}),
        ("/companies/new/", {"name": "Harbor", "domain": "harbor.example"}),
    ],
)
def test_form_of_a_new_record_says_why_it_is_not_saved(
    manager_client: Client, full: Workspace, path: str, values: dict[str, str]
) -> None:
    page = manager_client.post(path, values)

    assert page.status_code == 422
    assert "reached its limit of 1 " in page.content.decode()
    assert counts(full) == (1, 1)


def test_lead_that_does_not_fit_is_refused_and_the_log_says_so_without_naming_anybody(
    api: Client, client: Client, full: Workspace, manager: User, models: None
) -> None:
    form = create_form(workspace=full, values=FormValues("Demo request"), author=manager)
    lead = {"email": "new@port.example", "last_name": "Roth"}

    by_form = client.post(
        f"/inbound/{form.token}/", lead, content_type=JSON, headers={"accept": JSON}
    )
    by_api = api.post("/api/v1/inbound-leads", lead, content_type=JSON)

    for answer in (by_form, by_api):
        assert (answer.status_code, answer.json()["code"]) == (409, "workspace_full")
    rows = InboundLead.objects.all()
    assert [(row.outcome, row.contact) for row in rows] == [("refused", None)] * 2
    assert all("limit of 1 contacts" in row.reason for row in rows)
    assert "new@port" not in str(list(rows.values()))
    assert counts(full) == (1, 1)


def test_jobs_are_refused_at_the_limit_and_counted_while_they_wait(
    api: Client, workspace: Workspace, manager: User
) -> None:
    set_limits(workspace=workspace, limits={Quota.JOBS: 1}, author=None)
    wanted = {"records": "people", "query": "", "format": "csv"}
    ImportBatch.objects.create(
        workspace=workspace, author=manager, kind="contacts", status="queued"
    )

    exported = api.post("/api/v1/exports", wanted, content_type=JSON)
    whole = api.post("/api/v1/workspace/exports")
    with pytest.raises(TooManyJobsError):
        start_run(workspace=workspace, kind="contact", task="find", author=manager)

    for answer in (exported, whole):
        assert (answer.status_code, answer.json()["code"]) == (409, "too_many_jobs")
    made = (Export, WorkspaceExport, DuplicateRun)
    assert [model.objects.count() for model in made] == [0, 0, 0]
    ImportBatch.objects.update(status="done")
    require_job(workspace)


def test_each_kind_of_job_counts(workspace: Workspace, manager: User) -> None:
    assert count_used(workspace, Quota.JOBS) == 0

    Export.objects.create(
        workspace=workspace,
        author=manager,
        format="csv",
        way="api",
        columns=[],
        n_people=0,
        file_state="running",
    )
    assert count_used(workspace, Quota.JOBS) == 1
    WorkspaceExport.objects.create(workspace=workspace, author=manager)
    assert count_used(workspace, Quota.JOBS) == 2
    start_run(workspace=workspace, kind="contact", task="find", author=manager)
    assert count_used(workspace, Quota.JOBS) == 3
    ImportBatch.objects.create(
        workspace=workspace, author=manager, kind="contacts", status="undoing"
    )
    assert count_used(workspace, Quota.JOBS) == 4


def test_keys_of_a_workspace_share_its_requests(
    workspace: Workspace, manager: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_quota, "time", lambda: 1_000_010.0)
    set_limits(workspace=workspace, limits={Quota.REQUESTS: 3}, author=None)
    _, one = new_program(manager, workspace, Scope.READ)
    _, other = new_program(manager, workspace, Scope.READ)

    first = one.get(CONTACTS)
    others = [other.get(CONTACTS), client_of(manager).get(CONTACTS)]
    refused = one.get(CONTACTS)

    assert [answer.status_code for answer in (first, *others)] == [200] * 3
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("3", "2")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert (refused.headers["Retry-After"], refused.headers["RateLimit-Reset"]) == ("10", "10")
    assert "this workspace" in refused.json()["detail"]
    assert client_of(stranger).get(CONTACTS).status_code == 200
    monkeypatch.setattr(request_quota, "time", lambda: 1_000_080.0)
    assert one.get(CONTACTS).status_code == 200


def test_requests_go_through_while_redis_is_away(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_limits(workspace=workspace, limits={Quota.REQUESTS: 1}, author=None)
    _, program = new_program(manager, workspace, Scope.READ)
    nobody = redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(request_counts, "_redis_connection", lambda: nobody)

    assert [program.get(CONTACTS).status_code for _ in range(3)] == [200] * 3
    assert usage_of(workspace)[-1].used is None


def test_usage_is_answered_beside_the_limits(
    api: Client, full: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_quota, "time", lambda: 2_000_010.0)
    limits = {Quota.COMPANIES: 0, Quota.JOBS: 4, Quota.REQUESTS: 60}
    set_limits(workspace=full, limits=limits, author=None)

    answer = api.get("/api/v1/workspace/usage")

    assert answer.json() == {
        "quotas": [
            {"quota": "contacts", "used": 1, "limit": 1},
            {"quota": "companies", "used": 1, "limit": None},
            {"quota": "jobs", "used": 0, "limit": 4},
            {"quota": "requests", "used": 1, "limit": 60},
        ]
    }


def test_settings_show_a_bar_for_each_limit_and_what_is_used_up(
    viewer_client: Client, full: Workspace
) -> None:
    set_limits(workspace=full, limits={Quota.COMPANIES: 4, Quota.JOBS: 0}, author=None)

    page = viewer_client.get("/settings/").content.decode()

    shown = dict(re.findall(r'data-quota="(\w+)"(.*?)</div>', page, re.DOTALL))
    assert [*shown] == ["contacts", "companies", "jobs", "requests"]
    assert '<progress max="1" value="1"' in shown["contacts"]
    assert "danger" in shown["contacts"]
    assert '<progress max="4" value="1"' in shown["companies"]
    assert "danger" not in shown["companies"]
    assert "<progress" not in shown["jobs"] + shown["requests"]


def test_room_says_what_does_not_fit(full: Workspace) -> None:
    set_limits(workspace=full, limits={Quota.CONTACTS: 1_500}, author=None)
    require_room(full, Quota.CONTACTS, n_new=1_499)

    with pytest.raises(WorkspaceFullError) as refused:
        require_room(full, Quota.CONTACTS, n_new=1_500)

    assert "1,500 new contacts" in refused.value.message
    assert "1,499" in refused.value.message
