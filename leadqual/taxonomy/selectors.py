"""Reads of the taxonomy."""

from django.db.models import Max, Prefetch, QuerySet

from leadqual.taxonomy.models import (
    ConfusionCost,
    CrosswalkName,
    Department,
    Function,
    Industry,
    Level,
    OtherTool,
    TaxonomyVersion,
)


def current_version() -> int:
    """Return the number of the last change; 0 before the first."""
    return TaxonomyVersion.objects.aggregate(newest=Max("pk"))["newest"] or 0


def cost_table() -> dict[tuple[str, str], float]:
    """Return (truth, said) → cost of each of the 25 pairs of business models; one query."""
    known = {(row.truth, row.said): row.cost for row in ConfusionCost.objects.all()}
    labels = ConfusionCost.Label.values
    return {
        (truth, said): known.get((truth, said), float(truth != said))
        for truth in labels
        for said in labels
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
    """Return the name of every function by its slug, retired ones too; one query."""
    return dict(Function.objects.values_list("slug", "name"))


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
