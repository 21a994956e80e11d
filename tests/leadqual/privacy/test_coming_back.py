"""Promises about an erased person who comes in again: nothing of them is stored."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files import File
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import Invitation, Role, User, Workspace
from leadqual.imports.suppression import (
    SuppressionListDetails,
    start_suppression,
)
from leadqual.imports.suppression_job import import_suppression
from leadqual.imports.validation.erased_people import forget_upload
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact, DoNotContact
from leadqual.leads.upserts import CompanyValues, ContactValues, save_contact
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import ProposedContact
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.privacy.everywhere import bring, where_traces_are
from tests.leadqual.privacy.person import EMAIL
from tests.product import make_member

pytestmark = pytest.mark.django_db
ROW = f"Email,First name,Last name\n{EMAIL},Zdenka,Quastenberg\nok@x.example,O,K\n"


@pytest.fixture
def person(workspace: Workspace, state: Path) -> Contact:
    """Somebody to erase, who has a firm of their own."""
    company = CompanyValues("Kontor Zdenka Quastenberg GmbH")
    fields = {"first_name": "Zdenka", "last_name": "Quastenberg"}
    values = ContactValues(EMAIL, company=company, fields=fields)
    return save_contact(workspace=workspace, values=values)[0]


def erase(workspace: Workspace, author: User) -> None:
    """Erase the person to the end."""
    given = Identifiers(email=EMAIL)
    erasure = start_erasure(workspace=workspace, identifiers=given, author=author)
    assert run_erasure(erasure.pk) is not None


def test_a_file_with_an_erased_person_is_deleted_when_its_import_ends(
    workspace: Workspace,
    manager: User,
    manager_client: Client,
    person: Contact,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    erase(workspace, manager)

    with django_capture_on_commit_callbacks() as callbacks:
        batch = bring(workspace, manager, ROW.encode(), "again.csv")
    for callback in callbacks:
        if callback.__module__ == forget_upload.__module__:  # Others start jobs.
            callback()

    assert (batch.n_created, batch.n_rejected) == (1, 1)
    assert where_traces_are() == {}
    rejected = manager_client.get(f"/imports/{batch.pk}/left-out.csv")
    assert rejected.status_code < 500
    assert b"uastenberg" not in rejected.getvalue()


@pytest.mark.parametrize(("kind", "line"), [("", EMAIL), ("phone", f"Zdenka <{EMAIL}>")])
def test_a_suppression_list_stores_no_address_of_an_erased_person(
    workspace: Workspace, manager: User, person: Contact, kind: str, line: str
) -> None:
    erase(workspace, manager)

    row = start_suppression(
        workspace=workspace,
        author=manager,
        file=File(io.BytesIO(f"Who\n{line}\n".encode()), name="list.csv"),
        file_name="list.csv",
        details=SuppressionListDetails("Opt-outs", kind=kind, column="Who"),
        is_queued=False,
    )
    import_suppression(row.pk)

    row.refresh_from_db()
    assert (row.status, row.n_rejected, bool(row.file)) == ("done", 1, False)
    assert row.rejected_lines.get().value == ""
    assert not DoNotContact.objects.filter(value__icontains="quastenberg").exists()


def test_a_referral_to_an_erased_person_proposes_nobody(
    workspace: Workspace, manager: User, models: None, person: Contact
) -> None:
    erase(workspace, manager)
    text = f"I am not the right person. Please contact Zdenka Quastenberg at {EMAIL}."

    mail = Mail(sender="info@x.example", subject="Re", text=text, message_id="<five@x>")
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    correct_reply(reply=reply, intent="referral_specific_contacts", author=manager)

    assert not ProposedContact.objects.exclude(email="", last_name="").exists()


def test_a_company_named_after_an_erased_person_loses_the_name(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    erase(workspace, manager)

    company = Company.objects.get()
    assert company.name == "Kontor [erased] GmbH"
    assert company.name_key == name_key(company.name)
    assert where_traces_are() == {}


def test_invitations_of_an_erased_person_go_and_those_of_members_stay(
    workspace: Workspace, other_workspace: Workspace, manager: User, person: Contact
) -> None:
    now = timezone.now()
    until = now + timedelta(days=7)
    wanted = (
        ("open", workspace, EMAIL, None),
        ("accepted", workspace, EMAIL, now),
        ("theirs", other_workspace, EMAIL, None),
    )
    for name, place, email, accepted_at in wanted:
        Invitation.objects.create(
            workspace=place,
            email=email,
            token_hash=name,
            invited_by=manager,
            expires_at=until,
            accepted_at=accepted_at,
        )

    erase(workspace, manager)

    left = dict(Invitation.objects.values_list("token_hash", "email"))
    assert set(left) == {"accepted", "theirs"}
    assert "quastenberg" not in left["accepted"]
    assert left["theirs"] == EMAIL


def test_the_accepted_invitation_of_a_member_stays(
    workspace: Workspace, manager: User, person: Contact
) -> None:
    make_member(workspace, EMAIL, Role.VIEWER)
    now = timezone.now()
    Invitation.objects.create(
        workspace=workspace,
        email=EMAIL,
        token_hash="0" * 64,
        invited_by=manager,
        expires_at=now,
        accepted_at=now,
    )

    erase(workspace, manager)

    assert Invitation.objects.get().email == EMAIL
