"""Limits of a workspace: contacts, companies, jobs, and API requests per minute."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from leadqual.accounts.models import Workspace
from leadqual.accounts.workspaces.errors import TooManyJobsError, WorkspaceFullError
from leadqual.accounts.workspaces.request_quota import requests_of
from leadqual.core.texts.plain_texts import format_count

Counter = Callable[[Workspace], int]
_counters: dict["Quota", dict[str, Counter]] = defaultdict(dict)
LIMIT_ADVICE = "ask whoever operates LeadQual to raise the limit"
"""End of error messages about limits."""


class Quota(StrEnum):
    """A limit; its column in `Workspace` and its setting end with the value."""

    CONTACTS = "contacts"
    COMPANIES = "companies"
    JOBS = "jobs"
    REQUESTS = "requests"


_LABELS = {
    Quota.CONTACTS: "Contacts",
    Quota.COMPANIES: "Companies",
    Quota.JOBS: "Jobs queued or running",
    Quota.REQUESTS: "API requests in this minute",
}
_WHEN_USED_UP = {
    Quota.CONTACTS: "No contacts can be added. Existing ones can be changed and deleted.",
    Quota.COMPANIES: "No companies can be added. Existing ones can be changed and deleted.",
    Quota.JOBS: "No import or export can start until one ends.",
    Quota.REQUESTS: "API requests are refused until the next minute.",
}
_RECORDS = (Quota.CONTACTS, Quota.COMPANIES)
_NOUNS = {Quota.CONTACTS: "contact", Quota.COMPANIES: "company"}


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage of a quota by a workspace.

    Args:
        used: current number; None for requests that are not counted.
        limit: None for no limit.
    """

    quota: Quota
    used: int | None
    limit: int | None

    @property
    def label(self) -> str:
        return _LABELS[self.quota]

    @property
    def shown(self) -> int:
        """Return the usage as a number, 0 if unknown."""
        return self.used or 0

    @property
    def is_used_up(self) -> bool:
        """Return whether the limit is reached."""
        return self.limit is not None and self.shown >= self.limit

    @property
    def when_used_up(self) -> str:
        return _WHEN_USED_UP[self.quota]


def register_counter(quota: Quota, name: str, counter: Counter) -> None:
    """Register a counter for a quota; a counter with the same name is replaced.

    Args:
        quota: of records or jobs.
        name: what is counted.
        counter: called for every check of a limit, so it must be cheap.
    """
    _counters[quota][name] = counter


def limit_of(workspace: Workspace, quota: Quota) -> int | None:
    """Return the limit of a workspace, its own or the default; None for no limit."""
    own_limit: int | None = getattr(workspace, f"max_{quota}")
    default: int = getattr(settings, f"WORKSPACE_MAX_{quota.upper()}")
    return (default if own_limit is None else own_limit) or None


def count_used(workspace: Workspace, quota: Quota) -> int:
    """Return the number of records or jobs that count towards a quota."""
    return sum(counter(workspace) for counter in _counters[quota].values())


def usage_of(workspace: Workspace) -> list[Usage]:
    """Return the usage of every quota, in the order of `Quota`; about six queries."""
    return [_usage(workspace, quota) for quota in Quota]


def count_limited(workspace: Workspace) -> dict[Quota, int]:
    """Return the record count of a workspace for each quota with a limit."""
    limited = (quota for quota in _RECORDS if limit_of(workspace, quota) is not None)
    return {quota: count_used(workspace, quota) for quota in limited}


def room_in(workspace: Workspace, quota: Quota) -> int | None:
    """Return how many more records fit; None for no limit."""
    limit = limit_of(workspace, quota)
    return None if limit is None else max(0, limit - count_used(workspace, quota))


def require_room(workspace: Workspace, quota: Quota, *, n_new: int = 1) -> None:
    """Check that records can be added.

    Raises:
        WorkspaceFullError: fewer than `n_new` fit.
    """
    if full := find_full_error(workspace, quota, n_new=n_new):
        raise full


def find_full_error(
    workspace: Workspace, quota: Quota, *, n_new: int = 1
) -> WorkspaceFullError | None:
    """Return the error of `require_room`; None if all new records fit."""
    limit, room = limit_of(workspace, quota), room_in(workspace, quota)
    if limit is None or room is None or n_new <= room:
        return None
    new = f"{n_new:,} new {quota}" if n_new > 1 else f"A new {_NOUNS[quota]}"
    does = "do" if n_new > 1 else "does"
    return WorkspaceFullError(
        f"{new} {does} not fit: this workspace can have "
        f"{format_count(limit, _NOUNS[quota], quota)} and has room for {room:,}. "
        f"Nothing was added. Delete {quota}, or {LIMIT_ADVICE}.",
        quota=quota,
        limit=limit,
    )


def require_growth(workspace: Workspace, before: Mapping[Quota, int]) -> None:
    """Check that the records added by this transaction fit; call it inside, so that it rolls back.

    Concurrent transactions do not see each other: together they may exceed the limit by the
    records of one of them.

    Args:
        workspace: that the records belong to.
        before: `count_limited` before anything was added.

    Raises:
        WorkspaceFullError: more records were added than fit.
    """
    for quota, n_before in before.items():
        limit, n = limit_of(workspace, quota), count_used(workspace, quota)
        if limit is not None and n > max(limit, n_before):
            raise _full_error(quota, limit)


def check_added(workspace: Workspace, quota: Quota) -> None:
    """Check that the record added by this transaction fits; one query, none without a limit.

    Raises:
        WorkspaceFullError: it does not; roll the transaction back.
    """
    limit = limit_of(workspace, quota)
    if limit is not None and count_used(workspace, quota) > limit:
        raise _full_error(quota, limit)


def _full_error(quota: Quota, limit: int) -> WorkspaceFullError:
    return WorkspaceFullError(
        f"This workspace has reached its limit of {format_count(limit, _NOUNS[quota], quota)}. "
        f"The new {_NOUNS[quota]} was not saved; existing records can still be changed. "
        f"Delete {quota}, or {LIMIT_ADVICE}.",
        quota=quota,
        limit=limit,
    )


def require_job(workspace: Workspace) -> None:
    """Check that one more job can be queued.

    Raises:
        TooManyJobsError: the limit is reached; nothing has been started.
    """
    limit = limit_of(workspace, Quota.JOBS)
    if limit is not None and count_used(workspace, Quota.JOBS) >= limit:
        raise TooManyJobsError(
            f"This workspace has {limit:,} jobs queued or running, such as imports and exports, "
            "and that is its limit. Nothing was started. Wait until one ends, then try again, "
            f"or {LIMIT_ADVICE}."
        )


def _usage(workspace: Workspace, quota: Quota) -> Usage:
    limit = limit_of(workspace, quota)
    if quota is not Quota.REQUESTS:
        return Usage(quota, count_used(workspace, quota), limit)
    return Usage(quota, None if limit is None else requests_of(workspace.pk), limit)
