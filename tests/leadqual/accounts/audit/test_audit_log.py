"""The audit log: who did what to which record, filtered, in pages, as a file, by API."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.audit.audit_log import entries_of
from leadqual.accounts.audit.audit_rows import (
    allow_audit_erasure,
    record_audit,
    refuse_audit_erasure,
)
from leadqual.accounts.audit.records import PAGES, RECORDS
from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.members import change_role
from leadqual.accounts.models import ApiKey, AuditRow, Role, User, Workspace
from leadqual.accounts.models.audit_actions import ACTIONS
from leadqual.accounts.workspaces.services import rename_workspace
from leadqual.search.lists.services import create_list, delete_list
from tests.product import client_of
from tests.two_workspaces import secret_rows

PAGE = "/settings/audit-log/"
API = "/api/v1/audit-log"


def entry(workspace: Workspace | None, name: str, **values: object) -> AuditRow:
    """Record something about somebody."""
    made = {"actor": None, "action": "member.added", "subject": "member:1", **values}
    return record_audit(workspace=workspace, name=name, **made)  # type: ignore[arg-type]


def days_ago(row: AuditRow, days: int) -> None:
    """Let a row be older than it is."""
    allow_audit_erasure()
    AuditRow.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
    refuse_audit_erasure()


def shown(client: Client, query: str = "") -> str:
    """Return the page."""
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_line_says_who_did_what_to_whom_from_where_and_what_it_was_before(
    manager_client: Client, manager: User, workspace: Workspace, viewer: User
) -> None:
    member = workspace.members.get(user=viewer)
    member.user.first_name, member.user.last_name = "Ben", "Roth"
    member.user.save()
    manager_client.post(f"/settings/members/{member.pk}/role/", {"role": Role.QUALIFIER})

    page = shown(manager_client, "?kind=member")

    assert "Role changed for Ben Roth" in page
    assert "<del>viewer</del>" in page
    assert "<ins>qualifier</ins>" in page
    assert "127.0.0.1" in page
    assert str(manager) in page
    assert "UTC</time>" in page


def test_values_are_shown_by_name_and_not_by_code(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    record_audit(
        workspace=workspace,
        actor=manager,
        action="reply.corrected",
        subject="reply:1",
        name="Renewal",
        before={"intent": "objection_bad_timing", "owner": None},
        after={"intent": "positive_willing_to_meet", "owner": manager.pk},
    )

    page = shown(manager_client, "")

    assert "<del>Objection bad timing</del>" in page
    assert "<ins>Positive willing to meet</ins>" in page
    assert f"<ins>{manager}</ins>" in page


def test_rows_by_a_key_name_the_key_and_its_creator(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="CRM sync", scopes=["write"], author=manager
    )
    Client(headers={"Authorization": f"Bearer {secret}"}).post(
        "/api/v1/lists", {"name": "Berlin"}, content_type="application/json"
    )

    who = AuditRow.objects.get(action="list.created").who
    assert who.startswith("key CRM sync")
    assert who.endswith(f"of {manager}")
    assert who in shown(manager_client)


def test_line_links_to_the_record_while_it_exists(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    berlin = create_list(workspace=workspace, name="Berlin", author=manager)
    link = f'href="/people/lists/{berlin.pk}/"'
    assert link in shown(manager_client)

    delete_list(contact_list=berlin, author=manager)

    assert link not in shown(manager_client)


@pytest.mark.slow
def test_every_line_says_who_did_what_and_leads_to_the_record_or_its_kind(
    workspace: Workspace,
) -> None:
    author = User.objects.create_user("author@leadqual.example", is_staff=True)
    secret_rows(workspace, author)
    for kind in {action.partition(".")[0] for action in ACTIONS}:
        entry(workspace, "Some name", action=f"{kind}.x", subject=f"{kind}:1")

    rows = list(AuditRow.objects.filter(workspace=workspace))
    lines = entries_of(rows, workspace)

    assert [line.row.action for line in lines if not line.url] == []
    client = client_of(author)
    for url in {line.url.partition("#")[0] for line in lines}:
        assert client.get(url, follow=True).status_code == 200, url


def test_what_the_product_did_says_why(workspace: Workspace) -> None:
    row = AuditRow.objects.create(
        workspace=workspace,
        action="do_not_contact.set",
        subject="do_not_contact:1",
        name="anna@example.com",
        details={"origin": "reply:21"},
    )

    (line,) = entries_of([row], workspace)

    assert (row.who, line.cause) == ("LeadQual", "after a reply")
    assert line.url.endswith("panel=do-not-contact&q=anna%40example.com")


def test_every_kind_and_every_kind_of_record_has_a_page() -> None:
    for page in PAGES.values():
        assert reverse(page)
    for record in RECORDS.values():
        assert apps.get_model(record.model)
        assert reverse(record.url_name, args=[1] if record.has_key else [])


def test_filters_of_page_and_api_find_the_same_rows(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    entry(workspace, "anna@example.com", action="do_not_contact.set")
    days_ago(entry(workspace, "Old one"), 9)
    AuditRow.objects.create(
        workspace=workspace,
        actor=manager,
        action="member.added",
        subject="member:4711",
        name="Ben Roth",
        ip_address="10.0.0.7",
    )
    everybody = {"anna@example.com", "Old one", "Ben Roth"}
    yesterday = (timezone.now() - timedelta(days=1)).date()

    for query, names in {
        "q=ANNA": {"anna@example.com"},
        "kind=do_not_contact": {"anna@example.com"},
        "actor=leadqual": {"anna@example.com", "Old one"},
        "address=10.0.0.7": {"Ben Roth"},
        "q=member:4711": {"Ben Roth"},
        f"until={yesterday}": {"Old one"},
        f"since={yesterday}&actor=leadqual": {"anna@example.com"},
        f"actor=user:{manager.pk}": {"Ben Roth"},
    }.items():
        page = shown(manager_client, f"?{query}")
        rows = manager_client.get(f"{API}?{query.replace('q=', 'search=')}").json()["results"]

        assert {row["name"] for row in rows} == names, query
        on_page = {name for name in everybody if f": {name}" in page or f"for {name}" in page}
        assert on_page == names, query


def test_wrong_filters_are_named_and_never_an_error(manager_client: Client) -> None:
    for query in ("since=tomorrow", "actor=user:x", "kind=no", "address=here", "q=%00"):
        page = manager_client.get(f"{PAGE}?{query}")
        answer = manager_client.get(f"{API}?{query.replace('q=', 'search=')}")
        assert (page.status_code, answer.status_code) == (422, 422), query
    assert manager_client.get(f"{PAGE}?before=99999999999999999999999").status_code == 200


def test_pages_go_from_the_newest_to_the_oldest_while_rows_arrive(
    workspace: Workspace, manager_client: Client
) -> None:
    rows = [entry(workspace, f"Person {n:03}") for n in range(60)]

    first = shown(manager_client)
    entry(workspace, "Newcomer")
    second = shown(manager_client, f"?before={rows[10].pk}")

    assert f"before={rows[10].pk}" in first
    assert ("Person 059" in first, "Person 009" in first) == (True, False)
    assert ("Person 010" in second, "Person 009" in second) == (False, True)
    assert "Newcomer" not in second


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_export_holds_the_filtered_rows_and_is_recorded_itself(
    workspace: Workspace, manager: User, manager_client: Client, file_format: str
) -> None:
    entry(workspace, "=HYPERLINK(1)", before={"role": "viewer"}, after={"role": "manager"})
    entry(workspace, "Somebody", action="alert.seen")

    answer = manager_client.post(f"{PAGE}export/?kind=member", {"format": file_format})
    text = b"".join(answer).decode("utf-8-sig")

    if file_format == "csv":
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["name"], json.loads(row["after"])) == ("'=HYPERLINK(1)", {"role": "manager"})
    else:
        (line,) = map(json.loads, text.splitlines())
        assert (line["name"], line["before"]) == ("=HYPERLINK(1)", {"role": "viewer"})
    audit = AuditRow.objects.get(action="audit_log.exported")
    assert (audit.actor, audit.details["filters"]) == (manager, {"kind": "member"})


def test_export_of_an_unknown_format_records_nothing(manager_client: Client) -> None:
    answer = manager_client.post(f"{PAGE}export/", {"format": "exe"})

    assert answer.status_code == 422
    assert not AuditRow.objects.filter(action="audit_log.exported").exists()


def test_recent_changes_are_for_qualifiers_and_nobody_else_is_led_to_the_log(
    qualifier: User, viewer: User
) -> None:
    changes = f"{PAGE}?panel=recent-changes"
    assert client_of(qualifier).get(changes).status_code == 200
    assert client_of(viewer).get(changes).status_code == 403
    assert f'href="{PAGE}"' not in client_of(qualifier).get("/settings/").content.decode()
    assert PAGE not in client_of(viewer).get("/settings/").content.decode()


def test_log_of_the_installation_is_for_staff_alone(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    entry(None, "model-9", action="model.promoted", subject="model:9")

    hidden = manager_client.get(f"{PAGE}?of=installation")
    manager.is_staff = True
    manager.save()

    assert "model-9" not in hidden.content.decode()
    assert "Model promoted: model-9" in shown(manager_client, "?of=installation")
    assert "model-9" not in shown(manager_client)


def test_names_of_workspaces_and_roles_are_values_before_and_after(
    workspace: Workspace, manager: User, viewer: User
) -> None:
    rename_workspace(workspace=workspace, name="Nord", author=manager)
    change_role(member=workspace.members.get(user=viewer), role=Role.MANAGER, author=manager)

    renamed, changed = AuditRow.objects.order_by("-pk")[:2][::-1]
    assert (renamed.before, renamed.after) == ({"name": "Northwind Sales"}, {"name": "Nord"})
    assert (changed.before, changed.after) == ({"role": "viewer"}, {"role": "manager"})


def test_key_named_in_the_log_cannot_be_deleted_alone(workspace: Workspace, manager: User) -> None:
    key, _ = create_api_key(workspace=workspace, name="crm", scopes=["read"], author=manager)
    AuditRow.objects.create(
        workspace=workspace, api_key=key, action="member.added", subject="member:1"
    )

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Exception, match="referenced"):
        ApiKey.objects.filter(pk=key.pk).delete()


def test_times_and_labels_are_written_for_people(
    workspace: Workspace, manager_client: Client
) -> None:
    after = {"expires_at": "2027-11-22T18:40:43.357902+00:00", "requires_two_step": True}
    entry(workspace, "key", after={**after, "name": "2027-11-22T99:99 plan"})

    page = shown(manager_client)

    assert "<ins>Nov 22, 2027, 18:40 UTC</ins>" in page
    assert "Two-step verification required: <ins>yes</ins>" in page
    assert "<ins>2027-11-22T99:99 plan</ins>" in page
