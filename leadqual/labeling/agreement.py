"""How far people agree on what titles are: share, kappa, alpha, and the pairs that differ."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from leadqual.accounts.models import Member, Role, Workspace
from leadqual.core.double_review import (
    Disagreement,
    DoubleReview,
    list_names,
    measure_agreement,
)
from leadqual.labeling.double_labeling import awaiting
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, annotate_open
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.selectors import function_names, slugs_now

MAX_SHOWN = 50
AuthorKey = int | str | None
# Only titles that two people labeled are read, however many were corrected.
_SPOKEN_TWICE = """
SELECT job_title_id FROM (
    SELECT job_title_id, author_id::text AS who FROM labeling_correction
    WHERE workspace_id = %(workspace)s AND undone_at IS NULL
    UNION
    SELECT job_title_id, approved_by_id::text FROM labeling_correction
    WHERE workspace_id = %(workspace)s AND undone_at IS NULL AND approved_by_id IS NOT NULL
    UNION
    SELECT job_title_id, COALESCE(author_id::text, visitor) FROM labeling_suggestion
    WHERE workspace_id = %(workspace)s AND job_title_id IS NOT NULL AND functions IS NOT NULL
      AND state <> 'withdrawn'
) voices GROUP BY job_title_id HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True)
class _AuthorLabels:
    """When somebody first and last labeled a title, by a correction or suggestion, and how.

    Args:
        first_at: when.
        last_at: when.
        who: labeled it.
        functions: slugs.
        is_correction: or the approval of one; it is active, or was until the next one.
        decided_by: key of the reviewer of a suggestion; None while nobody decided.
    """

    first_at: datetime
    last_at: datetime
    who: AuthorKey
    functions: tuple[str, ...]
    is_correction: bool = True
    decided_by: int | None = None


def agreement_on_titles(workspace: Workspace) -> DoubleReview:
    """Compare the first two people who labeled each title, by the last labels of each.

    A correction counts, and so does a suggestion; what was undone or withdrawn does not. Who
    accepts a suggestion or approves a correction agrees with it. Decided is a title by a third
    person or a manager with a correction, or by whoever reviewed the suggestion of one of the two.
    """
    labels_by_title = _labels_by_title(workspace)
    labels = {key: _latest_by_author(rows) for key, rows in labels_by_title.items()}
    found = measure_agreement(labels, most=2)
    members = Member.objects.filter(workspace=workspace, role=Role.MANAGER)
    managers = set(members.values_list("user", flat=True)) if found.differing else set()
    deciders = {
        key: _decider(labels_by_title[key], [*labels[key]][:2], managers) for key in found.differing
    }
    names = list_names(deciders.values())
    return DoubleReview(
        said=labels,
        measured=found,
        decided={key: names.get(who, "") for key, who in deciders.items() if who},
        percent=workspace.title_overlap,
        n_awaiting=awaiting(workspace).count(),
        most=2,
    )


def disagreements_on_titles(found: DoubleReview) -> list[Disagreement]:
    """List the titles that the first two people see differently: open ones, then frequent ones."""
    names = function_names()
    titles = JobTitle.objects.order_by("-n_contacts", "pk")
    differing = titles.filter(pk__in=found.measured.differing).values_list("pk", flat=True)
    return found.disagreements(
        titles,
        differing,
        most=MAX_SHOWN,
        words=lambda slugs: ", ".join(names.get(slug, slug) for slug in slugs),
    )


def _labels_by_title(workspace: Workspace) -> dict[int, list[_AuthorLabels]]:
    """Return key of each title that two people labeled → their labels."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN_TWICE, {"workspace": workspace.pk})
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return {}
    labels: defaultdict[int, list[_AuthorLabels]] = defaultdict(list)
    corrections = Correction.objects.filter(job_title__in=keys, undone_at=None)
    for row in corrections.prefetch_related("functions"):
        meant = (
            row.functions.all()
        )  # A merge adds the successor to the named functions; the merged one is retired.
        living = [each.slug for each in meant if each.retired_at is None]
        slugs = tuple(sorted(living or [each.slug for each in meant]))
        at = row.created_at
        labels[row.job_title_id].append(_AuthorLabels(at, at, row.author_id, slugs))
        if (then := row.approved_at) is not None:
            labels[row.job_title_id].append(_AuthorLabels(then, then, row.approved_by_id, slugs))
    suggested = Suggestion.objects.filter(workspace=workspace, job_title__in=keys)
    suggested = suggested.exclude(functions__isnull=True).exclude(state=Suggestion.State.WITHDRAWN)
    suggested = annotate_open(suggested)
    now = slugs_now({slug for each in suggested for slug in each.functions or ()})
    for each in suggested:
        labels[each.job_title_id or 0].append(
            _AuthorLabels(
                each.created_at,
                each.updated_at,
                each.visitor or each.author_id,
                tuple(sorted({now.get(slug, slug) for slug in each.functions or ()})),
                is_correction=False,
                decided_by=None if each.is_open else each.reviewer_id,
            )
        )
    return labels


def _latest_by_author(rows: Sequence[_AuthorLabels]) -> dict[AuthorKey, tuple[str, ...]]:
    """Return the last labels of each person, the first to label before the others."""
    last = {row.who: row.functions for row in sorted(rows, key=lambda row: row.last_at)}
    return {row.who: last[row.who] for row in sorted(rows, key=lambda row: row.first_at)}


def _decider(
    rows: Sequence[_AuthorLabels], pair: Collection[AuthorKey], managers: Collection[AuthorKey]
) -> AuthorKey:
    """Return who decided since two people differed; None while nobody did."""
    in_order = sorted(rows, key=lambda row: row.last_at)
    words = {row.who: row for row in in_order if row.who in pair}
    latest = next((row for row in reversed(in_order) if row.is_correction), None)
    if latest and (latest.who in managers or latest.who not in words):
        others = [row for row in words.values() if row.who != latest.who]
        if all(row.last_at <= latest.last_at for row in others):
            return latest.who
    return next((row.decided_by for row in words.values() if row.decided_by), None)
