"""Invitations: only who reads the email of an address joins as that person."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, Invitation, Member, Role, User, Workspace
from tests.emails import sent_emails
from tests.leadqual.accounts.invitations.conftest import LinkTo, accept, form_of, invite
from tests.product import PASSWORD, client_of

pytestmark = pytest.mark.django_db
ANNA = "anna@people.example"
OWN = "violet-harbor-lantern-42"
PASSWORDS = {"password": OWN, "password_again": OWN}
PAGE = "/account/invitations/"


def test_new_person_joins_with_an_own_password_and_is_signed_in(
    manager_client: Client, workspace: Workspace, link_to: LinkTo
) -> None:
    invite(manager_client, "Anna@People.example", role="viewer")
    browser = Client()

    assert User.objects.filter(email=ANNA).count() == 0
    assert accept(browser, link_to(ANNA), first_name="Anna", **PASSWORDS) == 302

    member = Member.objects.get(user__email=ANNA)
    assert (member.workspace, member.role) == (workspace, Role.VIEWER)
    assert member.user.check_password(OWN)
    assert browser.get("/settings/").status_code == 200
    row = AuditRow.objects.get(action="member.joined")
    assert (row.actor, row.name) == (member.user, "Anna")
    assert row.after == {"role": "viewer", "email": ANNA}


def test_secret_is_in_the_email_alone(manager_client: Client, link_to: LinkTo) -> None:
    answer = manager_client.post("/settings/members/", {"emails": ANNA, "role": "viewer"})

    token = link_to(ANNA).split("/")[-2]
    assert [one.recipients() for one in sent_emails()] == [[ANNA]]
    for page in (answer, manager_client.get("/settings/members/")):
        assert token not in page.content.decode()
    rows = [*Invitation.objects.values_list(), *AuditRow.objects.values_list()]
    assert token not in str(rows)


def test_address_of_the_page_holds_no_secret_and_nothing_is_kept(
    manager_client: Client, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    browser, link = Client(), link_to(ANNA)

    opened = browser.get(link)
    page = browser.get(opened.headers["Location"])

    assert opened.headers["Location"] == PAGE
    for answer in (opened, page):
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert link.split("/")[-2] not in page.content.decode()


def test_opening_a_link_changes_nothing(manager_client: Client, link_to: LinkTo) -> None:
    invite(manager_client, ANNA)
    link = link_to(ANNA)
    before = Invitation.objects.values().get()

    for _ in range(3):
        assert Client().get(link, follow=True).status_code == 200
        assert Client().head(link).status_code == 302

    assert Invitation.objects.values().get() == before
    assert not User.objects.filter(email=ANNA).exists()


def test_manager_who_invited_an_address_first_never_gets_into_that_account(
    workspace: Workspace,
    manager_client: Client,
    stranger_client: Client,
    link_to: LinkTo,
) -> None:
    seen = stranger_client.post("/settings/members/", {"emails": ANNA, "role": "viewer"})
    seen_later = stranger_client.get("/settings/members/")
    first_link = link_to(ANNA)
    invite(manager_client, ANNA, role="manager")
    link = link_to(ANNA)

    for page in (seen, seen_later):  # All that the manager of the other workspace ever sees.
        content = page.content.decode().lower()
        assert first_link.split("/")[-2].lower() not in content
        assert 'type="password"' not in content
    assert not User.objects.filter(email=ANNA).exists()  # There is no password to know.
    assert accept(Client(), link, **PASSWORDS) == 302
    anna = User.objects.get(email=ANNA)
    assert list(anna.memberships.values_list("workspace", flat=True)) == [workspace.pk]
    # The older link is no way around the password: the account has to sign in and to agree.
    thief = Client()
    assert thief.get(first_link, follow=True).status_code == 200
    first = {"invitation": Invitation.objects.earliest("pk").pk}
    thief.post(PAGE, {**first, "password": PASSWORD, "password_again": PASSWORD})
    assert thief.get("/settings/").status_code == 302
    anna.refresh_from_db()
    assert anna.check_password(OWN)
    assert anna.memberships.count() == 1
    # Nor can the signed-in manager agree in the name of somebody else.
    assert stranger_client.get(first_link, follow=True).status_code == 200
    stranger_client.post(PAGE, first)
    assert anna.memberships.count() == 1


def test_existing_account_joins_after_signing_in_and_agreeing(
    manager_client: Client, workspace: Workspace, stranger: User, link_to: LinkTo
) -> None:
    invite(manager_client, stranger.email, role="viewer")
    link, browser = link_to(stranger.email), Client()

    page = browser.get(link, follow=True).content.decode()
    assert "/account/login/?next=%2Faccount%2Finvitations%2F" in page
    assert 'type="password"' not in page
    assert not workspace.members.filter(user=stranger).exists()
    browser.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(PAGE).status_code == 200
    assert not workspace.members.filter(user=stranger).exists()

    assert accept(browser, link) == 302

    assert workspace.members.get(user=stranger).role == Role.VIEWER
    assert stranger.memberships.count() == 2
    assert browser.session["workspace_id"] == workspace.pk


def test_somebody_else_who_is_signed_in_can_sign_out_and_go_on(
    manager_client: Client, viewer_client: Client, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    form = form_of(viewer_client, link_to(ANNA))

    assert viewer_client.post(PAGE, form).status_code == 302
    assert not User.objects.filter(email=ANNA).exists()
    assert viewer_client.post(PAGE, form | {"sign_out": "1"}).headers["Location"] == PAGE

    assert viewer_client.post(PAGE, form | PASSWORDS).status_code == 302
    assert Member.objects.filter(user__email=ANNA).exists()


def test_weak_or_different_passwords_are_refused_and_nothing_is_written(
    manager_client: Client, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    wrong: tuple[dict[str, str], ...] = (
        {"password": "short", "password_again": "short"},
        {"password": OWN, "password_again": OWN + "x"},
        {"password": "", "password_again": ""},
        {},
    )

    for fields in wrong:
        assert accept(Client(), link_to(ANNA), **fields) == 422

    assert not User.objects.filter(email=ANNA).exists()
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("state", ["expired", "accepted", "withdrawn", "void"])
def test_closed_invitation_says_why_and_lets_nobody_in(
    state: str, manager_client: Client, manager: User, workspace: Workspace, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    link, browser = link_to(ANNA), Client()
    form = form_of(browser, link)
    now = timezone.now()
    rows = Invitation.objects.all()
    if state == "expired":
        rows.update(expires_at=now - timedelta(seconds=1))
    elif state == "accepted":
        rows.update(accepted_at=now)
    elif state == "withdrawn":
        rows.update(withdrawn_at=now)
    else:
        Member.objects.filter(user=manager).update(role=Role.QUALIFIER)

    answers = [browser.post(PAGE, form | PASSWORDS), Client().get(link, follow=True)]

    for answer in answers:
        assert answer.status_code == 410
        assert f'data-state="{state}"' in answer.content.decode()
    assert not User.objects.filter(email=ANNA).exists()


def test_unknown_and_garbage_links_get_one_and_the_same_answer() -> None:
    assert Client().get("/account/invitations/%00/").status_code == 404  # No address at all.
    paths = ("x", "a" * 43, "é" * 90, "a" * 4000, "' OR 1=1")
    answers = [Client().get(f"/account/invitations/{path}/") for path in paths]
    answers.append(Client().get(PAGE))
    answers.append(Client().post(PAGE, {"invitation": "1", **PASSWORDS}))

    contents = {re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content) for answer in answers}  # CSRF
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert len(contents) == 1


def test_resent_invitation_replaces_the_former_link(
    manager_client: Client, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    former, key = link_to(ANNA), Invitation.objects.get().pk
    Invitation.objects.update(queued_at=timezone.now() - timedelta(minutes=2))

    manager_client.post(f"/settings/members/invitations/{key}/resend/")

    assert link_to(ANNA) != former
    assert Client().get(former).status_code == 404
    assert accept(Client(), link_to(ANNA), **PASSWORDS) == 302


def test_deactivated_account_is_not_opened_by_an_invitation(
    manager_client: Client, stranger: User, workspace: Workspace, link_to: LinkTo
) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    invite(manager_client, stranger.email)

    status = Client().get(link_to(stranger.email), follow=True).status_code

    assert status == 200
    assert client_of(stranger).get("/settings/").status_code == 302
    assert not workspace.members.filter(user=stranger).exists()


def test_form_of_one_invitation_never_accepts_another(
    manager_client: Client, stranger_client: Client, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    browser, link = Client(), link_to(ANNA)
    form = form_of(browser, link)
    invite(stranger_client, ANNA)
    browser.get(link_to(ANNA))  # In a second tab.

    answer = browser.post(PAGE, form | PASSWORDS)

    assert answer.status_code == 200
    assert not User.objects.filter(email=ANNA).exists()


def test_link_leads_to_the_public_address(settings: Settings, manager_client: Client) -> None:
    settings.PUBLIC_URL = "https://leads.example"
    settings.ALLOWED_HOSTS = ["*"]

    manager_client.post(
        "/settings/members/", {"emails": ANNA, "role": "viewer"}, headers={"host": "evil.example"}
    )

    assert "https://leads.example/account/invitations/" in sent_emails()[0].body
    assert "evil.example" not in sent_emails()[0].body
