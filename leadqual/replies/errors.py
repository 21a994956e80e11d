"""What can be wrong with a reply and what is done about it."""

from leadqual.core.errors import LeadqualError


class UnknownIntentError(LeadqualError):
    """There is no such intent."""

    code = "unknown_intent"
    status = 422


class NothingProposedError(LeadqualError):
    """The reply names nobody, or what it proposed was settled before."""

    code = "nothing_proposed"
    status = 409


class SnoozeDayError(LeadqualError):
    """A reply cannot be hidden until this day."""

    code = "snooze_day"
    status = 422


class NoMailError(LeadqualError):
    """These bytes are no mail that can be kept; the message says why."""

    code = "no_mail"
    status = 422


class TaskOwnerError(LeadqualError):
    """Whoever is to own a task is no member of the workspace."""

    code = "task_owner"
    status = 422
