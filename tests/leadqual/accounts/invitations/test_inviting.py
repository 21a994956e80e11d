"""Managers invite, resend and withdraw; nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, Invitation, Member, Role, User, Workspace
from tests.emails import sent_emails
from tests.leadqual.accounts.invitations.conftest import LinkTo, invite
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
MEMBERS = "/settings/members/"
ANNA, BEN = "anna@people.example", "ben@people.example"


def test_several_addresses_are_invited_each_with_its_result(
    manager_client: Client, viewer: User
) -> None:
    emails = f"{ANNA}, {BEN}\n nonsense; {viewer.email} {ANNA.upper()}"

    answer = manager_client.post(MEMBERS, {"emails": emails, "role": "viewer"})

    results = answer.context["results"]
    assert results.sent == [ANNA, BEN]
    assert [email for email, _ in results.failed] == ["nonsense", viewer.email]
    assert answer.context["invite_form"].initial["emails"] == f"nonsense, {viewer.email}"
    assert Invitation.objects.count() == len(sent_emails()) == 2
    rows = AuditRow.objects.filter(action="invitation.created")
    assert set(rows.values_list("name", flat=True)) == {ANNA, BEN}


def test_no_address_or_too_many_are_refused(manager_client: Client) -> None:
    for emails in (" , ", " ".join(f"a{n}@b.example" for n in range(21))):
        answer = manager_client.post(MEMBERS, {"emails": emails, "role": "viewer"})
        assert answer.status_code == 422

    assert Invitation.objects.count() == 0


def test_member_and_invited_address_are_not_invited_again(
    manager_client: Client, viewer: User
) -> None:
    invite(manager_client, ANNA)

    for email in (ANNA, ANNA.upper(), viewer.email.upper()):
        answer = manager_client.post(MEMBERS, {"emails": email, "role": "viewer"})
        assert answer.status_code == 422

    assert Invitation.objects.count() == len(sent_emails()) == 1


def test_expired_invitation_is_renewed(manager_client: Client) -> None:
    invite(manager_client, ANNA)
    Invitation.objects.update(expires_at=timezone.now())

    invite(manager_client, ANNA, role="manager")

    invitation = Invitation.objects.get()
    assert invitation.state_at(timezone.now()) == Invitation.State.OPEN
    assert invitation.role == Role.MANAGER


def test_pending_invitations_are_listed_for_managers_alone(
    manager_client: Client, viewer_client: Client
) -> None:
    invite(manager_client, ANNA)

    assert ANNA in manager_client.get(MEMBERS).content.decode()
    assert ANNA not in viewer_client.get(MEMBERS).content.decode()


def test_withdrawn_link_opens_nothing(manager_client: Client, link_to: LinkTo) -> None:
    invite(manager_client, ANNA)
    key, link = Invitation.objects.get().pk, link_to(ANNA)

    manager_client.post(f"{MEMBERS}invitations/{key}/withdraw/")

    assert Client().get(link, follow=True).status_code == 410
    assert AuditRow.objects.get(action="invitation.withdrawn").name == ANNA
    again = manager_client.post(f"{MEMBERS}invitations/{key}/withdraw/")
    assert again.status_code == 404


def test_email_is_not_resent_within_a_minute(manager_client: Client) -> None:
    invite(manager_client, ANNA)
    path = f"{MEMBERS}invitations/{Invitation.objects.get().pk}/resend/"

    manager_client.post(path)
    assert len(sent_emails()) == 1
    Invitation.objects.update(queued_at=timezone.now() - timedelta(seconds=61))
    manager_client.post(path)

    assert len(sent_emails()) == 2


@pytest.mark.slow
def test_one_address_and_one_workspace_get_only_so_many_emails(
    manager_client: Client, settings: Settings
) -> None:
    for _ in range(12):
        manager_client.post(MEMBERS, {"emails": ANNA, "role": "viewer"})
        sent_emails()
        key = Invitation.objects.order_by("-pk").values_list("pk", flat=True)[0]
        manager_client.post(f"{MEMBERS}invitations/{key}/withdraw/")
    assert len(sent_emails()) == 10
    settings.INVITATIONS_PER_DAY = 11

    answer = manager_client.post(
        MEMBERS, {"emails": f"{BEN} carl@people.example", "role": "viewer"}
    )

    assert answer.context["results"].sent == [BEN]


def test_name_of_a_workspace_adds_no_header_to_the_email(
    manager_client: Client, workspace: Workspace
) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(name="North\r\nBcc: all@people.example")

    invite(manager_client, ANNA)

    assert sent_emails()[0].recipients() == [ANNA]
    assert "\n" not in sent_emails()[0].subject


def test_removed_manager_cannot_resend_and_the_link_is_void_until_another_does(
    manager_client: Client, manager: User, workspace: Workspace, link_to: LinkTo
) -> None:
    invite(manager_client, ANNA)
    other = client_of(make_member(workspace, "other@leadqual.example", Role.MANAGER))
    member = Member.objects.get(user=manager)
    other.post(f"{MEMBERS}{member.pk}/remove/")
    assert Client().get(link_to(ANNA), follow=True).status_code == 410
    Invitation.objects.update(queued_at=timezone.now() - timedelta(minutes=2))

    other.post(f"{MEMBERS}invitations/{Invitation.objects.get().pk}/resend/")

    assert Client().get(link_to(ANNA), follow=True).status_code == 200
