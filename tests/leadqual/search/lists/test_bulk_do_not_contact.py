"""Many people who must not be contacted any more, and the way back."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.errors import TooManyPeopleError
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists import services
from leadqual.search.lists.bulk_do_not_contact import (
    set_do_not_contact_for_all,
    undo_do_not_contact,
)
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.result_counts import counts_of
from tests.leadqual.leads.listing import posted, undo_of
from tests.leadqual.leads.people import make_contact
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def people(workspace: Workspace, other_workspace: Workspace, manager: User) -> list[Contact]:
    """Two in Germany with an email, one who is stopped, one with a name only; one elsewhere."""
    rows = [
        make_contact(workspace, f"P{n} Abel", email=f"p{n}@x.example", country="Germany")
        for n in range(3)
    ]
    rows.append(make_contact(workspace, "Nomail Abel", country="Germany"))
    make_contact(workspace, "Ute Paris", email="ute@x.example", country="France")
    make_contact(other_workspace, "Theirs", email="p0@x.example", country="Germany")
    set_do_not_contact(
        workspace=workspace, email="p2@x.example", reason="unsubscribe", origin="r", author=manager
    )
    return rows


def stopped(workspace: Workspace) -> list[str]:
    rows = Contact.objects.filter(workspace=workspace, do_not_contact=True)
    return sorted(rows.values_list("first_name", flat=True))


def test_step_stops_everybody_once_and_undo_brings_back_only_those(
    people: list[Contact], workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    keys, step = [row.pk for row in people], uuid4()

    first = set_do_not_contact_for_all(
        workspace=workspace, ids=keys, author=manager, request_id=step
    )
    again = set_do_not_contact_for_all(
        workspace=workspace, ids=keys, author=manager, request_id=step
    )

    assert first == again
    assert (first.n_new, first.n_already) == (3, 1)
    assert stopped(workspace) == ["Nomail", "P0", "P1", "P2"]
    assert stopped(other_workspace) == []
    assert AuditRow.objects.filter(action="do_not_contact.set_many").count() == 1

    assert undo_do_not_contact(workspace=workspace, request_id=step, author=manager) == 3
    assert stopped(workspace) == ["P2"]
    assert undo_do_not_contact(workspace=workspace, request_id=step, author=manager) == 0
    assert DoNotContact.objects.get(lifted_at=None, derived_from=None).reason == "unsubscribe"


def test_undo_of_another_workspace_changes_nothing(
    people: list[Contact], workspace: Workspace, other_workspace: Workspace, manager: User
) -> None:
    step = uuid4()
    set_do_not_contact_for_all(
        workspace=workspace, ids=[people[0].pk], author=manager, request_id=step
    )

    assert undo_do_not_contact(workspace=other_workspace, request_id=step, author=manager) == 0
    assert stopped(workspace) == ["P0", "P2"]


def test_too_many_for_one_step_stops_nobody(
    people: list[Contact], workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_AT_ONCE", 1)
    keys = [row.pk for row in people]

    with pytest.raises(TooManyPeopleError, match="Nothing was changed"):
        set_do_not_contact_for_all(
            workspace=workspace, ids=keys, author=manager, request_id=uuid4()
        )

    assert stopped(workspace) == ["P2"]


def test_page_says_the_numbers_before_and_its_message_undoes_the_step(
    qualifier_client: Client, people: list[Contact], workspace: Workspace
) -> None:
    page = html_of(qualifier_client.get("/people/do-not-contact/?country=Germany", follow=True))

    assert "Mark 3 people Do not contact" in page
    assert "1 of the results are already marked Do not contact." in page
    done = posted(
        qualifier_client, "/people/do-not-contact/?country=Germany", {"request_id": str(uuid4())}
    )
    assert "3 people marked Do not contact." in done
    assert stopped(workspace) == ["Nomail", "P0", "P1", "P2"]

    assert "3 people can be contacted again." in posted(qualifier_client, undo_of(done), {})
    assert stopped(workspace) == ["P2"]


def test_page_of_too_many_stops_nobody_and_says_so(
    qualifier_client: Client,
    people: list[Contact],
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "MAX_AT_ONCE", 1)
    url = "/people/do-not-contact/?country=Germany"

    page = html_of(qualifier_client.get(url, follow=True))
    response = qualifier_client.post(url, {"request_id": str(uuid4())})

    assert "Mark 4 people Do not contact" in page
    assert response.status_code == 422
    for answer in (page, html_of(response)):
        assert "Up to 1 people can be added at once." in answer
    assert stopped(workspace) == ["P2"]


@pytest.mark.django_db(transaction=True)
def test_a_large_search_is_counted_by_the_index(
    qualifier_client: Client, people: list[Contact], workspace: Workspace
) -> None:
    counts_of(workspace, ContactQuery())  # The index is built.

    with CaptureQueriesContext(connection) as asked:
        page = html_of(qualifier_client.get("/people/do-not-contact/?country=Germany", follow=True))

    assert "Mark 3 people Do not contact" in page
    assert not [one["sql"] for one in asked if '"country"' in one["sql"]]


def test_viewers_stop_nobody(
    viewer_client: Client, people: list[Contact], workspace: Workspace
) -> None:
    body = {"request_id": str(uuid4())}

    assert viewer_client.post("/people/do-not-contact/?country=Germany", body).status_code == 403
    assert stopped(workspace) == ["P2"]
