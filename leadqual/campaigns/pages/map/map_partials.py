"""Context of the map page's partials: regions, layout, and the card of a company."""

import uuid

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.campaigns import map_layout
from leadqual.campaigns.map_data import points_of, regions_of
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import page_context
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.next_card import card_of
from leadqual.campaigns.selectors import latest_verdicts
from leadqual.campaigns.verdicts.services import last_bulk
from leadqual.leads.models import Company

_KEY_DIGITS = 18


def map_context(request: WorkspaceRequest, campaign: Campaign) -> dict[str, object]:
    """Return the context of the partials next to the map."""
    points = points_of(campaign, is_scored=False)
    regions = regions_of(points)
    number = whole_number(request, "region")
    workspace_id = campaign.workspace_id
    return page_context(request, campaign, "map") | {
        "regions": regions,
        "n_placed": len(points),
        "held": next((region for region in regions if region.number == number), None),
        "last_region": last_bulk(campaign, request.user),
        "request_id": uuid.uuid4(),
        "may_lay_out": Role(request.member.role).includes(Role.MANAGER),
        "has_former_layout": map_layout.has_previous(workspace_id),
        "is_placing": map_layout.is_computing(workspace_id),
    }


def whole_number(request: WorkspaceRequest, name: str) -> int:
    """Return an integer URL parameter; -1 if it is missing."""
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= _KEY_DIGITS else -1


def card_context(campaign: Campaign, company: Company) -> dict[str, object]:
    found = card_of(campaign, company)
    return {
        "card": found,
        "company": company,
        "score_breakdown": score_breakdown(found.why, campaign=campaign),
        "verdict": latest_verdicts([campaign])
        .filter(company=company)
        .select_related("author")
        .first(),
        "card_request_id": uuid.uuid4(),
    }
