"""The team report."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact, Note
from leadqual.replies.models import Reply
from leadqual.reports.team import Report, activity, conversion, monday_of, pipeline
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.leads.people import make_contact
from tests.query_plans import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def numbers(report: Report) -> dict[str, dict[str, int]]:
    """Return name of a row → head → number, without zeros."""
    return {
        row.name: {
            head: cell.n for head, cell in zip(report.heads, row.cells, strict=True) if cell.n
        }
        for row in report.rows
    }


def owned(workspace: Workspace, owner: User, **values: str) -> Contact:
    return make_contact(workspace, "Ann Amt", owner=owner, **values)


def test_pipeline_counts_people_with_an_owner_by_status(
    workspace: Workspace, other_workspace: Workspace, manager: User, qualifier: User
) -> None:
    owned(workspace, manager, status="won", external_source="hubspot")
    owned(workspace, manager)
    owned(workspace, qualifier, status="lost")
    make_contact(workspace, "Nobody's")
    owned(other_workspace, manager)

    assert numbers(pipeline(workspace, "owner")) == {
        str(manager): {"All": 2, "New": 1, "Won": 1},
        str(qualifier): {"All": 1, "Lost": 1},
    }
    assert numbers(pipeline(workspace, "source")) == {
        "Added here or source unknown": {"All": 2, "New": 1, "Lost": 1},
        "hubspot": {"All": 1, "Won": 1},
    }
    (week,) = numbers(pipeline(workspace, "week")).values()
    assert week == {"All": 3, "New": 1, "Won": 1, "Lost": 1}
    first = pipeline(workspace, "owner").rows[0]
    assert first.cells[0].url == f"/people/?owner={manager.pk}"


def test_replies_convert_once_people_are_in_a_list(workspace: Workspace, manager: User) -> None:
    people = [make_contact(workspace, f"Ann {n}", email=f"a{n}@x.example") for n in range(4)]
    earlier = clock.now() - timedelta(days=1)
    _reply(people[3], "positive", "positive_willing_to_meet", earlier)
    row = create_list(workspace=workspace, name="Fair", author=manager)
    keys = [one.pk for one in people]
    add_records(contact_list=row, keys=keys, author=manager, request_id=uuid4())
    create_list(workspace=workspace, name="Empty", author=manager)
    _reply(people[0], "positive", "positive_willing_to_meet", clock.now())
    _reply(people[0], "objection", "objection_bad_timing", clock.now())
    _reply(people[1], "objection", "objection_bad_timing", clock.now())
    _reply(people[2], "other", "out_of_office", clock.now())

    found = numbers(conversion(workspace))

    assert found == {"Fair": {"People": 4, "Replied": 2, "Positive": 1}}


def _reply(contact: Contact, category: str, intent: str, at: datetime) -> None:
    Reply.objects.create(
        workspace=contact.workspace,
        contact=contact,
        message_id=str(uuid4()),
        category=category,
        intent=intent,
        received_at=at,
    )


def test_a_week_shows_what_each_person_did_in_it(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    qualifier.first_name = "Quentin"
    qualifier.save()
    contact = make_contact(workspace)
    Note.objects.create(workspace=workspace, contact=contact, author=manager, text="Called.")
    monday = monday_of(clock.now().date())

    assert numbers(activity(workspace, monday)) == {str(manager): {"Notes": 1}, str(qualifier): {}}
    before = activity(workspace, monday - timedelta(days=7))
    assert numbers(before) == {str(manager): {}, str(qualifier): {}}


def test_a_week_is_read_without_verdicts_and_corrections_of_all_time(workspace: Workspace) -> None:
    with CaptureQueriesContext(connection) as queries:
        activity(workspace, monday_of(clock.now().date()))

    plan = plan_of(queries, "campaigns_verdict")

    assert "verdict_by_time" in plan
    assert "correction_by_time" in plan


def test_the_report_is_for_managers(
    workspace: Workspace, manager_client: Client, qualifier_client: Client
) -> None:
    page = manager_client.get("/team/?by=week&week=2026-13-99", follow=True)

    assert page.status_code == 200
    assert "From list to reply" in page.content.decode()
    other = manager_client.get("/?panel=team-report&by=nothing&week=2026-11-04")
    assert "Nov 2" in other.content.decode()
    assert qualifier_client.get("/team/").status_code == 403


def test_days_of_a_week_begin_with_its_monday() -> None:
    assert monday_of(datetime(2026, 11, 29, tzinfo=UTC).date()).isoformat() == "2026-11-23"
