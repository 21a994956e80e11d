"""Promises about how many destinations there are, and that each page leads to its place."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import resolve, reverse

from leadqual.accounts.models import User, Workspace
from leadqual.core.pages.panels import FORMS, PLACES, address_of, is_for_staff
from tests.product import client_of
from tests.two_workspaces import secret_rows

pytestmark = pytest.mark.django_db
MAX_DESTINATIONS = 25
OK, FOUND, FORBIDDEN = 200, 302, 403
_VOID = {"input", "img", "br", "hr", "link", "meta", "use", "path", "wbr", "source", "col"}


class _Links(HTMLParser):
    """Links of a page by where a person clicks on them.

    `places` are those of the main navigation, menus, tabs, the list of settings sections, and what
    the palette offers before anything is typed; `sections` are rows that lead to sections of the
    page; `typed` are pages that the palette finds when somebody types.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.places: dict[str, str] = {}
        self.sections: set[str] = set()
        self.typed: set[str] = set()
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self._link(said)
        if tag not in _VOID:
            self._open.append((tag, self._kind(tag, said)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {one for one, _ in self._open}:
            return  # Of a tag that has no end.
        while self._open.pop()[0] != tag:
            pass

    def _kind(self, tag: str, said: dict[str, str]) -> str:
        names = said.get("class", "").split()
        if tag == "nav" and said.get("aria-label") == "Sections":
            return "section"
        if tag == "nav" and said.get("aria-label") == "Views":
            return ""  # Records of a workspace, like lists.
        if (tag == "nav" and {"nav", "tabs", "settings-nav"} & {*names}) or "menu-links" in names:
            return "place"
        return "palette" if said.get("aria-labelledby") in {"palette-go", "palette-more"} else ""

    def _link(self, said: dict[str, str]) -> None:
        address = said["href"].partition("#")[0]
        kind = next((kind for _, kind in reversed(self._open) if kind), "")
        if kind == "section":
            self.sections.add(address)
        elif kind == "palette" and "hidden" in said:
            self.typed.add(address)
        elif kind:
            self.places[address] = kind


def _walked(client: Client) -> tuple[set[str], set[str], set[str]]:
    """Return what is clicked on, the sections on these pages, and what the palette finds."""
    forms = {address_of(one.page) for found in FORMS.values() for one in found}
    found, sections, typed, waiting = {"/"}, set[str](), set[str](), ["/"]
    while waiting:
        answer = client.get(waiting.pop())
        assert answer.status_code == OK
        links = _Links(answer.content.decode())
        sections |= links.sections
        typed |= links.typed
        new = {one for one in links.places if one.startswith("/")} - found - forms
        found |= new
        waiting += new
    return found, sections, typed


@pytest.mark.slow
def test_there_are_at_most_25_destinations_and_ctrl_k_finds_what_is_inside_them(
    workspace: Workspace,
) -> None:
    author = User.objects.create_user("author@leadqual.example")
    secret_rows(workspace, author)

    found, sections, typed = _walked(client_of(author))

    found |= typed - sections  # Where people get by typing or by a button alone.
    assert len(found) <= MAX_DESTINATIONS, "\n".join([str(len(found)), *sorted(found)])
    sections -= found  # Rows of Integrations also lead to what counts already.
    assert sections - typed <= {"/account/sso/"}
    panels = [one.page for panels in PLACES.values() for one in panels]
    wanted = {address_of(page) for page in panels if not is_for_staff(page)}
    others = {"/account/sso/", "/look-up/?panel=company", "/look-up/?panel=reply"}
    assert wanted - others <= found | sections


def test_a_form_is_shown_by_its_place_and_leads_back(manager_client: Client) -> None:
    for place, page in ((place, one.page) for place, forms in FORMS.items() for one in forms):
        answer = manager_client.get(reverse(page), {"q": "kept"})
        assert answer.status_code == FOUND, page
        assert answer.headers["Location"] == f"{address_of(page)}&q=kept"

        shown = manager_client.get(address_of(page))
        assert shown.status_code == OK, page
        assert f'href="{reverse(place)}' in shown.content.decode().partition('id="main"')[2], page


@pytest.mark.parametrize("n_shown", [1, pytest.param(100, marks=pytest.mark.slow)])
def test_panels_opened_at_their_own_address_lead_to_their_place(
    n_shown: int, manager_client: Client, stranger: User
) -> None:
    """Each leads on; of each place the first panels are also shown."""
    stranger.is_staff = True
    stranger.save(update_fields=["is_staff"])
    staff_client = client_of(stranger)
    for panels in PLACES.values():
        for number, panel in enumerate(one for one in panels if one.name):
            client = staff_client if is_for_staff(panel.page) else manager_client
            answer = client.get(reverse(panel.page), {"q": "kept"})
            assert answer.status_code == FOUND, panel
            assert answer.headers["Location"] == f"{address_of(panel.page)}&q=kept"

            if number < n_shown:
                shown = client.get(answer.headers["Location"])
                assert shown.status_code == OK, panel
                main = unescape(shown.content.decode().partition('id="main"')[2])
                assert re.search(rf'aria-current="page">\s*{re.escape(panel.words)}', main), panel


def test_every_page_of_a_place_has_an_address_of_its_own() -> None:
    panels = [one for found in (*PLACES.values(), *FORMS.values()) for one in found]
    named = [one.page for one in panels if one.name]

    assert len(set(named)) == len(named)
    assert all(resolve(reverse(one.page)) for one in panels)


def test_a_panel_that_does_not_exist_shows_its_place(manager_client: Client) -> None:
    assert manager_client.get("/settings/?panel=x").status_code == OK
