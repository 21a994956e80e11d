"""Promises about places that all workspaces share: an erasure touches nothing of others there."""

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.sessions import SessionStore
from leadqual.leads.models import JobTitle
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import Erasure
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
EMAIL = "manager-a@example.org"
DETAIL = (
    'DETAIL:  Failing row contains (7, Anna, Zwitsch, anna.zwitsch@x.example, "+49 30 9988776").'
)


@pytest.fixture
def theirs(other_workspace: Workspace) -> Client:
    """A manager of another workspace, who is signed in."""
    return client_of(make_member(other_workspace, EMAIL, Role.MANAGER))


def write(path: Path, text: str) -> Path:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def erase(workspace: Workspace, author: User, **given: object) -> Erasure:
    """Erase a person to the end."""
    identifiers = Identifiers(**given)  # type: ignore[arg-type]
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=author)
    done = run_erasure(erasure.pk)
    assert done is not None
    return done


def add(workspace: Workspace, email: str, **fields: object) -> None:
    """Store a contact."""
    save_contact(workspace=workspace, values=ContactValues(email, fields=fields))


@pytest.mark.parametrize(
    ("given", "is_stored"),
    [({"email": EMAIL}, True), ({"external_id": "_auth_user_id"}, False)],
)
def test_sessions_of_other_workspaces_stay_when_somebody_is_erased(
    given: dict[str, str],
    theirs: Client,
    workspace: Workspace,
    manager: User,
    state: Path,
    *,
    is_stored: bool,
) -> None:
    mine = client_of(manager)
    if is_stored:
        add(workspace, EMAIL)
    before = {one.pk: one.session_data for one in Session.objects.all()}

    erasure = erase(workspace, manager, **given)

    assert {one.pk: one.session_data for one in Session.objects.all()} == before
    assert theirs.get("/account/").status_code == 200
    assert mine.get("/account/").status_code == 200
    assert "sessions.Session" not in erasure.counts


def test_messages_that_name_the_person_go_from_sessions_of_members_who_stay_signed_in(
    theirs: Client, workspace: Workspace, manager: User, state: Path
) -> None:
    clients = {client_of(manager): True, theirs: False}
    add(workspace, "anna@x.example", first_name="Änna", last_name="Zwitsch")
    for client in clients:
        session = client.session
        session["_messages"] = '[["__json_message",0,25,"\\u00c4nna Zwitsch was deleted.",""]]'
        session.save()

    erase(workspace, manager, email="anna@x.example")

    for client, is_mine in clients.items():
        assert ("_messages" not in SessionStore(client.session.session_key).load()) is is_mine
        assert client.get("/account/").status_code == 200


def test_emails_to_others_stay_when_somebody_is_erased(
    theirs: Client, workspace: Workspace, manager: User, state: Path
) -> None:
    add(workspace, EMAIL, first_name="Reset", last_name="Password", external_id="leadqual-1")
    reset = write(
        state / "email" / "1.log",
        f"Subject: Reset password\nFrom: leadqual@localhost\nTo: {EMAIL}\n\nleadqual-1 {EMAIL}\n",
    )
    other = write(state / "email" / "2.log", "To: b@x.example\n\nReset password, leadqual-1\n")

    for given in ({"email": EMAIL}, {"external_id": "leadqual-1"}, {"external_id": "leadqual"}):
        erasure = erase(workspace, manager, **given)
        assert not {"email", "logs"} & set(erasure.counts)

    assert reset.exists()
    assert other.exists()


def test_an_email_to_the_person_goes_when_nobody_has_an_account_with_the_address(
    workspace: Workspace, manager: User, state: Path
) -> None:
    add(workspace, "anna@x.example")
    theirs = write(state / "email" / "1.log", "To: Anna <Anna+news@x.example>\n\nWelcome\n")
    other = write(state / "email" / "2.log", "To: b@x.example\n\nanna@x.example\n")

    erase(workspace, manager, email="anna@x.example")

    assert not theirs.exists()
    assert other.exists()


def test_logs_keep_every_word_but_addresses_and_values_of_rows(
    workspace: Workspace, manager: User, state: Path
) -> None:
    add(
        workspace,
        "anna.zwitsch@x.example",
        first_name="Worker",
        last_name="Ready",
        external_id="gunicorn20",
        phone="+49 30 9988776",
    )
    mail = Mail("anna.zwitsch@x.example", "Re", "Hello", message_id="listening-9")
    receive_reply(workspace=workspace, mail=mail)
    words = "gunicorn20 worker ready listening-9 0309988776 gunicorn\n"
    web = write(state / "logs" / "web.log", f"{words}anna.zwitsch@x.example\n")
    log = write(
        state / "logs" / "postgres.log", f"LOG:  {words}{DETAIL}\n\tgoes on: 030 9988776\nLOG: 3\n"
    )

    erase(workspace, manager, email="anna.zwitsch@x.example")
    erase(workspace, manager, external_id="gunicorn")

    assert web.read_text() == f"{words}{'*' * 22}\n"
    text = log.read_text()
    assert text.startswith(f"LOG:  {words}DETAIL:")
    assert "9988776" not in text.partition("DETAIL")[2]
    assert "anna.zwitsch" not in text


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("is_stored", [True, False])
def test_an_external_id_that_is_an_ordinary_word_redacts_no_text(
    workspace: Workspace, manager: User, state: Path, *, is_stored: bool
) -> None:
    save_contact(workspace=workspace, values=ContactValues("b@x.example", title="Sales manager"))
    if is_stored:
        add(workspace, "anna@x.example", external_id="manager")

    erase(workspace, manager, external_id="manager")

    assert JobTitle.objects.filter(title="Sales manager").exists()
