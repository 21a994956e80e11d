"""Promises about how many places there are to go to, and that each page leads to its place."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve, reverse, reverse_lazy

from leadqual.accounts.models import User, Workspace
from leadqual.core.pages.panels import FORMS, PLACES, address_of, is_for_staff
from tests.architecture.access import operations
from tests.conftest import client_of
from tests.two_workspaces import secret_rows

pytestmark = pytest.mark.django_db
MAX_DESTINATIONS = 25
# Documents for programs, the admin of the staff, and signing in: passwords, codes, passkeys.
NOT_COUNTED = ("admin/", "api/", "healthz", "readyz", "metrics")
SIGN_IN = re.compile(
    r"account/(login|logout|signup|inactive|invitations|password|email|sso|two-step|passkeys"
    r"|confirm-access|sessions)/"
)
OK, FOUND, FORBIDDEN = 200, 302, 403


def _full_pages(client: Client) -> Iterator[tuple[str, str]]:
    """Yield each address without an argument that answers with a whole page, and the page."""
    routes = {one.route for one in operations() if not one.arguments and not one.is_api}
    for route in sorted(routes):
        if route.startswith(NOT_COUNTED) or SIGN_IN.match(route):
            continue
        answer = client.get("/" + route)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == OK and is_html:
            text = answer.content.decode()
            if text.lstrip()[:15].lower() == "<!doctype html>":
                yield route, text


@pytest.mark.slow
def test_there_are_at_most_25_places_and_ctrl_k_finds_all_of_them(workspace: Workspace) -> None:
    author = User.objects.create_user("author@leadqual.example")
    secret_rows(workspace, author)

    pages = dict(_full_pages(client_of(author)))

    assert len(pages) <= MAX_DESTINATIONS, "\n".join([str(len(pages)), *pages])
    palette = unescape(pages["settings/"]).partition('id="palette-list"')[2]
    found = set(re.findall(r'href="([^"]+)"', palette.partition("</dialog>")[0]))
    panels = [one.page for panels in PLACES.values() for one in panels]
    wanted = {address_of(page) for page in panels if not is_for_staff(page)} - {"/account/sso/"}
    wanted |= {f"/{route}" for route in pages}
    assert wanted - found <= {"/titles/review/", "/titles/done/"}  # Tabs of Titles.


@pytest.mark.parametrize(
    ("place", "page"), [(place, one.page) for place, forms in FORMS.items() for one in forms]
)
def test_a_form_is_shown_by_its_place_and_leads_back(
    place: str, page: str, manager_client: Client
) -> None:
    answer = manager_client.get(reverse(page), {"q": "kept"})

    assert (answer.status_code, answer.headers["Location"]) == (
        FOUND,
        f"{address_of(page)}&q=kept",
    )
    shown = manager_client.get(address_of(page))
    main = shown.content.decode().partition('id="main"')[2]
    assert shown.status_code == OK
    assert f'href="{reverse(place)}' in main


@pytest.mark.parametrize(
    "page", [one.page for panels in PLACES.values() for one in panels if one.name]
)
def test_a_panel_opened_at_its_own_address_leads_to_its_place(page: str, manager: User) -> None:
    manager.is_staff = is_for_staff(page)
    manager.save(update_fields=["is_staff"])
    manager_client = client_of(manager)
    answer = manager_client.get(reverse(page), {"q": "kept"})

    assert answer.status_code == FOUND
    assert answer.headers["Location"] == f"{address_of(page)}&q=kept"
    shown = manager_client.get(answer.headers["Location"])
    assert shown.status_code == OK
    main = unescape(shown.content.decode().partition('id="main"')[2])
    (words,) = [one.words for panels in PLACES.values() for one in panels if one.page == page]
    assert re.search(rf'aria-current="page">\s*{re.escape(words)}', main)


def test_every_page_of_a_place_has_an_address_of_its_own() -> None:
    panels = [one for found in (*PLACES.values(), *FORMS.values()) for one in found]

    assert len({one.page for one in panels}) == len(panels)
    assert all(resolve(reverse(one.page)) for one in panels)


@pytest.mark.parametrize("address", ["/imports/?panel=exports", reverse_lazy("search:exports")])
def test_who_may_not_see_a_panel_is_not_led_to_it(address: str, viewer_client: Client) -> None:
    assert viewer_client.get(address).status_code == FORBIDDEN


def test_a_panel_that_does_not_exist_shows_its_place(manager_client: Client) -> None:
    assert manager_client.get("/settings/?panel=x").status_code == OK
