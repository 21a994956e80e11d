"""Changed addresses, and emails that leave through a real SMTP server or become files."""

import re
import stat
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.emails import send_due_emails
from leadqual.accounts.models import User
from tests.emails import sent_emails
from tests.product import PASSWORD, client_of
from tests.smtp import Inbox

pytestmark = pytest.mark.django_db
NEW = "mira.new@people.example"


def confirmed_client(user: User) -> Client:
    client = client_of(user)
    client.post("/account/confirm-access/?next=/account/email/", {"password": PASSWORD})
    return client


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/account/\S+)", text)
    assert found is not None
    return found[1]


def test_a_reset_link_leaves_through_an_smtp_server_as_text_and_html(
    manager: User, inbox: Inbox
) -> None:
    Client().post("/account/password/reset/", {"email": manager.email})
    send_due_emails()

    [(to, email)] = inbox.emails
    text, html = email.get_body(("plain",)), email.get_body(("html",))
    assert to == [manager.email]
    assert text is not None
    assert html is not None
    link = link_in(text.get_content())
    assert f'href="http://testserver{link}"' in html.get_content()
    assert Client().get(link).status_code == 302


def test_without_a_server_emails_are_files_that_nobody_else_reads(
    manager: User, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "leadqual.core.email.email_files.EmailFileBackend"
    settings.EMAIL_DELIVERY = "file"
    settings.EMAIL_FILE_PATH = tmp_path / "email"

    page = Client().post("/account/password/reset/", {"email": manager.email}, follow=True)
    send_due_emails()

    [file] = (tmp_path / "email").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert manager.email in file.read_text()
    assert page.context["email_folder"]


def test_an_address_is_changed_once_the_new_one_is_confirmed_and_the_former_is_told(
    manager: User,
) -> None:
    confirm_address(manager)
    former = manager.email
    client = confirmed_client(manager)

    client.post("/account/email/", {"action_add": "", "email": NEW})

    manager.refresh_from_db()
    assert manager.email == former
    assert sent_emails()[-1].to == [NEW]
    client.post(link_in(str(sent_emails()[-1].body)))
    manager.refresh_from_db()
    assert manager.email == NEW
    assert sent_emails()[-1].to == [former]
    assert NEW in sent_emails()[-1].body


def test_an_address_that_was_never_confirmed_is_not_changed(manager: User) -> None:
    former, client = manager.email, confirmed_client(manager)

    client.post("/account/email/", {"action_add": "", "email": NEW})

    manager.refresh_from_db()
    assert (manager.email, sent_emails()) == (former, [])
    client.post("/account/email/", {"action_send": "", "email": former})
    client.post(link_in(str(sent_emails()[-1].body)))
    assert client.get("/account/email/").context["current"].verified


def test_changing_the_address_asks_for_the_password(manager: User) -> None:
    confirm_address(manager)

    answer = client_of(manager).post("/account/email/", {"action_add": "", "email": NEW})

    assert answer.headers["Location"].startswith("/account/confirm-access/")
    assert sent_emails() == []


def test_the_address_of_another_account_cannot_be_taken(manager: User, viewer: User) -> None:
    confirm_address(manager)
    client = confirmed_client(manager)
    client.post("/account/email/", {"action_add": "", "email": viewer.email})

    for message in list(sent_emails()):
        client.post(link_in(str(message.body)))

    manager.refresh_from_db()
    assert manager.email != viewer.email
