"""Values of long filters, offered while somebody types."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse

from classifiers.core.text import fold, words
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.search.facets.facet_table import COMPANY_TYPED, TYPED
from leadqual.search.pages import search_data
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.result_counts import company_values, contact_values

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


@route("people/values/", name="people_values")
def of_people(request: WorkspaceRequest) -> JsonResponse:
    """Return which values of `facet` are meant by what is `typed`, beside the search for people."""
    facet, typed = _asked(request, TYPED)
    vocabulary = search_data.read_taxonomy().vocabulary()
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    return _answer(contact_values(request.workspace, query, facet), typed)


@route("companies/values/", name="company_values")
def of_companies(request: WorkspaceRequest) -> JsonResponse:
    """Say the same beside the search for companies."""
    facet, typed = _asked(request, COMPANY_TYPED)
    query, _ = read_company_query(dict(request.GET.lists()))
    return _answer(company_values(request.workspace, query, facet), typed)


def _asked(request: WorkspaceRequest, facets: frozenset[str]) -> tuple[str, str]:
    facet = request.GET.get("facet", "")
    if facet not in facets:
        raise Http404
    return facet, request.GET.get("typed", "")


def _answer(values: Mapping[str, int], typed: str) -> JsonResponse:
    found = [{"value": value, "n": n} for value, n in matching_values(typed, values)]
    return JsonResponse({"values": found})
