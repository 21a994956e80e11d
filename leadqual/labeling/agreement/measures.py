"""How far people agree on what titles are: share, kappa, alpha, and the pairs that differ."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.labeling.agreement.double_labeling import awaiting
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.leads.models import JobTitle
from leadqual.search.query.query import is_key
from leadqual.taxonomy.selectors import function_names, slugs_now
from recommender.agreement import Agreement, measure

MAX_SHOWN = 50
SOMEBODY = "an anonymous visitor"

# Only titles of which two people spoke are read, however many were corrected.
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
class LabelOpinion:
    """What one person says of a title: slugs of functions in their order, none means Other."""

    who: str
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Saying:
    """When somebody first spoke of a title by a correction or suggestion, and last, and what.

    Args:
        first_at: when.
        last_at: when.
        who: key of the member, or hash of an address.
        functions: slugs.
        is_correction: or the approval of one; it is in force, or was until the next one.
        decided_by: key of the reviewer of a suggestion; "" while nobody decided.
    """

    first_at: datetime
    last_at: datetime
    who: str
    functions: tuple[str, ...]
    is_correction: bool = True
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class LabelDisagreement:
    """A title of which two people say different things.

    Args:
        title: the stored one.
        first: who spoke first, and what they say now, in words.
        second: who spoke next.
        settled_by: who decided since: a third person or a manager by a correction, or whoever
            reviewed the suggestion of one of them; "" while nobody did.
    """

    title: JobTitle
    first: LabelOpinion
    second: LabelOpinion
    settled_by: str


@dataclass(frozen=True, slots=True)
class TitleAgreement:
    """How far people agree on titles.

    Args:
        measured: on titles of which two people spoke; the functions of the first two are compared.
        differing: titles on which the first two differ, open ones first, then the most frequent
            ones; at most `MAX_SHOWN`.
        n_open: titles on which they differ and nobody decided.
        n_awaiting: titles of which one person spoke and a second one is still to be asked.
    """

    measured: Agreement
    differing: tuple[LabelDisagreement, ...]
    n_open: int
    n_awaiting: int


def agreement_on_titles(workspace: Workspace) -> TitleAgreement:
    """Compare the people who spoke of each title, by what each of them says last.

    A correction speaks, and so does a suggestion; what was undone or withdrawn does not. Who
    accepts a suggestion or approves a correction agrees with it. Fourteen queries at most.
    """
    sayings = _sayings(workspace)
    said = {key: _last_words(rows) for key, rows in sayings.items()}
    measured = measure(
        {key: ["+".join(one.functions) for one in voices] for key, voices in said.items()}, most=2
    )
    apart = {key: said[key][:2] for key in measured.differing}
    settled = _settled(workspace, {key: sayings[key] for key in apart}, apart)
    return TitleAgreement(
        measured=measured,
        differing=_shown(apart, settled) if apart else (),
        n_open=len(apart) - len(settled),
        n_awaiting=awaiting(workspace).count(),
    )


def _sayings(workspace: Workspace) -> dict[int, list[_Saying]]:
    """Return key of each title of which two people spoke → what was said of it."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN_TWICE, {"workspace": workspace.pk})
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return {}
    said: defaultdict[int, list[_Saying]] = defaultdict(list)
    corrections = Correction.objects.filter(job_title__in=keys, undone_at=None)
    for row in corrections.prefetch_related("functions"):
        meant = row.functions.all()  # A merge adds the heir to what was named and is retired.
        living = [each.slug for each in meant if each.retired_at is None]
        slugs = tuple(sorted(living or [each.slug for each in meant]))
        at = row.created_at
        said[row.job_title_id].append(_Saying(at, at, str(row.author_id), slugs))
        if (then := row.approved_at) is not None:
            said[row.job_title_id].append(_Saying(then, then, str(row.approved_by_id), slugs))
    suggested = Suggestion.objects.filter(workspace=workspace, job_title__in=keys)
    suggested = suggested.exclude(functions__isnull=True).exclude(state=Suggestion.State.WITHDRAWN)
    suggested = with_waiting(suggested)
    now = slugs_now({slug for each in suggested for slug in each.functions or ()})
    for each in suggested:
        said[each.job_title_id or 0].append(
            _Saying(
                each.created_at,
                each.updated_at,
                each.visitor or str(each.author_id),
                tuple(sorted({now.get(slug, slug) for slug in each.functions or ()})),
                is_correction=False,
                decided_by="" if each.is_open else str(each.reviewer_id),
            )
        )
    return said


def _last_words(rows: Sequence[_Saying]) -> list[LabelOpinion]:
    """Return what each person says last, who spoke first before the others."""
    last = {row.who: row.functions for row in sorted(rows, key=lambda row: row.last_at)}
    people = dict.fromkeys(row.who for row in sorted(rows, key=lambda row: row.first_at))
    return [LabelOpinion(who, last[who]) for who in people]


def _settled(
    workspace: Workspace,
    sayings: Mapping[int, Sequence[_Saying]],
    apart: Mapping[int, Sequence[LabelOpinion]],
) -> dict[int, str]:
    """Return key of a title → who decided since two people differed, where somebody did."""
    members = Member.objects.filter(workspace=workspace, role=Role.MANAGER)
    managers = {str(key) for key in members.values_list("user", flat=True)} if sayings else set()
    found = {key: _decider(rows, apart[key], managers) for key, rows in sayings.items()}
    return {key: who for key, who in found.items() if who}


def _decider(
    rows: Sequence[_Saying], pair: Sequence[LabelOpinion], managers: Collection[str]
) -> str:
    in_order = sorted(rows, key=lambda row: row.last_at)
    words = {row.who: row for row in in_order if row.who in {one.who for one in pair}}
    latest = next((row for row in reversed(in_order) if row.is_correction), None)
    if latest and (latest.who in managers or latest.who not in words):
        others = [row for row in words.values() if row.who != latest.who]
        if all(row.last_at <= latest.last_at for row in others):
            return latest.who
    return next((row.decided_by for row in words.values() if row.decided_by), "")


def _shown(
    apart: Mapping[int, Sequence[LabelOpinion]], settled: Mapping[int, str]
) -> tuple[LabelDisagreement, ...]:
    titles = JobTitle.objects.order_by("-n_contacts", "pk")
    shown = list(titles.filter(pk__in=apart.keys() - settled.keys())[:MAX_SHOWN])
    shown += titles.filter(pk__in=settled)[: MAX_SHOWN - len(shown)]
    names = function_names()
    voices = [one for title in shown for one in apart[title.pk]]
    who = {*(one.who for one in voices), *settled.values()}
    members = User.objects.filter(pk__in=[int(each) for each in who if is_key(each)])
    people = {str(each.pk): str(each) for each in members}
    return tuple(
        LabelDisagreement(
            title=title,
            first=_in_words(apart[title.pk][0], names, people),
            second=_in_words(apart[title.pk][1], names, people),
            settled_by=people.get(settled.get(title.pk, ""), ""),
        )
        for title in shown
    )


def _in_words(
    voiced: LabelOpinion, names: Mapping[str, str], people: Mapping[str, str]
) -> LabelOpinion:
    functions = tuple(names.get(slug, slug) for slug in voiced.functions)
    return LabelOpinion(people.get(voiced.who, SOMEBODY), functions)
