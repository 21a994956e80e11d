"""The first cards of an unsaved campaign: it is created, ranked, and rolled back."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.cards import (
    Card,
)
from leadqual.campaigns.ranking.next_card import N_PREVIEW_CARDS, first_companies
from leadqual.campaigns.setup.description_vectors import embed_description
from leadqual.campaigns.setup.seeds import Domains, add_customers, set_domains
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder


def preview(
    *,
    workspace: Workspace,
    person: User,
    description: str = "",
    strategy: Campaign.Strategy = Campaign.Strategy.LIKELY,
    domains: Domains | None = None,
    customers: QuerySet[Company] | None = None,
) -> list[Card]:
    """Return the first cards that a campaign would have; nothing is saved.

    It is created in a transaction that is rolled back, so the cards are exact.

    Args:
        workspace: whose companies.
        person: the reviewer.
        description: of the target.
        strategy: card order.
        domains: examples.
        customers: companies of the workspace that count as examples.
    """
    with transaction.atomic():
        campaign = create_campaign(
            workspace=workspace,
            name=f"Preview {uuid.uuid4()}",
            author=person,
            description=description,
            strategy=strategy,
        )
        set_domains(campaign=campaign, domains=domains or Domains(), author=person)
        if customers is not None:
            company_ids = customers.values_list("pk", flat=True)
            add_customers(campaign=campaign, company_ids=company_ids, author=person)
        try:
            embed_description(campaign, load_encoder())
        except ModelFilesError:  # Then the order ignores the description.
            campaign.description = ""
        found = first_companies(campaign, person=person, n=N_PREVIEW_CARDS)
        transaction.set_rollback(True)
    return found
