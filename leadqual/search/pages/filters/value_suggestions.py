"""Values of long filters, offered while somebody types."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse

from classifiers.core.text import fold, words
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.search.facets.facet_table import COMPANY_TYPED, TYPED
from leadqual.search.pages.record_routes import Kind, record_routes
from leadqual.search.results.result_counts import value_counts
from leadqual.search.results.selectors import COMPANIES

MAX_OFFERED = 8
LONGEST = 200


def matching_values(text: str, values: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the values that a text may mean with their numbers, the best first.

    Case and accents do not count. A value that begins as it was typed comes before one of which
    another word does, and that before one that holds it anywhere; of these the one most have.

    Args:
        text: as it was typed so far; empty finds nothing.
        values: each with how many it would find.
    """
    typed = fold(text[:LONGEST]).strip()
    if not typed:
        return []
    found = []
    for value, n in values.items():
        if typed in (folded := fold(value)):
            begins = folded.startswith(typed)
            is_word = begins or any(word.startswith(typed) for word in words(folded))
            found.append((not begins, not is_word, -n, value))
    return [(value, -n) for _, _, n, value in sorted(found)[:MAX_OFFERED]]


@record_routes("values/", name="people_values company_values")
def facet_values(request: WorkspaceRequest, kind: Kind) -> JsonResponse:
    """Return which values of `facet` are meant by what is `typed`, beside a search."""
    facet, typed = request.GET.get("facet", ""), request.GET.get("typed", "")
    if facet not in (COMPANY_TYPED if kind is COMPANIES else TYPED):
        raise Http404
    query, _ = kind.read(dict(request.GET.lists()))
    values = value_counts(request.workspace, query, facet)
    return JsonResponse(
        {"values": [{"value": value, "n": n} for value, n in matching_values(typed, values)]}
    )
