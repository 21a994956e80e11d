"""In every bulk operation IDs of merged records mean the kept ones, and no ID is forgotten."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Seed, Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.bulk_deletion import restore_step
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.id_resolution import ResolvedIds, resolve_ids
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Company, Contact, DeletedRecord, DoNotContact, MergedRecord
from leadqual.search.lists.services import create_list
from tests.leadqual.leads.people import make_company, make_contact, make_title, merge_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
UNKNOWN = 2**40


class Records:
    """One record of each sort: as it is, kept and merged away, deleted, of elsewhere, unknown.

    Args:
        kind: `contact` or `company`.
        workspace: whose.
        other_workspace: of the one of elsewhere.
        author: who merged and deleted.
    """

    def __init__(
        self, kind: str, workspace: Workspace, other_workspace: Workspace, author: User
    ) -> None:
        self.workspace, self.author, self.kind = workspace, author, kind
        self.plain, self.kept = self._made("plain"), self._made("kept")
        merged, deleted = self._made("merged"), self._made("deleted")
        self.merged, self.deleted = merged.pk, deleted.pk
        self.elsewhere = self._made("elsewhere", other_workspace).pk
        request = MergeRequest(kind, self.kept.pk, self.merged)
        self.merge = merge_records(workspace=workspace, request=request, author=author)
        self.deletion = delete_record(record=deleted, workspace=workspace, kind=kind, author=author)
        self.unknown = [self.elsewhere, UNKNOWN]

    def _made(self, name: str, workspace: Workspace | None = None) -> Any:
        workspace = workspace or self.workspace
        if self.kind == "company":
            return make_company(workspace, name, domain=f"{name}.example")
        phone = f"030 55{len(name)}44"
        return make_contact(workspace, name, email=f"{name}@x.example", phone=phone)

    def given(self) -> list[int]:
        return [self.plain.pk, self.merged, self.kept.pk, self.deleted, *self.unknown]

    def meant(self) -> list[int]:
        return [self.plain.pk, self.kept.pk]


@pytest.fixture
def people(workspace: Workspace, other_workspace: Workspace, manager: User) -> Records:
    return Records("contact", workspace, other_workspace, manager)


@pytest.fixture
def companies(workspace: Workspace, other_workspace: Workspace, manager: User) -> Records:
    return Records("company", workspace, other_workspace, manager)


def sent(client: Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code in (200, 201), answer.content
    return dict(answer.json())


def names_the_rest(answer: dict[str, Any], records: Records) -> bool:
    return (answer["unknown_ids"], answer["deleted_ids"]) == (records.unknown, [records.deleted])


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_ids_mean_what_is_there_was_merged_or_is_deleted(
    workspace: Workspace, other_workspace: Workspace, manager: User, kind: str
) -> None:
    records = Records(kind, workspace, other_workspace, manager)
    assert resolve_ids(workspace, kind, records.given()) == ResolvedIds(
        records.meant(), [records.deleted], records.unknown, [records.merged]
    )

    gone = delete_record(record=records.kept, workspace=workspace, kind=kind, author=manager)
    assert not MergedRecord.objects.exists()
    found = resolve_ids(workspace, kind, [records.merged, records.plain.pk])
    assert found == ResolvedIds([records.plain.pk], [gone.record_id], [], [records.merged])
    restore_record(deleted=gone, author=manager)
    assert resolve_ids(workspace, kind, [records.merged]).ids == [gone.record_id]


def test_a_bulk_stop_holds_for_the_kept_one_and_for_the_deleted_one_that_returns(
    qualifier_client: Client, people: Records, workspace: Workspace, manager: User
) -> None:
    body = {"ids": people.given(), "request_id": str(uuid4())}
    answer = sent(qualifier_client, "contacts/do-not-contact", **body)

    assert (answer["n_new"], answer["n_already"]) == (2, 0)
    assert names_the_rest(answer, people)
    assert sent(qualifier_client, "contacts/do-not-contact", **body) == answer
    assert Contact.objects.filter(workspace=workspace, do_not_contact=False).count() == 0

    for name, keys in (("", {"phone": "030 55744"}), ("D", {"email": "deleted@x.example"})):
        back = make_contact(workspace, name, **keys)
        back.refresh_from_db()
        assert back.do_not_contact
        back.delete()
    restore_record(deleted=people.deletion, author=manager)
    assert Contact.objects.get(pk=people.deleted).do_not_contact
    undo_merge(merged=people.merge, author=manager)
    assert set(Contact.objects.filter(do_not_contact=True).values_list("pk", flat=True)) == {
        *(people.plain.pk, people.kept.pk, people.merged, people.deleted)
    }


def test_a_bulk_stop_of_companies_holds_for_their_people_now_and_later(
    qualifier_client: Client, companies: Records, workspace: Workspace, manager: User
) -> None:
    person = make_contact(workspace, company=companies.kept, email="a@elsewhere.example")
    body = {"ids": companies.given(), "request_id": str(uuid4())}
    answer = sent(qualifier_client, "companies/do-not-contact", **body)

    assert (answer["n_new"], answer["n_already"]) == (2, 0)
    assert names_the_rest(answer, companies)
    assert sent(qualifier_client, "companies/do-not-contact", **body) == answer
    restore_record(deleted=companies.deletion, author=manager)
    back = make_contact(workspace, company=Company.objects.get(pk=companies.deleted))
    by_domain = make_contact(workspace, email="b@kept.example")
    for one in (person, back, by_domain):
        one.refresh_from_db()
        assert one.do_not_contact

    again = body | {"request_id": str(uuid4())}
    assert sent(qualifier_client, "companies/do-not-contact", **again)["n_already"] == 3
    for step in (body, again):
        url = f"/api/v1/contacts/do-not-contact/{step['request_id']}"
        assert qualifier_client.delete(url).status_code == 200
    assert not Contact.objects.filter(workspace=workspace, do_not_contact=True).exists()


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_bulk_changes_lists_and_deletions(
    qualifier_client: Client,
    workspace: Workspace,
    other_workspace: Workspace,
    manager: User,
    kind: str,
) -> None:
    records = Records(kind, workspace, other_workspace, manager)
    path, of = ("contacts", "people") if kind == "contact" else ("companies", "companies")
    body = {"ids": records.given(), "request_id": str(uuid4())}

    answer = sent(qualifier_client, f"{path}/bulk-changes", **body, add_tags=["new"])
    assert (answer["changed"], answer["unchanged"]) == (2, 0)
    assert names_the_rest(answer, records)
    changed = type(records.kept)._default_manager.filter(tags=["new"])
    assert set(changed.values_list("pk", flat=True)) == set(records.meant())

    row = create_list(workspace=workspace, name="Fair", author=manager, records=of)
    entries = f"lists/{row.pk}/{'entries' if kind == 'contact' else path}"
    answer = sent(qualifier_client, entries, ids=records.given())
    assert (answer["n_new"], answer["n_existing"], answer["n_unknown"]) == (2, 0, 3)
    assert names_the_rest(answer, records)
    removed = qualifier_client.delete(f"/api/v1/{entries}/{records.merged}")
    assert removed.status_code == 204
    left = qualifier_client.get(f"/api/v1/lists/{row.pk}").json()
    assert left["n_people"] + left["n_companies"] == 1

    body["request_id"] = str(uuid4())
    answer = sent(qualifier_client, f"{path}/delete", **body)
    assert (answer["deleted"], answer["kept"]) == (2, 0)
    assert names_the_rest(answer, records)
    repeated = sent(qualifier_client, f"{path}/delete", **body)
    assert (repeated["deleted"], repeated["unknown_ids"]) == (2, records.unknown)
    assert repeated["deleted_ids"] == [records.deleted]
    step = answer["request_id"]
    assert restore_step(workspace=workspace, author=manager, step=step).n_done == 2


def test_decision_makers_campaigns_their_examples_and_bulk_verdicts(
    manager_client: Client, companies: Records, workspace: Workspace, manager: User
) -> None:
    given = companies.given()
    boss = make_contact(workspace, company=companies.kept, job_title=make_title(workspace, "CEO"))
    row = create_list(workspace=workspace, name="P", author=manager)
    makers = sent(manager_client, f"lists/{row.pk}/decision-makers", ids=given, level=[])
    assert (makers["contact_ids"], makers["n_companies"]) == ([boss.pk], 2)
    assert names_the_rest(makers, companies)

    created = sent(manager_client, "campaigns", name="A", company_ids=given)
    assert (created["n_companies"], names_the_rest(created, companies)) == (2, True)

    campaign = create_campaign(workspace=workspace, name="B", author=manager)
    path = f"campaigns/{campaign.pk}"
    added = sent(manager_client, f"{path}/companies", ids=given)
    assert (added["n_new"], names_the_rest(added, companies)) == (2, True)
    seeded = sent(manager_client, f"{path}/seeds", company_ids=given)
    assert (seeded["n_new"], names_the_rest(seeded, companies)) == (2, True)
    assert set(Seed.objects.values_list("company", flat=True)) == set(companies.meant())
    judged = sent(manager_client, f"{path}/bulk-verdicts", ids=given, verdict="like")
    assert (judged["n_companies"], names_the_rest(judged, companies)) == (2, True)
    assert set(Verdict.objects.values_list("company", flat=True)) == set(companies.meant())


def test_replies_that_are_unknown_are_named(manager_client: Client) -> None:
    answer = sent(manager_client, "replies/delete", ids=[UNKNOWN], request_id=str(uuid4()))
    assert (answer["deleted"], answer["unknown_ids"]) == (0, [UNKNOWN])
    answer = sent(manager_client, "replies/snooze", ids=[UNKNOWN], until=None)
    assert (answer["replies"], answer["unknown_ids"]) == ([], [UNKNOWN])


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_an_entry_of_a_record_means_the_kept_one_and_waits_for_the_deleted_one(
    api: Client, workspace: Workspace, other_workspace: Workspace, manager: User, kind: str
) -> None:
    records = Records(kind, workspace, other_workspace, manager)

    for key in (records.merged, records.deleted):
        assert sent(api, "do-not-contact", **{f"{kind}_id": key})["id"]
    for key in records.unknown:
        answer = api.post(
            "/api/v1/do-not-contact", {f"{kind}_id": key}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_record")

    restore_record(deleted=records.deletion, author=manager)
    names = {one.key for one in DoNotContact.objects.filter(workspace=workspace, kind=kind)}
    assert names == {str(records.kept.pk), str(records.merged), str(records.deleted)}
    assert DeletedRecord.objects.filter(merge__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("kind", "in_bulk"),
    [
        *(("contact", True), ("company", False)),
        *(
            pytest.param("contact", False, marks=pytest.mark.slow),
            pytest.param("company", True, marks=pytest.mark.slow),
        ),
    ],
)
def test_a_stop_of_a_merged_record_holds_after_the_undo_where_the_kept_one_was_stopped_before(
    api: Client,
    workspace: Workspace,
    other_workspace: Workspace,
    manager: User,
    kind: str,
    in_bulk: bool,
) -> None:
    records = Records(kind, workspace, other_workspace, manager)
    for key in (records.kept.pk, records.merged):
        if in_bulk:
            path = "contacts" if kind == "contact" else "companies"
            sent(api, f"{path}/do-not-contact", ids=[key], request_id=str(uuid4()))
        else:
            sent(api, "do-not-contact", **{f"{kind}_id": key})

    undo_merge(merged=records.merge, author=manager)

    if kind == "company":
        make_contact(workspace, company=Company.objects.get(pk=records.merged))
    people = Contact.objects.filter(workspace=workspace)
    who = people.filter(pk=records.merged) if kind == "contact" else people
    assert list(who.values_list("do_not_contact", flat=True)) == [True]


def test_a_stop_of_a_merged_person_holds_after_the_undo_where_the_kept_one_was_stopped_before(
    api: Client, workspace: Workspace, manager: User
) -> None:
    kept, other = (make_contact(workspace, n, email=f"{n}@x.example") for n in ("kept", "other"))
    sent(api, "do-not-contact", contact_id=kept.pk)
    merged = merge_two(kept, other, manager)
    sent(api, "do-not-contact", contact_id=other.pk)

    undo_merge(merged=merged, author=manager)

    assert list(Contact.objects.values_list("do_not_contact", flat=True)) == [True, True]


def test_exactly_one_thing_is_marked(api: Client) -> None:
    for body in ({}, {"value": "a@x.example", "contact_id": 1}):
        answer = api.post("/api/v1/do-not-contact", body, content_type="application/json")
        assert answer.status_code in {400, 422}
