"""The address of every page, panel and object that somebody can open."""

from collections.abc import Mapping

from django.test import Client

from leadqual.core.pages.panels import PLACES, address_of
from tests.architecture.access import operations

OK = 200
# Documents for programs, the admin of Django, and what would end the session of the test.
_NOT_OURS = ("admin/", "api/", "healthz", "readyz", "metrics", "account/logout/")


def whole_pages(client: Client, keys: Mapping[str, object]) -> dict[str, str]:
    """Return the addresses that answer with a whole page, one of each route, and all panels.

    Args:
        client: of somebody who may see all.
        keys: argument of an address → key of a row that exists.

    Returns:
        address → page.
    """
    panels = [address_of(one.page) for panels in PLACES.values() for one in panels]
    beside = [f"/people/?person={keys['contact_id']}", f"/companies/?company={keys['company_id']}"]
    found = dict.fromkeys([*panels, *beside, f"/replies/?reply={keys['reply_id']}"])
    for operation in operations():
        if operation.is_api or operation.route.startswith(_NOT_OURS):
            continue
        known = {**keys, **_of_route(operation.route, keys)}
        if operation.method == "GET" and set(operation.arguments) <= known.keys():
            found[operation.path(known)] = None
    pages = {address: _page(client, address) for address in found}
    return {address: page for address, page in pages.items() if page}


def _of_route(route: str, keys: Mapping[str, object]) -> dict[str, object]:
    kind = "title" if "titles/" in route else "company"
    own: dict[str, object] = {"correction_id": keys[f"{kind}_correction_id"]}
    if kind == "title":
        own["step_id"] = keys["title_step_id"]
    if route.startswith("settings/api-docs/"):
        own["slug"] = "errors"
    if route.startswith("taxonomy/"):
        own["version_id"] = keys["taxonomy_version_id"]
    return own


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status_code != OK or not is_html or answer.streaming:
        return ""
    page = answer.content.decode()
    return page if page.lstrip()[:15].lower() == "<!doctype html>" else ""
