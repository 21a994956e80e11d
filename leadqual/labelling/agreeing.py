"""How far two people agree on what titles are: share, Cohen's kappa, and the pairs that differ."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from leadqual.accounts.models import User, Workspace
from leadqual.labelling.models import Correction
from leadqual.labelling.models_suggestions import Suggestion
from leadqual.leads.models import JobTitle
from leadqual.leads.search import is_key
from leadqual.taxonomy.selectors import function_names, slugs_now
from recommender.agreement import cohen_kappa

MOST_SHOWN = 50
SOMEBODY = "somebody of Try it"

# Only titles of which two people spoke are read, however many were corrected.
_SPOKEN_TWICE = """
SELECT job_title_id FROM (
    SELECT job_title_id, author_id::text AS who FROM labelling_correction
    WHERE workspace_id = %(workspace)s AND undone_at IS NULL
    UNION
    SELECT job_title_id, COALESCE(author_id::text, visitor) FROM labelling_suggestion
    WHERE workspace_id = %(workspace)s AND job_title_id IS NOT NULL AND functions IS NOT NULL
      AND state <> 'withdrawn'
) voices GROUP BY job_title_id HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True)
class Voiced:
    """What one person says of a title: slugs of functions in their order, none means Other."""

    who: str
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Saying:
    """When somebody first spoke of a title by a correction or suggestion, and last, and what."""

    first_at: datetime
    last_at: datetime
    who: str
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """A title of which two people say different things.

    Args:
        title: the stored one.
        first: who spoke first, and what they say now, in words.
        second: who spoke next.
    """

    title: JobTitle
    first: Voiced
    second: Voiced


@dataclass(frozen=True, slots=True)
class TitleAgreement:
    """How far people agree on titles.

    Args:
        n_titles: of which two people spoke.
        n_agreed: of which the first two say the same functions.
        kappa: Cohen's; None where chance cannot be told apart.
        differing: the most frequent titles on which they differ, at most `MOST_SHOWN`.
    """

    n_titles: int
    n_agreed: int
    kappa: float | None
    differing: tuple[Differing, ...]

    @property
    def share(self) -> float | None:
        """Return the share of titles on which they agree, 0 to 1."""
        return self.n_agreed / self.n_titles if self.n_titles else None


def agreement_on_titles(workspace: Workspace) -> TitleAgreement:
    """Compare the first two people who spoke of each title, by what each of them says last.

    A correction speaks, and so does a suggestion; what was undone or withdrawn does not. A reviewer
    who accepts a suggestion agrees with it. Eleven queries at most.
    """
    voices = _voices(workspace)
    if not voices:
        return TitleAgreement(0, 0, None, ())
    pairs = [(one.functions, two.functions) for one, two in voices.values()]
    kappa = cohen_kappa(("+".join(one), "+".join(two)) for one, two in pairs)
    apart = [key for key, (one, two) in voices.items() if one.functions != two.functions]
    titles = JobTitle.objects.filter(pk__in=apart).order_by("-n_contacts", "pk")[:MOST_SHOWN]
    names = function_names()
    people = {str(each.pk): str(each) for each in User.objects.filter(pk__in=_members(voices))}
    differing = tuple(
        Differing(title, *(_in_words(one, names, people) for one in voices[title.pk]))
        for title in titles
    )
    return TitleAgreement(len(pairs), len(pairs) - len(apart), kappa, differing)


def _voices(workspace: Workspace) -> dict[int, tuple[Voiced, Voiced]]:
    """Return key of each title → what its first two people say."""
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
    suggested = Suggestion.objects.filter(workspace=workspace, job_title__in=keys)
    suggested = suggested.exclude(functions__isnull=True).exclude(state=Suggestion.State.WITHDRAWN)
    now = slugs_now({slug for each in suggested for slug in each.functions or ()})
    for each in suggested:
        who = each.visitor or str(each.author_id)
        slugs = tuple(sorted({now.get(slug, slug) for slug in each.functions or ()}))
        said[each.job_title_id or 0].append(_Saying(each.created_at, each.updated_at, who, slugs))
    return {key: pair for key, rows in said.items() if (pair := _first_two(rows))}


def _first_two(rows: Sequence[_Saying]) -> tuple[Voiced, Voiced] | None:
    """Return the two people who spoke first, each with what they said last."""
    last = {row.who: row.functions for row in sorted(rows, key=lambda row: row.last_at)}
    people = list(dict.fromkeys(row.who for row in sorted(rows, key=lambda row: row.first_at)))
    if len(people) < 2:  # noqa: PLR2004  # two people
        return None
    one, two = people[:2]
    return Voiced(one, last[one]), Voiced(two, last[two])


def _members(voices: Mapping[int, tuple[Voiced, Voiced]]) -> set[int]:
    """Return the keys of members; who is none is named by the hash of an address."""
    named = {one.who for pair in voices.values() for one in pair}
    return {int(who) for who in named if is_key(who)}


def _in_words(voiced: Voiced, names: Mapping[str, str], people: Mapping[str, str]) -> Voiced:
    functions = tuple(names.get(slug, slug) for slug in voiced.functions)
    return Voiced(people.get(voiced.who, SOMEBODY), functions)
