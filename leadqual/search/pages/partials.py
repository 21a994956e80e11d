"""Smaller parts of search pages: chart of confidence, memberships, looser searches, last action."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from facet_index.types import Counts
from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.leads.models import ContactList
from leadqual.search.facets.facet_table import MEMBERSHIPS, Facet
from leadqual.search.pages.filters.relaxed_filters import Filter, RelaxedSearch, S
from leadqual.search.pages.search_data import FacetBoxes, Option, address
from leadqual.search.query.query import ContactQuery, Search

_SESSION = "repeat"


@dataclass(frozen=True, slots=True)
class LastAction:
    """What a person did last with selected records of one kind.

    Args:
        words: on the button that repeats it.
        fields: of the form of a change; empty for an addition to a list.
        list_id: of an addition; 0 for none.
    """

    words: str
    fields: Mapping[str, str]
    list_id: int = 0


def remember_addition(request: WorkspaceRequest, row: ContactList) -> None:
    _remember(request, row.records, f"Add to “{row.name}”", {"list": row.pk})


def remember_change(
    request: WorkspaceRequest, records: str, words: str, fields: Mapping[str, str]
) -> None:
    """Remember what a form changed in people or companies."""
    _remember(request, records, f"Set {words}", {"fields": dict(fields)})


def last_action(request: WorkspaceRequest, records: str) -> LastAction | None:
    """Return the last action on records of a kind in this workspace and session, if any."""
    kept = request.session.get(_SESSION, {}).get(f"{request.workspace.pk} {records}")
    if kept is None:
        return None
    return LastAction(kept["words"], kept.get("fields", {}), kept.get("list", 0))


def _remember(
    request: WorkspaceRequest, records: str, words: str, action: Mapping[str, object]
) -> None:
    kept = request.session.get(_SESSION, {})
    name = f"{request.workspace.pk} {records}"
    request.session[_SESSION] = {**kept, name: {"words": words, **action}}


N_BUCKETS = 20  # of the confidence, 0.05 each
_NAMES = {
    "company": "Company",
    "contact": "Selected people",
    "confidence": "Confidence",
    "since": "New since your last visit",
    "q": "Words",
}


@dataclass(frozen=True, slots=True)
class RelaxedOption:
    """What to take away from a search that finds nothing, and how many it finds then.

    Args:
        is_reading: nothing is taken away: the words are interpreted again.
    """

    words: str
    n: int
    url: str
    is_reading: bool = False


@dataclass(frozen=True, slots=True)
class ConfidenceBar:
    """One bar of the small chart of confidence; lengths in its own units, 100 by 28."""

    x: int
    y: str
    height: str
    is_in: bool


def membership_boxes(
    query: Search,
    names: Mapping[str, Mapping[str, str]],
    counts: Counts,
    facets: Sequence[Facet] = MEMBERSHIPS,
) -> list[FacetBoxes]:
    """Return the filters by list, campaign and import.

    Args:
        query: the search.
        facets: which of them.
        names: parameter → key of each list or campaign → its name.
        counts: those of a parameter are missing where the members are too many to be counted.
    """
    return [
        FacetBoxes(
            name=facet.label,
            param=param,
            options=[
                Option(
                    value=key,
                    name=name,
                    count=counts.of(param, key) if param in counts.by_facet else None,
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
        for facet in facets
        for param in (facet.param,)
    ]


def confidence_bars(query: ContactQuery, counts: Counts) -> list[ConfidenceBar]:
    """Return the small chart of how sure the labels are, by steps of 0.05."""
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


def read_again(query: S, count: Callable[[S], int]) -> list[RelaxedOption]:
    """Offer to interpret words again that are looked for as typed, where that finds something."""
    words = " ".join(query.q.replace('"', " ").split())
    if '"' not in query.q or not words:
        return []
    search = query.changed(q=words)
    n = count(search)
    return [RelaxedOption(f"“{words}”", n, address(search), is_reading=True)] if n else []


def relaxed_options(
    found: Sequence[RelaxedSearch[S]], facets: Iterable[Facet]
) -> list[RelaxedOption]:
    """Return the filters to take away, for a page that found nothing."""
    names = {**_NAMES, **{facet.param: facet.label for facet in facets}}

    def words(one: Filter) -> str:
        if one.word or one.text:
            return (one.word or one.text).strip('"')
        name = names.get(one.params[0], one.params[0])
        return f"not {name}" if one.is_refusal else name

    return [
        RelaxedOption(
            " and ".join(f"“{words(gone)}”" for gone in one.without), one.n, address(one.search)
        )
        for one in found
    ]


def may_change(request: WorkspaceRequest) -> bool:
    """Return whether the member may write and export, as far as pages show it."""
    return Role(request.member.role).includes(Role.QUALIFIER)
