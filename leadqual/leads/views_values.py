"""Values of long filters, offered while somebody types."""

from collections.abc import Mapping

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET

from leadqual.accounts.requests import WorkspaceRequest
from leadqual.leads import context
from leadqual.leads.facets import company_values, contact_values
from leadqual.leads.offering import values_meant
from leadqual.leads.reading import read_company_query, read_contact_query

_OF_PEOPLE = frozenset({"country", "city", "size", "company_industry", "technology"})
_OF_COMPANIES = frozenset({"country", "size", "industry", "technology"})


@require_GET
def of_people(request: WorkspaceRequest) -> JsonResponse:
    """Say which values of `facet` are meant by what is `typed`, beside the search for people."""
    facet, typed = _asked(request, _OF_PEOPLE)
    vocabulary = context.read_taxonomy().vocabulary()
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    return _answer(contact_values(request.workspace, query, facet), typed)


@require_GET
def of_companies(request: WorkspaceRequest) -> JsonResponse:
    """Say the same beside the search for companies."""
    facet, typed = _asked(request, _OF_COMPANIES)
    query, _ = read_company_query(dict(request.GET.lists()))
    return _answer(company_values(request.workspace, query, facet), typed)


def _asked(request: WorkspaceRequest, facets: frozenset[str]) -> tuple[str, str]:
    facet = request.GET.get("facet", "")
    if facet not in facets:
        raise Http404
    return facet, request.GET.get("typed", "")


def _answer(values: Mapping[str, int] | None, typed: str) -> JsonResponse:
    if values is None:
        words = "Values are found by typing once their numbers are made. Try again in a minute."
        return JsonResponse({"values": [], "later": words})
    found = [{"value": value, "n": n} for value, n in values_meant(typed, values)]
    return JsonResponse({"values": found})
