"""Suggestions while typing: values of filters, functions and companies."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse

from classifiers.core.text import fold, words
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.search.function_lookup import find_functions
from leadqual.search.results.company_names import find_companies
from leadqual.search.results.kinds import Kind
from leadqual.search.results.record_rows import companies_of
from leadqual.search.results.result_counts import value_counts
from leadqual.taxonomy.selectors import living_functions

MAX_SUGGESTIONS = 8
MAX_TYPED = 200


def matching_values(text: str, values: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the values that match a text with their counts, best first.

    Ignores case and accents. Values that begin with the text come first, then those in which
    another word does, then those that contain it; within each, by count.

    Args:
        text: as typed so far; empty finds nothing.
        values: with their counts.
    """
    typed = fold(text[:MAX_TYPED]).strip()
    if not typed:
        return []
    found = []
    for value, n in values.items():
        if typed in (folded := fold(value)):
            is_prefix = folded.startswith(typed)
            is_word = is_prefix or any(word.startswith(typed) for word in words(folded))
            found.append((not is_prefix, not is_word, -n, value))
    return [(value, -n) for _, _, n, value in sorted(found)[:MAX_SUGGESTIONS]]


@route("<kind:kind>/values/")
def facet_values(request: WorkspaceRequest, kind: Kind) -> JsonResponse:
    """Return the values of `facet` that match `typed` in a search."""
    facet, typed = request.GET.get("facet", ""), request.GET.get("typed", "")
    if facet not in kind.typed:
        raise Http404
    query, _ = kind.read(dict(request.GET.lists()), request.workspace, request.user)
    values = value_counts(request.workspace, query, facet)
    return JsonResponse(
        {"values": [{"value": value, "n": n} for value, n in matching_values(typed, values)]}
    )


@route("people/functions/", name="find_functions")
def function_suggestions(request: WorkspaceRequest) -> JsonResponse:
    """Return the functions that match the text typed above the tree."""
    functions = list(living_functions())
    found = find_functions(request.GET.get("q", ""), functions)
    return JsonResponse({"functions": found})


@route("companies/find/", name="find_companies")
def company_suggestions(request: WorkspaceRequest) -> JsonResponse:
    """Return the companies that match what was typed into a field, by name or domain."""
    rows = companies_of(request.workspace)
    found = find_companies(rows, request.GET.get("q", "")[:100], most=MAX_SUGGESTIONS)
    return JsonResponse(
        {"values": [{"value": company.name, "more": company.domain or ""} for company in found]}
    )
