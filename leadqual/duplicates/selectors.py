"""Reads of duplicates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.duplicates.models import DuplicatePair, DuplicateRun
from leadqual.leads.merging.merge_fields import (
    KEPT,
    OTHER,
    Record,
    merge_fields,
    shown_value,
    usual_side,
)
from leadqual.leads.records.statuses import statuses_of

BULK_SCORE = 0.95
"""Pairs from this score on are offered for merging in bulk; see docs/models/duplicates.md."""

MAX_GROUP = 10
"""Records that are merged into one by hand."""

_MAX_TIES = 200

SILENT = timedelta(minutes=10)
"""A job that gave no sign for so long was ended from outside; another one may start."""

_ACTIVE = (DuplicateRun.Status.QUEUED, DuplicateRun.Status.RUNNING)

_SIDE = re.compile(rf"{KEPT}|{OTHER}(?:-\d+)?")


def open_pairs(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return pairs that nobody decided, the likeliest first; records come with them."""
    return pairs_of(workspace, kind).filter(dismissed_at=None).order_by("-score", "pk")


def all_pairs(workspace: Workspace) -> QuerySet[DuplicatePair]:
    """Return all pairs of both kinds."""
    return DuplicatePair.objects.filter(workspace=workspace)


def pairs_of(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return all pairs of one kind with their records."""
    rows = all_pairs(workspace).filter(kind=kind)
    if kind == "company":
        return rows.select_related("company_a", "company_b")
    return rows.select_related("contact_a__company", "contact_b__company")


def bulk_pairs(workspace: Workspace, kind: str) -> QuerySet[DuplicatePair]:
    """Return likely open pairs that are as they were scored, the least sure first."""
    stale = Q(**{f"{kind}_a__updated_at__gt": F("found_at")})
    stale |= Q(**{f"{kind}_b__updated_at__gt": F("found_at")})
    rows = open_pairs(workspace, kind).filter(score__gte=BULK_SCORE).exclude(stale)
    return rows.order_by("score", "pk")


def group_of(pair: DuplicatePair) -> list[int]:
    """Return the IDs of the records that open pairs tie to a pair, the oldest first.

    At most `MAX_GROUP`; a query for each step away from the pair.
    """
    names = f"{pair.kind}_a_id", f"{pair.kind}_b_id"
    rows = all_pairs(pair.workspace).filter(kind=pair.kind, dismissed_at=None)
    found = new = {pair.first.pk, pair.second.pk}
    while new and len(found) < MAX_GROUP:
        tied = rows.filter(Q(**{f"{names[0]}__in": new}) | Q(**{f"{names[1]}__in": new}))
        new = {key for keys in tied.values_list(*names)[:_MAX_TIES] for key in keys} - found
        found = found | new
    return sorted(found)[:MAX_GROUP]


def latest_run(workspace: Workspace, kind: str) -> DuplicateRun | None:
    """Return the latest job on the duplicates of one kind."""
    return DuplicateRun.objects.filter(workspace=workspace, kind=kind).first()


def has_step(workspace: Workspace, step: UUID) -> bool:
    """Return whether a bulk merge of the workspace has this step, undone or not."""
    return DuplicateRun.objects.filter(workspace=workspace, step=step).exists()


def count_active_runs(workspace: Workspace) -> int:
    """Return how many jobs on duplicates are queued or running."""
    return active_runs(workspace).count()


def active_runs(workspace: Workspace) -> QuerySet[DuplicateRun]:
    """Return jobs that are queued or running and gave a sign lately."""
    rows = DuplicateRun.objects.filter(workspace=workspace, status__in=_ACTIVE)
    since = clock.now() - SILENT
    return rows.exclude(heartbeat_at__lt=since).exclude(heartbeat_at=None, created_at__lt=since)


# Records side by side: which fields differ, and which value a merge would take.


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of all records.

    Args:
        label: on the page.
        values: of each record; that of the one that stays comes first.
        side: of `sides`, whose value a merge takes; "" where all are joined or the same.
    """

    code: str
    label: str
    values: tuple[str, ...]
    side: str

    @property
    def differs(self) -> bool:
        """Whether the values are not all the same."""
        return len(set(self.values)) > 1

    @property
    def cells(self) -> Iterator[tuple[str, str]]:
        """Side and value of each record."""
        return zip(sides(len(self.values)), self.values, strict=True)


def sides(n_records: int) -> list[str]:
    """Return what forms call each record: `kept`, `other`, `other-2` and so on."""
    return [KEPT, OTHER, *(f"{OTHER}-{number}" for number in range(2, n_records))][:n_records]


def lines_of(records: Sequence[Record]) -> list[FieldLine]:
    """Return the fields of which one record knows something, in the order of the page.

    Args:
        records: the one that stays first.
    """
    lines = []
    statuses = statuses_of(records[0].workspace).names()
    for field in merge_fields(type(records[0])):
        values = tuple(shown_value(record, field) for record in records)
        if field.code == "status":
            values = tuple(statuses.get(code, code) for code in values)
        if any(values):
            usual = [usual_side(records[0], other, field) for other in records[1:]]
            names = dict(zip(usual[::-1], sides(len(records))[:0:-1], strict=True))
            side = names.get(OTHER, "" if "" in names else KEPT)
            lines.append(FieldLine(field.code, field.label, values, side))
    return lines


def choices_in(posted: Mapping[str, str]) -> dict[str, str]:
    """Read the choices of a form: names `field.CODE`, values as `sides` gives them."""
    return {
        name.removeprefix("field."): value
        for name, value in posted.items()
        if name.startswith("field.") and _SIDE.fullmatch(value)
    }


def choices_for(side: str, choices: Mapping[str, str]) -> dict[str, str]:
    """Return what is chosen where one of several records is merged: its own fields or the kept."""
    return {code: OTHER if chosen == side else KEPT for code, chosen in choices.items()}
