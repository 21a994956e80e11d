"""Links that show a list or the team report to people without an account."""

import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils.log import log_response

from leadqual.accounts.invitation_states import new_token
from leadqual.accounts.models import AuditRow, Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.core.models import UndoStep
from leadqual.core.pages.errors_and_health import server_error
from leadqual.core.telemetry.server_logs import JsonFormatter
from leadqual.leads.models import Contact, ContactList
from leadqual.reports.models import ShareLink
from leadqual.reports.pages import shared
from leadqual.search.lists.services import (
    add_records,
    create_list,
    delete_list,
    set_list_private,
)
from tests.leadqual.leads.people import make_company, make_contact, make_title, stop
from tests.product import client_of, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def people(workspace: Workspace, manager: User) -> ContactList:
    row = create_list(workspace=workspace, name="Fair guests", author=manager)
    title = make_title(workspace, "Head of Sales", {"sales": 0.9})
    contact = make_contact(
        workspace,
        "Ann Amt",
        email="ann@secret.example",
        phone="+49 30 998877",
        job_title=title,
    )
    add_records(contact_list=row, keys=[contact.pk], author=manager, request_id=uuid4())
    return row


def shared_by(client: Client, address: str) -> str:
    """Create a link on its page; return the path that it shows once."""
    page = client.post(address, {"days": "7"}).content.decode()
    found = re.search(r'id="new-link">https?://[^/]+(/shared/[^<]+)<', page)
    assert found
    assert found[1] not in client.get(address, follow=True).content.decode()
    return found[1]


def test_a_list_is_read_without_an_account_until_the_link_is_revoked(
    people: ContactList, manager_client: Client
) -> None:
    path = shared_by(manager_client, f"/people/lists/{people.pk}/share/")

    page = Client().get(path)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Ann Amt" in text
    assert "Head of Sales" in text
    assert "Do not contact" not in text
    assert "Fair guests" in text
    assert "ann@secret.example" not in text
    assert "998877" not in text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page.headers["Cache-Control"]
    link = ShareLink.objects.get()
    assert (link.n_views, link.viewed_at is not None) == (1, True)
    manager_client.post(f"/shared-links/{link.pk}/revoke/")
    assert Client().get(path).status_code == 404
    manager_client.post(f"/shared-links/{link.pk}/restore/")
    assert Client().get(path).status_code == 200
    done = AuditRow.objects.filter(action__startswith="share_link.").order_by("pk")
    assert [row.action.partition(".")[2] for row in done] == ["created", "revoked", "restored"]


def test_links_end_by_themselves_and_with_their_list(
    people: ContactList, manager: User, manager_client: Client
) -> None:
    path = shared_by(manager_client, f"/people/lists/{people.pk}/share/")
    other = shared_by(manager_client, f"/people/lists/{people.pk}/share/")
    newest = ShareLink.objects.latest("pk")
    past = clock.now() - timedelta(minutes=1)
    ShareLink.objects.filter(pk=newest.pk).update(
        created_at=past - timedelta(days=7), expires_at=past
    )

    assert Client().get(other).status_code == 404
    assert Client().get(path).status_code == 200
    delete_list(contact_list=people, author=manager)
    assert Client().get(path).status_code == 404
    assert Client().get("/shared/nothing/").status_code == 404


def test_a_stopped_person_is_marked_and_has_no_address(
    people: ContactList, manager_client: Client
) -> None:
    path = shared_by(manager_client, f"/people/lists/{people.pk}/share/")
    stop(Contact.objects.get())

    text = Client().get(path).content.decode()

    assert "Do not contact" in text
    assert "ann@secret.example" not in text


