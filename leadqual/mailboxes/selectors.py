"""Reads of mailboxes; every one is bound to a workspace."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.mailboxes.models import Mailbox, MailboxFolder, ReadEmail


@dataclass(frozen=True, slots=True)
class MailboxCounts:
    """What became of the emails of a mailbox."""

    n_replies: int = 0
    n_sent: int = 0
    n_unrelated: int = 0
    n_skipped: int = 0

    @property
    def n_read(self) -> int:
        return self.n_replies + self.n_sent + self.n_unrelated + self.n_skipped


def mailboxes_of(workspace: Workspace) -> QuerySet[Mailbox]:
    """Return the mailboxes of a workspace, the oldest first."""
    return Mailbox.objects.filter(workspace=workspace).select_related("workspace").order_by("pk")


def counts_of(workspace: Workspace) -> dict[int, MailboxCounts]:
    """Return the counts of each mailbox of a workspace by its key; one query."""
    rows = ReadEmail.objects.filter(mailbox__workspace=workspace).order_by()
    found: dict[int, dict[str, int]] = {}
    for key, outcome, n in rows.values_list("mailbox", "outcome").annotate(Count("pk")):
        found.setdefault(key, {})[outcome] = n
    return {key: _counts(by_outcome) for key, by_outcome in found.items()}


def _counts(n: dict[str, int]) -> MailboxCounts:
    outcome = ReadEmail.Outcome
    return MailboxCounts(
        n_replies=n.get(outcome.REPLY, 0) + n.get(outcome.KNOWN, 0),
        n_sent=n.get(outcome.SENT, 0),
        n_unrelated=n.get(outcome.UNRELATED, 0),
        n_skipped=n.get(outcome.TOO_LARGE, 0) + n.get(outcome.REJECTED, 0),
    )


def folders_read(mailbox: Mailbox) -> QuerySet[MailboxFolder]:
    """Return how far each folder is read, those with sent emails first."""
    return mailbox.read_folders.order_by("-is_sent", "name")


def skipped_emails(mailbox: Mailbox) -> QuerySet[ReadEmail]:
    """Return the emails that were too large or rejected, the last one first."""
    skipped = (ReadEmail.Outcome.TOO_LARGE, ReadEmail.Outcome.REJECTED)
    return mailbox.read_emails.filter(outcome__in=skipped).order_by("-pk")
