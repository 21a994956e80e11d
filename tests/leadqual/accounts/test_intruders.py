"""What is left to somebody who was in an account, once its person resets the password."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from leadqual.accounts.email_addresses import confirm_address
from leadqual.accounts.models import AuditRow, User
from tests.emails import sent_emails
from tests.leadqual.accounts.test_emails import confirmed_client, link_in
from tests.leadqual.accounts.two_step.passkey import HOST, SoftwarePasskey
from tests.product import PASSWORD, client_of

pytestmark = pytest.mark.django_db
NEW = "correct horse battery staple"


def reset_password(email: str, **more: str) -> None:
    Client().post("/account/password/reset/", {"email": email})
    link = re.findall(
        r"http://testserver(/account/password/reset/\S+)", str(sent_emails()[-1].body)
    )
    client = Client()
    form = client.get(link[-1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW, **more})


def is_in(client: Client) -> bool:
    return client.get("/account/", headers={"host": HOST}).status_code == 200


def asked_for(user: User, email: str) -> str:
    """Ask to change the address of an account, and return the link that was sent."""
    confirm_address(user)
    confirmed_client(user).post("/account/email/", {"action_add": "", "email": email})
    return link_in(str(sent_emails()[-1].body))


def test_a_link_that_confirms_an_address_leads_strangers_to_sign_in(manager: User) -> None:
    link, former = asked_for(manager, "future.colleague@people.example"), manager.email

    answers = [Client().get(link), Client().post(link)]

    manager.refresh_from_db()
    assert all(one.headers["Location"].startswith("/account/login/") for one in answers)
    assert manager.email == former


def test_a_link_that_confirms_an_address_of_another_account_changes_nothing(
    manager: User, viewer: User
) -> None:
    link, former = asked_for(manager, "future.colleague@people.example"), manager.email
    colleague = client_of(viewer)

    answers = [colleague.get(link), colleague.post(link)]

    manager.refresh_from_db()
    assert [one.status_code for one in answers] == [403, 403]
    assert (manager.email, is_in(colleague)) == (former, True)


def test_the_page_that_confirms_an_address_names_the_account(manager: User) -> None:
    link = asked_for(manager, "new@people.example")

    page = client_of(manager).get(link).content.decode()

    assert manager.email in page
    assert "new@people.example" in page


def test_a_reset_forgets_an_address_that_waits_to_be_confirmed(manager: User) -> None:
    link, former = asked_for(manager, "intruder@evil.example"), manager.email

    reset_password(manager.email)
    client_of(User.objects.get(pk=manager.pk)).post(link)

    manager.refresh_from_db()
    assert manager.email == former
    assert not EmailAddress.objects.filter(email="intruder@evil.example").exists()


def test_a_passkey_needs_the_password_after_a_reset_until_it_was_given(manager: User) -> None:
    passkey, owner = SoftwarePasskey(), Client(headers={"host": HOST})
    owner.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    owner.post("/account/confirm-access/?next=/account/", {"password": PASSWORD})
    passkey.add_to_account(owner)
    assert is_in(passkey.sign_in())

    reset_password(manager.email)

    assert not is_in(passkey.sign_in())
    both = Client(headers={"host": HOST})
    both.post("/account/login/", {"login": manager.email, "password": NEW})
    passkey.answer_second_step(both)
    assert is_in(both)
    assert is_in(passkey.sign_in())


@pytest.mark.parametrize("is_chosen", [True, False])
def test_a_reset_offers_to_disconnect_single_sign_on(
    manager: User,
    is_chosen: bool,
) -> None:
    SocialAccount.objects.create(user=manager, provider="sso", uid="intruder")

    reset_password(manager.email, **({"disconnect": "on"} if is_chosen else {}))

    assert SocialAccount.objects.exists() is not is_chosen
    rows = AuditRow.objects.filter(action="account.account_disconnected", actor=manager)
    assert rows.exists() is is_chosen


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("localhost:9999", "8000", "http://localhost:8000/"),
        ("localhost", "8000", "http://localhost/"),
        ("[::1]:99", "8000", "http://[::1]:8000/"),
    ],
)
def test_links_in_emails_lead_to_no_port_that_the_sender_of_a_request_chose(
    manager: User, host: str, port: str, expected: str
) -> None:
    client = Client(headers={"host": host})

    client.post("/account/password/reset/", {"email": manager.email}, SERVER_PORT=port)

    assert f"{expected}account/password/reset/" in str(sent_emails()[-1].body)
    addresses = re.findall(r"http://[^/\s]+/", str(sent_emails()[-1].body))
    assert set(addresses) == {expected}
