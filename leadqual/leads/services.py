"""Writes of leads: who may not be written to, and titles of contacts."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import F
from django.db.models.functions import Greatest

from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.do_not_contact.entries import EntrySource, email_entry, set_entry
from leadqual.leads.models import DoNotContact, JobTitle

LONGEST_TITLE = 1_000

_classifiers: list[Callable[[JobTitle], None]] = []


def set_do_not_contact(
    *, workspace: Workspace, email: str, reason: str, origin: str, author: User | None
) -> DoNotContact:
    """Never contact an address again; one origin asking twice keeps the first reason.

    Args:
        workspace: whose contacts are meant; other workspaces are not touched.
        email: any spelling; kept also where no contact has it yet.
        reason: for the trail, e.g. `unsubscribe` or `manual`.
        origin: what led to it, e.g. `reply:17`.
        author: None where the product acted by itself.

    Returns:
        The active row, new or old.
    """
    source = EntrySource(reason, origin, author)
    return set_entry(workspace=workspace, entry=email_entry(email), source=source)


def job_title_for(*, workspace: Workspace, title: str) -> JobTitle | None:
    """Return the job title of a title as written; a new one is classified by a job.

    Returns:
        None where nothing of the title is left when it is normalized.
    """
    key = normalize(title)
    if not key:
        return None
    row, is_new = JobTitle.objects.get_or_create(
        workspace=workspace, normalised=key, defaults={"title": title[:LONGEST_TITLE]}
    )
    if is_new:
        enqueue(Job.CLASSIFY_TITLES)
    return row


def register_classifier(classify: Callable[[JobTitle], None]) -> None:
    """Set what classifies a title in the request; the app that does it is above this one."""
    _classifiers[:] = [classify]


def classify_now(title: JobTitle | None) -> None:
    """Classify a title that nobody classified yet, instead of waiting for the job."""
    if title is not None and title.classified_at is None:
        for classify in _classifiers:
            classify(title)


def move_bearer(*, former: int | None, now: int | None) -> None:
    """Count a person under another title: one less here, one more there; up to two queries.

    Args:
        former: primary key of the title that the person had; None for none.
        now: of the title that the person has from now on.
    """
    move_bearers([(former, now)])


def move_bearers(moves: Iterable[tuple[int | None, int | None]]) -> None:
    """Count people under other titles; one query for each title.

    Nobody is counted again: an import may bring people with these titles at this very moment, and
    what it adds must not be lost.

    Args:
        moves: former and present primary key of the title of each person; None for none.
    """
    steps: Counter[int] = Counter()
    for former, now in moves:
        if former is not None:
            steps[former] -= 1
        if now is not None:
            steps[now] += 1
    for key, by in sorted(steps.items()):  # In one order, so that two of these cannot block.
        if by:
            n_contacts = Greatest(F("n_contacts") + by, 0)
            JobTitle.objects.filter(pk=key).update(n_contacts=n_contacts)
