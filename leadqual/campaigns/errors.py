"""Errors of campaigns and verdicts."""

from leadqual.core.errors import LeadqualError


class CampaignNameTakenError(LeadqualError):
    """Another campaign of the workspace has this name."""

    code = "campaign_name_taken"
    status = 409


class CampaignArchivedError(LeadqualError):
    """An archived campaign accepts no verdicts."""

    code = "campaign_archived"
    status = 409


class NotHereError(LeadqualError):
    """The campaign or company of a verdict saved offline does not exist."""

    code = "not_here"
    status = 404


class UnknownReasonError(LeadqualError):
    """The reason belongs to another campaign or to the opposite verdict."""

    code = "unknown_reason"
    status = 422


class ContradictoryReasonsError(LeadqualError):
    """Two reasons contradict each other, e.g. too small and too large."""

    code = "contradictory_reasons"
    status = 422


class RequestReusedError(LeadqualError):
    """A request ID was used for two different verdicts."""

    code = "request_reused"
    status = 409


class NotYourVerdictError(LeadqualError):
    """Only managers can undo the verdicts of others."""

    code = "not_your_verdict"
    status = 403


class VerdictReplacedError(LeadqualError):
    """Only the current verdict can be changed."""

    code = "verdict_replaced"
    status = 409


class NotYourCampaignError(LeadqualError):
    """Only the creator of a campaign, or a manager, can decide disagreements."""

    code = "not_your_campaign"
    status = 403


class NothingToSettleError(LeadqualError):
    """There is no open disagreement on the company."""

    code = "nothing_to_settle"
    status = 409


class OverlapError(LeadqualError):
    """The share of double labeling must be from 0 to 100 percent."""

    code = "overlap"
    status = 422


class ExplorationError(LeadqualError):
    """The share of exploration must be from 0 to 50 percent."""

    code = "exploration"
    status = 422


class WeightsError(LeadqualError):
    """The weights of a campaign are invalid."""

    code = "weights"
    status = 422


class NothingOpenError(LeadqualError):
    """The region of the map has no company without a verdict."""

    code = "nothing_open"
    status = 409


class NoVerdictError(LeadqualError):
    """Only a company with a like or dislike can be a neighbor."""

    code = "no_verdict"
    status = 409


class NothingLearnedError(LeadqualError):
    """No weights have been learned from the verdicts of the campaign yet."""

    code = "nothing_learned"
    status = 409


class IndexMissingError(LeadqualError):
    """The index of a large workspace is being built; nothing can be ranked until then."""

    code = "index_missing"
    status = 503


class TooManySeedsError(LeadqualError):
    """The campaign has too many examples and customers."""

    code = "too_many_seeds"
    status = 422


class SegmentError(LeadqualError):
    """A URL does not specify the companies."""

    code = "segment"
    status = 422
