"""What Ctrl-K finds: people, companies, lists, campaigns and functions, a few of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from facet_index.words.folded_terms import terms
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.selectors import campaigns_of
from leadqual.core.pages.page_links import partial_of
from leadqual.search.function_lookup import find_functions
from leadqual.search.lists.selectors import all_lists
from leadqual.search.query.query import RELEVANCE, CompanyQuery, ContactQuery
from leadqual.search.results.result_pages import result_page
from leadqual.search.words.search_text import MAX_CHARACTERS
from leadqual.taxonomy.selectors import living_functions

MAX_OF_A_KIND = 5
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class PaletteOption:
    """One record found.

    Args:
        key: unique among options.
        icon: of its kind.
        name: of the record.
        detail: distinguishes it from others of the same name.
        url: of its page.
    """

    key: str
    icon: str
    name: str
    detail: str
    url: str


@route("palette/", name="palette")
@partial_of("home:dashboard")
def palette_options(request: WorkspaceRequest) -> HttpResponse:
    """Return what `?q=` finds, a few of each kind."""
    options = find_options(request.workspace, request.GET.get("q", ""), request.user)
    return render(request, "home/partials/palette_options.html", {"options": options})


def find_options(workspace: Workspace, words: str, user: User) -> list[PaletteOption]:
    """Return the records found, people and companies first; none for a single letter."""
    typed = words.replace("\0", "").strip()[:MAX_CHARACTERS]
    if len(typed) < MIN_LETTERS:
        return []
    kinds = (
        _people(workspace, typed),
        _companies(workspace, typed),
        _lists_and_campaigns(workspace, typed, user),
        _functions(typed),
    )
    return [option for kind in kinds for option in kind]


def _people(workspace: Workspace, typed: str) -> Iterator[PaletteOption]:
    query = ContactQuery(q=typed, sort=RELEVANCE)
    for row in result_page(workspace, query, size=MAX_OF_A_KIND).rows:
        at = ", ".join(filter(None, (row.title, row.company.name if row.company else "")))
        url = f"{reverse('search:people')}?{query.to_query([('person', row.pk)])}#person"
        yield PaletteOption(f"person-{row.pk}", "person", str(row), at, url)


def _companies(workspace: Workspace, typed: str) -> Iterator[PaletteOption]:
    query = CompanyQuery(q=typed, sort=RELEVANCE)
    for row in result_page(workspace, query, size=MAX_OF_A_KIND).rows:
        url = reverse("search:company", args=[row.pk])
        yield PaletteOption(f"company-{row.pk}", "company", row.name, row.domain or "", url)


def _lists_and_campaigns(workspace: Workspace, typed: str, user: User) -> Iterator[PaletteOption]:
    """Yield lists and campaigns whose names contain a word starting with each typed word."""
    kinds = (
        ("list", "people", "List", "search:list", all_lists(workspace, user)),
        ("campaign", "campaign", "Campaign", "campaigns:campaign", campaigns_of(workspace)),
    )
    for kind, icon, words, page, rows in kinds:
        found = (row for row in rows if _has_prefix(row.name, typed))
        for row in islice(found, MAX_OF_A_KIND):
            url = reverse(page, args=[row.pk])
            yield PaletteOption(f"{kind}-{row.pk}", icon, row.name, words, url)


def _functions(typed: str) -> Iterator[PaletteOption]:
    functions = list(living_functions())
    found = find_functions(typed, functions)
    names = {one.slug: one.name for one in functions}
    for slug in islice(found, MAX_OF_A_KIND):
        url = f"{reverse('search:people')}?{ContactQuery(function=(slug,)).to_query()}"
        yield PaletteOption(f"function-{slug}", "title", names[slug], "Function", url)


def _has_prefix(name: str, typed: str) -> bool:
    words = terms(name)
    return all(any(word.startswith(term) for word in words) for term in terms(typed))
