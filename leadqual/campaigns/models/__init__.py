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
    BulkVerdict,
    ChosenBecause,
    ExcludedVerdict,
    Lease,
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
    "BulkVerdict",
    "Campaign",
    "CampaignCompany",
    "ChosenBecause",
    "CompanyReading",
    "CompanyVector",
    "DescriptionVector",
    "ExcludedVerdict",
    "Lease",
    "MapPlace",
    "Reason",
    "ReportedRecommendations",
    "Seed",
    "Verdict",
]
