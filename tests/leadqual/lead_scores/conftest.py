"""A company that was liked, and a person at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.lead_scores.refresh import score_job
from leadqual.leads.models import Company, Contact
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.replies.models import Reply


@pytest.fixture
def company(workspace: Workspace) -> Company:
    return Company.objects.create(
        workspace=workspace, name="Acme", name_key="acme", employees=80, country="Germany"
    )


@pytest.fixture
def contact(workspace: Workspace, company: Company) -> Contact:
    values = ContactValues(
        email="anna@acme.example", title="Head of Sales", company=None, fields={}
    )
    saved, _ = save_contact(workspace=workspace, values=values)
    Contact.objects.filter(pk=saved.pk).update(company=company)
    saved.refresh_from_db()
    return saved


@pytest.fixture
def campaign(workspace: Workspace, manager: User) -> Campaign:
    return Campaign.objects.create(workspace=workspace, name="Spring", author=manager)


def reply_of(contact: Contact, category: str, *, days: int = 0) -> Reply:
    intent = {"positive": "positive_willing_to_meet", "objection": "objection_financial"}
    return Reply.objects.create(
        workspace=contact.workspace,
        contact=contact,
        message_id=f"<{category}-{days}@acme.example>",
        received_at=timezone.now() - timedelta(days=days),
        category=category,
        intent=intent.get(category, "other_intents"),
        state=Reply.State.NONE,
    )


def score_of(contact: Contact) -> tuple[int | None, str]:
    score_job.work()
    contact.refresh_from_db()
    return contact.lead_score, contact.lead_tier
