"""The tree of functions, and the chart of confidence below it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from facet_index.types import Counts
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.taxonomy import Taxonomy

N_BUCKETS = 20  # of the confidence, 0.05 each


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """One function in the tree."""

    code: str
    name: str
    count: int
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class DepartmentBox:
    """One department in the tree, with its functions."""

    code: str
    name: str
    count: int
    is_ticked: bool
    is_mixed: bool
    is_open: bool
    open_url: str
    functions: Sequence[FunctionBox]


def tree_of(
    taxonomy: Taxonomy, query: ContactQuery, counts: Counts, opened: Collection[str] = ()
) -> list[DepartmentBox]:
    """Return the function tree with selections, counts and open branches."""
    boxes = []
    here = query.to_query()
    for department in taxonomy.departments:
        slugs = [function.slug for function in department.functions.all()]
        is_whole = department.slug in query.department
        ticked = set(slugs) if is_whole else set(slugs) & set(query.function)
        is_ticked = is_whole or (bool(slugs) and len(ticked) == len(slugs))
        others = [slug for slug in opened if slug != department.slug]
        is_opened = department.slug in opened
        to_open = others if is_opened else [*others, department.slug]
        boxes.append(
            DepartmentBox(
                code=department.slug,
                name=department.name,
                count=counts.of("department", department.slug),
                is_ticked=is_ticked,
                is_mixed=bool(ticked) and not is_ticked,
                is_open=is_opened or (bool(ticked) and not is_ticked),
                open_url=_extended(here, [("open", slug) for slug in to_open]) + "#tree",
                functions=[
                    FunctionBox(
                        code=function.slug,
                        name=function.name,
                        count=counts.of("function", function.slug),
                        is_ticked=function.slug in ticked,
                    )
                    for function in department.functions.all()
                ],
            )
        )
    return boxes


def _extended(search: str, more: Sequence[tuple[str, str]]) -> str:
    """Append parameters to the query string of a search."""
    return "?" + "&".join(part for part in (search, urlencode(more)) if part)


@dataclass(frozen=True, slots=True)
class ConfidenceBar:
    """One bar of the confidence chart, in chart units, 100 by 28."""

    x: int
    y: str
    height: str
    is_in: bool


def confidence_bars(query: ContactQuery, counts: Counts) -> list[ConfidenceBar]:
    """Return the chart of label confidence, in steps of 0.05."""
    numbers = [counts.of("score", str(bucket)) for bucket in range(N_BUCKETS)]
    tallest = max(numbers) or 1
    heights = [28 * number / tallest for number in numbers]
    return [
        ConfidenceBar(
            x=bucket * 100 // N_BUCKETS,
            y=f"{28 - height:.1f}",
            height=f"{height:.1f}",
            is_in=bucket >= round(query.confidence * N_BUCKETS),
        )
        for bucket, height in enumerate(heights)
    ]
