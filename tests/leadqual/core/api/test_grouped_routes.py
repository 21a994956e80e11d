"""Addresses in groups lead to the same places."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver, path, reverse
from django.urls.resolvers import RegexPattern

from leadqual.accounts.api.view_sets import api_routes
from leadqual.core.api.operations import group_patterns


def view(_request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse()


PATTERNS = [
    path("lists", view, name="lists"),
    path("lists/<int:list_id>", view, name="list"),
    path("lists/<int:list_id>/entries/<int:contact_id>", view, name="entry"),
    path("tags", view, name="tags"),
    path("<str:kind>/<int:pk>", view, name="any"),
]


def test_addresses_lead_where_they_led_and_others_nowhere() -> None:
    resolver = URLResolver(RegexPattern(r"^"), group_patterns(PATTERNS))

    for address, name, values in (
        ("lists", "lists", {}),
        ("lists/7", "list", {"list_id": 7}),
        ("lists/7/entries/8", "entry", {"list_id": 7, "contact_id": 8}),
        ("tags", "tags", {}),
        ("other/7", "any", {"kind": "other", "pk": 7}),
    ):
        found = resolver.resolve(address)
        assert (found.url_name, found.kwargs) == (name, values)
    for address in ("lists/", "lists/x", "lists/7/", "tags/7/8"):
        with pytest.raises(Resolver404):
            resolver.resolve(address)


def test_every_address_of_the_api_can_be_written_and_few_are_compared() -> None:
    api = api_routes()
    names = {one.name for one in api}

    assert len(group_patterns(api)) < len(api) / 2
    assert reverse("api:get_company", args=[7]) == "/api/v1/companies/7"
    assert {"get_company", "get_contact", "list_lists"} <= names
