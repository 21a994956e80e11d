"""Programs that keep a copy read what was deleted and merged, by the IDs that they gave."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record
from leadqual.leads.models import DeletedRecord, MergedRecord
from leadqual.replies.models import Reply
from tests.leadqual.leads.people import make_company, make_contact, merge_two
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


def test_deletions_name_external_ids(api: Client, workspace: Workspace, manager: User) -> None:
    company = make_company(workspace, external_id="crm-c")
    contact = make_contact(workspace, external_id="crm-1", company=company)
    unknown = make_contact(workspace, "Ben Roth", email="ben@port.example")
    reply = Reply.objects.create(
        workspace=workspace, contact=unknown, message_id="<1@x>", received_at=timezone.now()
    )

    one = api.delete(f"/api/v1/contacts/{contact.pk}").json()
    for path in (f"companies/{company.pk}", f"replies/{reply.pk}", f"contacts/{unknown.pk}"):
        assert api.delete(f"/api/v1/{path}").status_code == 200

    listed = api.get("/api/v1/deletions").json()["results"]
    assert one == listed[-1]
    assert [(row["deleted_kind"], row["external_id"]) for row in listed] == [
        ("contact", None),
        ("reply", None),
        ("company", "crm-c"),
        ("contact", "crm-1"),
    ]


@pytest.mark.parametrize(
    ("kept", "other", "choice", "expected"),
    [
        ("crm-1", "crm-2", "other", ("crm-2", "crm-1")),
        (None, "crm-2", "kept", ("crm-2", None)),
    ],
)
def test_merges_name_the_external_id_that_leads_to_the_kept_one(
    api: Client,
    workspace: Workspace,
    kept: str | None,
    other: str | None,
    choice: str,
    expected: tuple[str | None, str | None],
) -> None:
    first, second = (
        make_contact(workspace, f"Anna {n}", email=f"{n}@port.example", external_id=external)
        for n, external in enumerate((kept, other))
    )
    body = {"kind": "contact", "kept_id": first.pk, "other_id": second.pk}
    if choice == "other":
        body["fields_from"] = {"external_id": "other"}

    merged = api.post("/api/v1/merges", body, content_type="application/json").json()

    assert (merged["kept_external_id"], merged["former_external_id"]) == expected
    assert api.get("/api/v1/merges").json()["results"] == [merged]


def test_companies_that_were_merged_have_external_ids(
    api: Client, workspace: Workspace, manager: User
) -> None:
    one, two = (make_company(workspace, name, external_id=name) for name in ("Port", "Hafen"))
    merge_two(one, two, manager)

    (row,) = api.get("/api/v1/merges").json()["results"]

    assert (row["kept_external_id"], row["former_external_id"]) == ("Port", "Hafen")


@pytest.mark.parametrize("path", ["deletions", "merges"])
def test_only_what_came_since_a_time_is_listed_page_by_page(
    api: Client, workspace: Workspace, manager: User, path: str
) -> None:
    people = [make_contact(workspace, f"Person {n}", external_id=f"crm-{n}") for n in range(6)]
    for n, (one, other) in enumerate(zip(people[::2], people[1::2], strict=True)):
        when = timezone.now() - timedelta(days=3 - n)
        if path == "merges":
            merged = merge_two(one, other, manager)
            MergedRecord.objects.filter(pk=merged.pk).update(merged_at=when)
        else:
            gone = delete_record(record=one, workspace=workspace, kind="contact", author=manager)
            DeletedRecord.objects.filter(pk=gone.pk).update(deleted_at=when)
    since = (timezone.now() - timedelta(days=2, hours=1)).isoformat()

    page = api.get(f"/api/v1/{path}", {"since": since, "page_size": "1"}).json()
    rest = api.get(page["next"]).json()

    name = "external_id" if path == "deletions" else "kept_external_id"
    found = [row[name] for row in page["results"] + rest["results"]]
    assert found == ["crm-4", "crm-2"]
    assert rest["next"] is None
    refused = api.get(f"/api/v1/{path}", {"since": "yesterday"})
    assert list(wrong_values(refused)) == ["since"]
