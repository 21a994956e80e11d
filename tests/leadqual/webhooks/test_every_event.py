"""Promises of each event type: what people and jobs do writes it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.ranking.ranked_list import report_new
from leadqual.campaigns.verdicts.services import record_bulk, record_verdict, undo_verdicts
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import (
    classify_batch,
    record_correction,
    undo_correction,
)
from leadqual.leads.bulk_deletion import delete_records, restore_step
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Contact
from leadqual.leads.records.bulk_changes import BulkChange, change_many
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_company, create_contact
from leadqual.leads.services import set_do_not_contact
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.monitoring.alerts.lifecycle import AlertFinding, note
from leadqual.monitoring.models import Alert
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.services import promote
from leadqual.replies.classification import classify_reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from leadqual.search.exports.services import ExportOptions, ExportRequester, start_export
from leadqual.search.lists.bulk_do_not_contact import (
    set_do_not_contact_for_all,
    undo_do_not_contact,
)
from leadqual.search.query.query import ContactQuery
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.fan_out import accepts_event
from leadqual.webhooks.models import WebhookEndpoint, WebhookEvent
from tests.leadqual.campaigns.conftest import make_companies
from tests.leadqual.leads.people import lift, make_company, make_contact, make_title
from tests.leadqual.privacy.everywhere import bring

pytestmark = pytest.mark.django_db
Told = Callable[[], list[tuple[str, str]]]
CSV = b"Email,Last name\nanna@example.com,Berg\nben@example.com,Roth\n"


def subscribe_all(workspace: Workspace, manager: User, *, with_rows: bool = False) -> None:
    wanted = EndpointSettings(
        url="https://example.com/", event_types=list(EVENT_TYPES), with_rows=with_rows
    )
    create_endpoint(workspace=workspace, wanted=wanted, author=manager)
    workspace.refresh_from_db()


def differences(example: Any, data: Any, at: str = "data") -> list[str]:
    """Return where an event is of another shape than the example of its type."""
    if isinstance(example, dict) and isinstance(data, dict):
        if example.keys() != data.keys():
            return [f"{at}: {sorted(example.keys() ^ data.keys())}"]
        return [
            one for key in example for one in differences(example[key], data[key], f"{at}.{key}")
        ]
    if None in (example, data) or isinstance(data, type(example)):
        return []
    return [] if isinstance(example, int | float) and isinstance(data, int | float) else [at]


@pytest.fixture
def told(workspace: Workspace, manager: User) -> Told:
    """Type and kind of each event since it was asked last; somebody listens to all types."""
    subscribe_all(workspace, manager)
    seen: set[int] = set()

    def look() -> list[tuple[str, str]]:
        rows = WebhookEvent.objects.filter(workspace=workspace).exclude(pk__in=seen)
        for one in rows.exclude(kind="summary"):
            assert differences(EVENT_TYPES[one.type].example, one.data) == [], one.type
        found = list(rows.order_by("pk").values_list("pk", "type", "kind"))
        seen.update(pk for pk, _, _ in found)
        return [(kind, how) for _, kind, how in found]

    return look


def last_data() -> dict[str, Any]:
    event = WebhookEvent.objects.order_by("-pk")[0]
    data: dict[str, Any] = event.data
    return data


def test_people_one_by_one(workspace: Workspace, manager: User, told: Told) -> None:
    contact = create_contact(workspace=workspace, values={"email": "a@example.com"}, author=manager)
    assert told() == [("contact.created", "single")]
    change = change_record(record=contact, values={"city": "Bonn"}, author=manager)
    assert told() == [("contact.updated", "single")]
    assert change is not None
    undo_step(workspace=workspace, step=change.step, author=manager)
    assert told() == [("contact.updated", "single")]
    assert last_data()["city"] == ""
    save_contact(workspace=workspace, values=ContactValues("a@example.com", title="CEO"))
    assert told() == [("contact.updated", "single")]
    deleted = delete_record(record=contact, workspace=workspace, kind="contact", author=manager)
    assert told() == [("contact.deleted", "single")]
    restore_record(deleted=deleted, author=manager)
    assert told() == [("contact.updated", "single")]


def test_companies_one_by_one(workspace: Workspace, manager: User, told: Told) -> None:
    company = create_company(
        workspace=workspace, values={"name": "Werk", "country": "Germany"}, author=manager
    )
    change_record(record=company, values={"city": "Bonn"}, author=manager)
    delete_record(record=company, workspace=workspace, kind="company", author=manager)

    assert told() == [
        ("company.created", "single"),
        ("company.updated", "single"),
        ("company.deleted", "single"),
    ]


def test_bulk_actions_write_one_summary(workspace: Workspace, manager: User, told: Told) -> None:
    people = [
        make_contact(
            workspace, f"Person {n}", email=f"{n}@x.com", external_id=f"crm-{n}" if n else None
        )
        for n in range(3)
    ]
    named = ["crm-1", "crm-2"]
    keys, step = [one.pk for one in people], uuid4()

    change_many(
        workspace=workspace,
        model=Contact,
        keys=keys,
        change=BulkChange({"status": "won"}),
        author=manager,
        step=step,
    )
    assert told() == [("contact.updated", "summary")]
    assert last_data() == {"n_records": 3, "ids": keys, "external_ids": named}
    undo_step(workspace=workspace, step=step, author=manager)
    assert told() == [("contact.updated", "summary")]
    set_do_not_contact_for_all(workspace=workspace, ids=keys, author=manager, request_id=step)
    assert told() == [("contact.do_not_contact", "summary")]
    assert last_data() == {
        "n_entries": 3,
        "do_not_contact": True,
        "contact_ids": keys,
        "external_ids": named,
        "n_contacts": 3,
    }
    undo_do_not_contact(workspace=workspace, request_id=step, author=manager)
    assert told() == [("contact.do_not_contact", "summary")]
    delete_records(records=people, workspace=workspace, kind="contact", author=manager, step=step)
    assert told() == [("contact.deleted", "summary")]
    assert last_data() == {"n_records": 3, "ids": keys, "external_ids": named}
    restore_step(workspace=workspace, author=manager, step=step)
    assert told() == [("contact.updated", "summary")]


def test_bulk_actions_write_rows_for_who_wants_them(workspace: Workspace, manager: User) -> None:
    subscribe_all(workspace, manager, with_rows=True)
    people = [make_contact(workspace, f"Person {n}", email=f"{n}@x.com") for n in range(3)]
    bring(workspace, manager, CSV, "people.csv")
    delete_records(
        records=people, workspace=workspace, kind="contact", author=manager, step=uuid4()
    )

    rows = WebhookEvent.objects.filter(kind="row").order_by("pk")
    created = rows.filter(type="contact.created")
    assert [one.data["email"] for one in created] == ["anna@example.com", "ben@example.com"]
    anna = Contact.objects.get(email="anna@example.com")
    set_do_not_contact_for_all(
        workspace=workspace, ids=[anna.pk], author=manager, request_id=uuid4()
    )
    stopped = rows.get(type="contact.do_not_contact").data
    assert (stopped["entry"]["value"], stopped["contact_ids"]) == ("anna@example.com", [anna.pk])
    gone = rows.filter(type="contact.deleted")
    assert [one.data["email"] for one in gone] == ["0@x.com", "1@x.com", "2@x.com"]
    assert not WebhookEvent.objects.filter(kind="summary").exists()
    summary = WebhookEvent(workspace=workspace, type="contact.created", kind="summary")
    assert not accepts_event(
        WebhookEndpoint.objects.get(), summary
    )  # What it has been told row by row.


def test_merge_and_its_undo(workspace: Workspace, manager: User, told: Told) -> None:
    kept, other = (make_contact(workspace, f"Anna {n}") for n in ("A", "B"))

    merged = merge_records(
        workspace=workspace, request=MergeRequest("contact", kept.pk, other.pk), author=manager
    )
    assert told() == [("contact.deleted", "single"), ("contact.updated", "single")]
    undo_merge(merged=merged, author=manager)
    assert told() == [("contact.updated", "single"), ("contact.updated", "single")]


def test_do_not_contact(workspace: Workspace, manager: User, told: Told) -> None:
    contact = make_contact(workspace, "Anna", email="anna@example.com", external_id="crm-1")

    set_do_not_contact(
        workspace=workspace,
        email="anna@example.com",
        reason="manual",
        origin="settings",
        author=manager,
    )
    assert told() == [("contact.do_not_contact", "single")]
    assert last_data()["contact_ids"] == [contact.pk]
    assert last_data()["external_ids"] == ["crm-1"]
    lift(workspace, "anna@example.com", manager)
    assert told() == [("contact.do_not_contact", "single")]
    assert last_data()["do_not_contact"] is False


def test_an_entry_has_a_kind_of_the_api_whatever_aliases_count_as(
    workspace: Workspace, manager: User, settings: Settings, told: Told
) -> None:
    for text, kind in [
        ("anna+news@example.com", "email"),
        ("example.com", "domain"),
        ("+49 30 1234567", "phone"),
        ("linkedin.com/in/anna-berg", "linkedin"),
    ]:
        settings.EMAIL_PLUS_ALIASES = "same"
        source = EntrySource("manual", "api", manager)

        add_entry(workspace=workspace, text=text, kind="", source=source)

        assert told() == [("contact.do_not_contact", "single")]
        assert last_data()["entry"]["kind"] == kind


def test_titles(workspace: Workspace, manager: User, models: None, told: Told) -> None:
    title = make_title(workspace, "Head of Sales", classified_at=None)
    classify_batch()
    assert told() == [("title.labeled", "single")]
    title.refresh_from_db()

    word = CorrectionInput(functions=("marketing",), level="director", propagate=False)
    correction = record_correction(job_title=title, correction_input=word, author=manager)
    assert told() == [("title.corrected", "single")]
    assert last_data()["functions"] == ["marketing"]
    undo_correction(correction=correction, author=manager)
    assert told() == [("title.corrected", "single")]
    assert last_data()["is_undone"] is True


def test_verdicts(workspace: Workspace, manager: User, campaign: Campaign, told: Told) -> None:
    company = make_company(workspace, "Werk", external_id="crm-7")
    verdict = record_verdict(
        campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager
    )
    assert told() == [("verdict.given", "single")]
    assert last_data()["company_external_id"] == "crm-7"
    undo_verdicts(step=verdict, person=manager)
    assert told() == [("verdict.given", "single")]
    assert last_data()["is_undone"] is True
    region = record_bulk(
        campaign=campaign,
        company_ids=[company.pk],
        value=Reason.Verdict.LIKE,
        author=manager,
        request_id=uuid4(),
    )
    assert told() == [("verdict.given", "summary")]
    undo_verdicts(step=region, person=manager)
    assert told() == [("verdict.given", "summary")]


@pytest.fixture
def campaign(workspace: Workspace, manager: User) -> Campaign:
    """A campaign over all companies."""
    return Campaign.objects.create(workspace=workspace, name="Ports", author=manager)


def test_new_recommendations_are_reported_once(
    workspace: Workspace, manager: User, campaign: Campaign, told: Told
) -> None:
    first = make_companies(workspace, "port", 3)
    assert report_new() == 0  # Nobody gave a verdict yet.
    record_verdict(campaign=campaign, company=first[0], value=Verdict.Value.LIKE, author=manager)
    told()
    assert report_new() == 0  # What is there at the first look is not new.
    new = make_companies(workspace, "clinic", 1)

    assert report_new() == 1
    assert report_new() == 0
    assert told() == [("recommendation.new", "single")]
    assert last_data()["company_ids"] == [new[0].pk]


def test_replies(workspace: Workspace, models: None, told: Told) -> None:
    contact = make_contact(workspace, "Anna", email="anna@example.com", external_id="crm-1")
    mail = Mail(sender="anna@example.com", subject="Re: hi", text="Please call me on Monday.")
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    told()

    classify_reply(reply_id=reply.pk)

    assert told() == [("reply.classified", "single")]
    assert last_data()["contact_id"] == contact.pk
    assert last_data()["contact_external_id"] == "crm-1"
    assert "Monday" not in str(last_data())


def test_import_and_export(workspace: Workspace, manager: User, told: Told) -> None:
    bring(workspace, manager, CSV, "people.csv")
    assert told() == [("contact.created", "summary"), ("import.finished", "single")]
    assert last_data()["counts"]["created"] == 2
    created = WebhookEvent.objects.get(type="contact.created").data
    assert (created["n_records"], len(created["ids"])) == (2, 2)
    assert created["import_id"] == last_data()["id"]

    taker = ExportRequester(manager, Role.MANAGER, "page")
    stream = start_export(
        workspace=workspace, query=ContactQuery(), requester=taker, options=ExportOptions()
    )
    assert told() == []
    assert list(stream.blocks)
    assert told() == [("export.finished", "single")]
    assert last_data()["n_sent"] == 2


def test_model_and_alert(
    workspace: Workspace, other_workspace: Workspace, manager: User, told: Told
) -> None:
    promote(version=ModelVersion.objects.filter(kind="titles")[0], author=None)
    assert told() == [("model.promoted", "single")]
    now = datetime.now(UTC)
    finding = AlertFinding(
        area=Alert.Area.DATA,
        signal="titles_language",
        is_over=True,
        figure=0.3,
        limit=0.2,
        at=now,
        facts={},
    )
    note(finding, workspace=workspace)
    assert told() == [("alert.opened", "single")]
    assert not WebhookEvent.objects.filter(workspace=other_workspace).exists()


def test_erased_person_is_in_no_event(workspace: Workspace, manager: User, told: Told) -> None:
    contact = create_contact(
        workspace=workspace, values={"email": "anna@example.com"}, author=manager
    )
    set_do_not_contact(
        workspace=workspace, email="anna@example.com", reason="x", origin="y", author=manager
    )
    create_company(workspace=workspace, values={"name": "Werk"}, author=manager)

    start_erasure(
        workspace=workspace, identifiers=Identifiers(email="anna@example.com"), author=manager
    )

    left = WebhookEvent.objects.order_by("pk").values_list("type", "data")
    assert [kind for kind, _ in left] == ["company.created", "contact.deleted"]
    assert "anna@example.com" not in str(list(left))
    assert last_data() == {"id": contact.pk, "is_erased": True}


def test_erased_person_is_not_named_in_an_event_about_many(
    workspace: Workspace, manager: User, told: Told
) -> None:
    for name, key in (("anna", "crm-anna-17"), ("ben", "crm-ben-18")):
        make_contact(workspace, name.title(), email=f"{name}@port.example", external_id=key)
    source = EntrySource(reason="x", origin="y", author=manager)
    add_entry(workspace=workspace, text="port.example", kind="domain", source=source)
    assert last_data()["external_ids"] == ["crm-anna-17", "crm-ben-18"]

    erasure = start_erasure(
        workspace=workspace, identifiers=Identifiers(email="anna@port.example"), author=manager
    )
    run_erasure(erasure.pk)

    left = str(list(WebhookEvent.objects.values_list("data", flat=True)))
    assert "crm-anna-17" not in left
    assert "crm-ben-18" in left
