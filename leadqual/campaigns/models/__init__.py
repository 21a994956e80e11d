"""The tables of campaigns, verdicts and vectors."""

from leadqual.campaigns.models.campaigns import (
    Campaign,
    CampaignCompany,
    DescriptionVector,
    Reason,
    Seed,
)
from leadqual.campaigns.models.reported_recommendations import ReportedRecommendations
from leadqual.campaigns.models.strategy_replays import Replay
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
    "Replay",
    "ReportedRecommendations",
    "Seed",
    "Verdict",
]
