"""What can be wrong with a reply and what is done about it."""

from leadqual.core.errors import LeadqualError


class UnknownIntentError(LeadqualError, code="unknown_intent", status=422):
    """There is no such intent."""


class NothingProposedError(LeadqualError, code="nothing_proposed", status=409):
    """The reply names nobody, or what it proposed was settled before."""


class SnoozeDayError(LeadqualError, code="snooze_day", status=422):
    """A reply cannot be hidden until this day."""


class NoMailError(LeadqualError, code="no_mail", status=422):
    """These bytes are no mail that can be kept; the message says why."""


class TaskOwnerError(LeadqualError, code="task_owner", status=422):
    """Whoever is to own a task is no member of the workspace."""


class EmptyTaskError(LeadqualError, code="empty_task", status=422):
    """A task says what to do, in one line; the message says what is wrong."""