@pytest.mark.parametrize(
    ("change", "is_report"),
    [("demoted", False), ("removed", False), ("deactivated", False), ("demoted", True)],
)
def test_a_link_ends_when_its_author_may_no_longer_share(
    people: ContactList, manager: User, manager_client: Client, change: str, *, is_report: bool
) -> None:
    address = "/team/share/" if is_report else f"/people/lists/{people.pk}/share/"
    path = shared_by(manager_client, address)
    member = Member.objects.filter(user=manager)
    if change == "demoted":
        member.update(role=Role.QUALIFIER)
    elif change == "removed":
        member.delete()
    else:
        User.objects.filter(pk=manager.pk).update(is_active=False)

    page = Client().get(path)

    assert page.status_code == 404
    assert "This link no longer works" in page.content.decode()
    assert ShareLink.objects.get().state_at(clock.now()) == ShareLink.State.VOID


def test_a_link_ends_when_its_list_becomes_private_and_names_it_to_nobody_else(
    workspace: Workspace, people: ContactList, manager: User, manager_client: Client
) -> None:
    colleague = client_of(make_member(workspace, "colleague@leadqual.example", Role.MANAGER))
    path = shared_by(manager_client, f"/people/lists/{people.pk}/share/")
    n_before = AuditRow.objects.count()
    set_list_private(contact_list=people, is_private=True, author=manager)
    link = ShareLink.objects.get()

    assert Client().get(path).status_code == 404
    for action in ("revoke", "restore"):
        answer = colleague.post(f"/shared-links/{link.pk}/{action}/", follow=True)
        assert answer.status_code == 404
    assert manager_client.post(f"/shared-links/{link.pk}/restore/").status_code == 403
    assert manager_client.post(f"/shared-links/{link.pk}/revoke/").status_code == 302
    assert manager_client.post(f"/people/lists/{people.pk}/share/", {"days": 7}).status_code == 403
    written = AuditRow.objects.order_by("pk")[n_before:]
    assert [row for row in written if people.name in f"{row.name} {row.details}"] == []
    assert not UndoStep.objects.filter(words__contains=people.name).exists()
    set_list_private(contact_list=people, is_private=False, author=manager)
    assert Client().get(path).status_code == 404  # Whoever still has the link.


def test_no_line_of_the_log_has_the_secret_of_a_link(caplog: pytest.LogCaptureFixture) -> None:
    path = f"/shared/{new_token()}/"
    request = RequestFactory().get(path)

    answer = server_error(request)
    log_response("%s: %s", answer.reason_phrase, path, request=request, response=answer)
    logging.getLogger("gunicorn.error").error("Error handling request %s", path)

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert len(lines) == 3
    assert [line for line in lines if "/shared/…/" not in line] == []


def test_companies_and_the_report_are_shared_too(
    workspace: Workspace, manager: User, manager_client: Client, stranger_client: Client
) -> None:
    row = create_list(workspace=workspace, name="Breweries", author=manager, records="companies")
    company = make_company(workspace, "Lindenkrug", industry="Beverages")
    add_records(contact_list=row, keys=[company.pk], author=manager, request_id=uuid4())
    path = shared_by(manager_client, f"/people/lists/{row.pk}/share/")

    assert "Lindenkrug" in Client().get(path).content.decode()
    # Somebody of another workspace reads it, too.
    assert "Lindenkrug" in stranger_client.get(path).content.decode()
    report = Client().get(shared_by(manager_client, "/team/share/")).content.decode()
    assert "Work by person" in report
    assert str(manager) in report
    assert 'href="/people' not in report


def test_only_managers_share(
    people: ContactList, qualifier_client: Client, stranger_client: Client
) -> None:
    address = f"/people/lists/{people.pk}/share/"

    assert qualifier_client.post(address, {"days": "7"}).status_code == 403
    assert stranger_client.post(address, {"days": "7"}).status_code in {403, 404}
    assert not ShareLink.objects.exists()


def test_a_link_lives_only_as_long_as_offered(people: ContactList, manager_client: Client) -> None:
    answer = manager_client.post(f"/people/lists/{people.pk}/share/", {"days": "4000"})

    assert answer.status_code == 422
    assert not ShareLink.objects.exists()


def test_guessing_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "MAX_PER_MINUTE", 2)
    answers = [Client().get("/shared/guess/").status_code for _ in range(3)]

    assert answers == [404, 404, 429]
