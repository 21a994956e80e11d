"""The tables of campaigns, verdicts and vectors."""

from leadqual.matching.models.campaigns import (
    Campaign,
    CampaignCompany,
    DescriptionVector,
    Reason,
    Seed,
)
from leadqual.matching.models.replays import Replay
from leadqual.matching.models.vectors import (
    N_DIMENSIONS,
    N_TOPICS,
    CompanyReading,
    CompanyVector,
    MapPlace,
)
from leadqual.matching.models.verdicts import Dropped, Lease, Region, Verdict

__all__ = [
    "N_DIMENSIONS",
    "N_TOPICS",
    "Campaign",
    "CampaignCompany",
    "CompanyReading",
    "CompanyVector",
    "DescriptionVector",
    "Dropped",
    "Lease",
    "MapPlace",
    "Reason",
    "Region",
    "Replay",
    "Seed",
    "Verdict",
]
