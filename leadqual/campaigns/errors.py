"""What can be wrong with a campaign or a verdict."""

from leadqual.core.errors import LeadqualError


class CampaignNameTakenError(LeadqualError):
    """Two campaigns of a workspace cannot have one name."""

    code = "campaign_name_taken"
    status = 409


class CampaignArchivedError(LeadqualError):
    """An archived campaign takes no verdicts."""

    code = "campaign_archived"
    status = 409


class NotHereError(LeadqualError):
    """A verdict that waited in a browser is for a campaign or a company that is not there."""

    code = "not_here"
    status = 404


class UnknownReasonError(LeadqualError):
    """A reason belongs to another campaign or to the other verdict."""

    code = "unknown_reason"
    status = 422


class ContradictoryReasonsError(LeadqualError):
    """Two reasons say the opposite of each other, e.g. too small and too large."""

    code = "contradictory_reasons"
    status = 422


class RequestReusedError(LeadqualError):
    """One request id was used for two different verdicts."""

    code = "request_reused"
    status = 409


class NotYourVerdictError(LeadqualError):
    """Only managers undo what others said."""

    code = "not_your_verdict"
    status = 403


class VerdictReplacedError(LeadqualError):
    """Only a verdict that counts is changed."""

    code = "verdict_replaced"
    status = 409


class NotYourCampaignError(LeadqualError):
    """Only who made a campaign, or a manager, settles what people disagree on."""

    code = "not_your_campaign"
    status = 403


class NothingToSettleError(LeadqualError):
    """Only a company on which people disagree is settled, once."""

    code = "nothing_to_settle"
    status = 409


class OverlapError(LeadqualError):
    """The share of companies that two people judge is from 0 to 100 percent."""

    code = "overlap"
    status = 422


class ExplorationError(LeadqualError):
    """The share of cards that check a new area is from 0 to 50 percent."""

    code = "exploration"
    status = 422


class WeightsError(LeadqualError):
    """The weights of a campaign cannot be used."""

    code = "weights"
    status = 422


class NothingOpenError(LeadqualError):
    """A region of the map holds no company without a verdict."""

    code = "nothing_open"
    status = 409


class NoVerdictError(LeadqualError):
    """Only a company that somebody likes or dislikes is a neighbor."""

    code = "no_verdict"
    status = 409


class NothingLearnedError(LeadqualError):
    """No weights were learned from the verdicts of a campaign yet."""

    code = "nothing_learned"
    status = 409


class IndexMissingError(LeadqualError):
    """The companies of a large workspace are being put in order; nothing is ranked until then."""

    code = "index_missing"
    status = 503


class TooManySeedsError(LeadqualError):
    """A campaign takes a limited number of examples and customers."""

    code = "too_many_seeds"
    status = 422


class SegmentError(LeadqualError):
    """An address does not say which companies are meant."""

    code = "segment"
    status = 422
