"""The tables of campaigns, verdicts and vectors."""

from leadqual.campaigns.models.campaigns import (
    Campaign,
    CampaignCompany,
    DescriptionVector,
    Reason,
    ReportedRecommendations,
    Seed,
)
from leadqual.campaigns.models.verdicts import (
    ChosenBecause,
    Dropped,
    Lease,
    Region,
    Verdict,
)
from leadqual.companies.models import (
    N_DIMENSIONS,
    N_TOPICS,
    CompanyReading,
    CompanyVector,
    MapPlace,
)

__all__ = [
    "N_DIMENSIONS",
    "N_TOPICS",
    "Campaign",
    "CampaignCompany",
    "ChosenBecause",
    "CompanyReading",
    "CompanyVector",
    "DescriptionVector",
    "Dropped",
    "Lease",
    "MapPlace",
    "Reason",
    "Region",
    "ReportedRecommendations",
    "Seed",
    "Verdict",
]
