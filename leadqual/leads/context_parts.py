"""Smaller parts of the search page: chart of confidence, lists and campaigns, the looser search."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadqual.leads.context import CONTACT_FACETS, Facet, Option, address
from leadqual.leads.facets import Counts
from leadqual.leads.search import MEMBERSHIPS, ContactQuery

N_BUCKETS = 20  # of the confidence, 0.05 each
_LOOSER = {
    "function": "Functions",
    "department": "Departments",
    "other": "Other",
    "company": "Company",
    "contact": "Ticked people",
    "list": "List",
    "campaign": "Campaign",
    "confidence": "Confidence",
    "since": "New since the last visit",
    "q": "Title, name or company",
}


@dataclass(frozen=True, slots=True)
class Looser:
    """The one filter without which a search finds most."""

    words: str
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the small chart of confidence; lengths in its own units, 100 by 28."""

    x: int
    y: str
    height: str
    is_in: bool


def membership_boxes(query: ContactQuery, names: Mapping[str, Mapping[str, str]]) -> list[Facet]:
    """Return the filters by list and campaign; not counted, as people are added all the time.

    Args:
        query: the search.
        names: parameter → key of each list or campaign → its name.
    """
    return [
        Facet(
            name=_LOOSER[param],
            param=param,
            options=[
                Option(
                    value=key,
                    name=name,
                    count=None,
                    is_ticked=key in query.ticked(param),
                    can_refuse=True,
                    is_refused=key in query.refused(param),
                )
                for key, name in names[param].items()
            ],
            ticked=len(query.ticked(param)),
            is_open=bool(query.ticked(param) or query.refused(param)),
            is_long=False,
        )
        for param in MEMBERSHIPS
    ]


def confidence_bars(query: ContactQuery, counts: Counts) -> list[Bar]:
    """Return the small chart of how sure the labels are, by steps of 0.05."""
    numbers = [counts.of("score", str(bucket)) for bucket in range(N_BUCKETS)]
    tallest = max(numbers) or 1
    heights = [28 * number / tallest for number in numbers]
    return [
        Bar(
            x=bucket * 100 // N_BUCKETS,
            y=f"{28 - height:.1f}",
            height=f"{height:.1f}",
            is_in=bucket >= round(query.confidence * N_BUCKETS),
        )
        for bucket, height in enumerate(heights)
    ]


def looser_of(found: tuple[ContactQuery, str, int] | None) -> Looser | None:
    """Return the filter to take away, for the page that found nobody."""
    if found is None:
        return None
    query, param, n = found
    words = {**CONTACT_FACETS, **_LOOSER}.get(param, param)
    return Looser(words, n, address(query))
