"""Tools about campaigns: list them, recommend companies, give a verdict."""

from typing import Any, Literal

from pydantic import Field

from leadqual.mcp_server.api_operations import Caller, Operation, ask
from leadqual.mcp_server.tools.companies import CompanyBrief
from leadqual.mcp_server.tools.tool import Input, Output, Tool, UntrustedOutput, cursor_in

LIST = Operation("list_campaigns")
RECOMMEND = Operation("list_recommendations", n_keys=1)
GIVE = Operation("list_verdicts", "POST", n_keys=1)
MAX_NEIGHBORS = 3


class CampaignsQuery(Input):
    """Which page of campaigns."""

    limit: int = Field(default=50, ge=1, le=100, description="Campaigns per page.")
    cursor: str | None = Field(
        default=None, max_length=1_000, description="`next_cursor` of the previous page."
    )


class Campaign(Output):
    """A campaign and its progress."""

    id: int
    name: str
    description: str = Field(description="What is looked for.")
    n_companies: int = Field(description="Companies in the campaign.")
    n_judged: int = Field(description="Companies with a like or dislike.")
    n_liked: int = Field(description="Liked companies.")
    archived_at: str | None = Field(description="Null while the campaign is in use.")


class Campaigns(Output):
    """A page of campaigns."""

    campaigns: list[Campaign]
    next_cursor: str | None = Field(description="Of the next page; null on the last one.")


class RecommendationsQuery(Input):
    """Which page of the ranking."""

    campaign_id: int = Field(ge=1, description="`id` of a campaign from list_campaigns.")
    limit: int = Field(default=10, ge=1, le=100, description="Companies per page.")
    cursor: str | None = Field(
        default=None, max_length=1_000, description="`next_cursor` of the previous page."
    )


class Neighbor(Output):
    """A company with a verdict that moved the score."""

    name: str
    verdict: str = Field(description="like, dislike, or an example.")
    similarity: float = Field(description="0 to 1.")
    contribution: float = Field(description="Contribution to the score.")


class Recommendation(Output):
    """A company of the ranking, and why it is there."""

    rank: int
    company: CompanyBrief
    score: float | None = Field(description="-1 to 1; null before the first like or dislike.")
    outlook: str | None = Field(description="The score in words, e.g. `likely match`.")
    evidence: str | None = Field(description="none, weak, good or strong.")
    similarity: float | None = Field(description="To the description, before any verdict.")
    why: list[Neighbor] = Field(description="The strongest contributions.")


class Recommendations(UntrustedOutput):
    """A page of the ranking of a campaign, best first."""

    total: int = Field(description="Companies without a like or dislike.")
    n_verdicts: int = Field(description="Likes and dislikes that the ranking learned from.")
    recommendations: list[Recommendation]
    next_cursor: str | None = Field(description="Of the next page; null on the last one.")


class NewVerdict(Input):
    """The verdict."""

    campaign_id: int = Field(ge=1, description="`id` of a campaign from list_campaigns.")
    company_id: int = Field(ge=1, description="`id` of a company of the campaign.")
    verdict: Literal["like", "dislike", "skip"]
    is_strong: bool = Field(default=False, description="A strong like or dislike counts twice.")


class VerdictGiven(Output):
    """The stored verdict."""

    id: int
    company_id: int
    verdict: Literal["like", "dislike", "skip"]
    weight: int
    author: str = Field(description="For whom it counts: the owner of the API key.")


def _list(caller: Caller, query: CampaignsQuery) -> dict[str, Any]:
    page = ask(caller, LIST, query={"page_size": query.limit, "cursor": query.cursor})
    return {
        "campaigns": page["results"],
        "next_cursor": cursor_in(page["next"]),
    }


def _recommend(caller: Caller, query: RecommendationsQuery) -> dict[str, Any]:
    asked = {"page_size": query.limit, "cursor": query.cursor}
    found: dict[str, Any] = ask(caller, RECOMMEND, query.campaign_id, query=asked)
    return found | {
        "recommendations": [_row(row) for row in found["results"]],
        "next_cursor": cursor_in(found["next"]),
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    why = row["why"] or {"score": None, "outlook": None, "evidence": None, "neighbors": []}
    return row | {
        "score": why["score"],
        "outlook": why["outlook"],
        "evidence": why["evidence"],
        "why": why["neighbors"][:MAX_NEIGHBORS],
    }


def _give(caller: Caller, given: NewVerdict) -> dict[str, Any]:
    body = {
        "company": given.company_id,
        "verdict": given.verdict,
        "weight": 2 if given.is_strong else 1,
    }
    found: dict[str, Any] = ask(caller, GIVE, given.campaign_id, body=body)
    return found | {"company_id": found["company"]}


TOOLS = (
    Tool(
        name="list_campaigns",
        title="List campaigns",
        description="List the campaigns of the workspace, what each looks for and how far it is. "
        "Use it to get the campaign_id for recommend_companies and give_verdict.",
        takes=CampaignsQuery,
        gives=Campaigns,
        operation=LIST,
        run=_list,
    ),
    Tool(
        name="recommend_companies",
        title="Recommend companies",
        description="Return the best companies of a campaign that have no like or dislike yet, "
        "ranked by what the team liked and disliked, with the score and why. Use it for “Which "
        "companies should we call next?”. The first one is the next to judge.",
        takes=RecommendationsQuery,
        gives=Recommendations,
        operation=RECOMMEND,
        run=_recommend,
    ),
    Tool(
        name="give_verdict",
        title="Give a verdict",
        description="Like, dislike or skip a company in a campaign, on behalf of the owner of the "
        "API key. It changes the ranking for the whole team: only call it when the user "
        "said what they think of this company.",
        takes=NewVerdict,
        gives=VerdictGiven,
        operation=GIVE,
        run=_give,
        is_read_only=False,
    ),
)
