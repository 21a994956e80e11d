"""Reads of the taxonomy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from leadqual.core.prepared_query import PreparedQuery
from leadqual.taxonomy.models import (
    ConfusionCost,
    CrosswalkName,
    Department,
    FormerSlug,
    Function,
    Industry,
    Level,
    OtherTool,
    TaxonomyVersion,
)

Row = TypeVar("Row", bound=Function | Department)

_NEWEST = PreparedQuery(lambda: TaxonomyVersion.objects.only("pk").order_by("-pk"), {})


@dataclass(frozen=True, slots=True)
class RetiredSlug:
    """A slug that no living function or department has any more.

    Args:
        name: what it was called.
        slug: of what took its place; empty where nothing did.
        name_now: of what took its place.
    """

    name: str
    slug: str = ""
    name_now: str = ""


def current_version() -> int:
    """Return the number of the last change; 0 before the first."""
    newest = _NEWEST.first()
    return newest.pk if newest else 0


def cost_table() -> dict[tuple[str, str], float]:
    """Return (truth, said) → cost of each of the 25 pairs of business models; one query."""
    known = {(row.truth, row.said): row.cost for row in ConfusionCost.objects.all()}
    labels = ConfusionCost.Label.values
    return {
        (truth, predicted): known.get((truth, predicted), float(truth != predicted))
        for truth in labels
        for predicted in labels
    }


def department_tree() -> QuerySet[Department]:
    """Return departments with their living functions in `functions.all()`; two queries."""
    functions = Function.objects.filter(retired_at=None).order_by("position", "name")
    return Department.objects.filter(retired_at=None).prefetch_related(
        Prefetch("functions", functions)
    )


def living_functions() -> QuerySet[Function]:
    """Return every function that is not retired, with its department."""
    return Function.objects.filter(retired_at=None).select_related("department")


def function_names() -> dict[str, str]:
    """Return the name of every function by its slug, retired and former ones too; one query."""
    former = FormerSlug.objects.filter(kind=FormerSlug.Kind.FUNCTION).order_by()
    own = Function.objects.order_by().values_list("slug", "name")
    return dict(own.union(former.values_list("slug", "function__name")))


def level_names() -> dict[str, str]:
    """Return the name of every level by its slug; one query."""
    return dict(Level.objects.values_list("slug", "name"))


def levels() -> QuerySet[Level]:
    """Return the levels, most senior first."""
    return Level.objects.all()


def industries() -> QuerySet[Industry]:
    """Return the industries in their order on screen."""
    return Industry.objects.all()


def other_tools() -> QuerySet[OtherTool]:
    """Return the tools whose names exports may carry, in their order."""
    return OtherTool.objects.all()


def crosswalk() -> dict[str, dict[int, str]]:
    """Return slug of a tool → key of a function → what it is called there; one query."""
    found: dict[str, dict[int, str]] = {}
    rows = CrosswalkName.objects.values_list("tool__slug", "function_id", "name")
    for tool, function, name in rows.order_by():
        found.setdefault(tool, {})[function] = name
    return found


def retired_slugs() -> Mapping[tuple[str, str], RetiredSlug]:
    """Return (`function` or `department`, slug) → what became of it; three queries."""
    found: dict[tuple[str, str], RetiredSlug] = {}
    rows_of: dict[str, dict[int, Function | Department]] = {
        "function": {row.pk: row for row in Function.objects.all()},
        "department": {row.pk: row for row in Department.objects.all()},
    }
    for kind, rows in rows_of.items():
        for row in rows.values():
            if row.retired_at is not None:
                found[kind, row.slug] = _retired_slug(row.name, rows, row.pk)
    for former in FormerSlug.objects.all():
        key = former.function_id or former.department_id or 0
        found[former.kind, former.slug] = _retired_slug(former.slug, rows_of[former.kind], key)
    return found


def slugs_now(slugs: Collection[str]) -> dict[str, str]:
    """Return slug of a function, also a former one → slug of the living one it leads to.

    Slugs that lead nowhere are left out. One query where all of them live, else four.
    """
    living = Function.objects.filter(slug__in=slugs, retired_at=None)
    found = dict(living.values_list("slug", "slug"))
    if missing := set(slugs) - set(found):
        gone = retired_slugs()
        ways = {slug: gone["function", slug].slug for slug in missing if ("function", slug) in gone}
        found |= {slug: now for slug, now in ways.items() if now}
    return found


def merged_functions() -> dict[int, int]:
    """Return key of each function that was merged → key of the living one it became; one query."""
    rows: dict[int, Function | Department] = {row.pk: row for row in Function.objects.all()}
    merged = {key: last_of_merges(rows, key) for key, row in rows.items() if row.merged_into_id}
    return {key: into.pk for key, into in merged.items() if into is not None}


def _retired_slug(name: str, rows: Mapping[int, Function | Department], key: int) -> RetiredSlug:
    now = last_of_merges(rows, key)
    return RetiredSlug(name, now.slug, now.name) if now is not None else RetiredSlug(name)


def last_of_merges(rows: Mapping[int, Row], key: int) -> Row | None:
    """Follow merges from a key to the living row; None where there is none."""
    seen: set[int] = set()
    while (row := rows[key]).merged_into_id and key not in seen:
        seen.add(key)
        key = row.merged_into_id
    return row if row.retired_at is None else None
