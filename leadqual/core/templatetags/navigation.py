"""The main navigation: the places of this installation, and which of them a page belongs to."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse

register = template.Library()

_PLACES = (
    ("leads:people", "people", "People"),
    ("leads:companies", "company", "Companies"),
    ("matching:campaigns", "campaign", "Campaigns"),
    ("labelling:titles", "title", "Titles"),
    ("replies:inbox", "reply", "Replies"),
    ("registry:lab", "lab", "Lab"),
)
# Pages whose address lies below another place than theirs.
_ELSEWHERE = {"labelling:costs": "registry:lab"}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation."""

    url: str
    icon_name: str
    words: str
    is_here: bool


@register.simple_tag(takes_context=True)
def navigation_items(context: Context) -> list[NavigationItem]:
    """List the places of the main navigation that this installation has."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    elsewhere = next((to for page, to in _ELSEWHERE.items() if _is_below(path, page)), None)
    found: list[NavigationItem] = []
    for name, icon_name, words in _PLACES:
        try:
            url = reverse(name)
        except NoReverseMatch:  # A feature that is not installed has no place.
            continue
        is_here = path == url if url == "/" else path.startswith(url)
        found.append(
            NavigationItem(url, icon_name, words, elsewhere == name if elsewhere else is_here)
        )
    return found


def _is_below(path: str, page: str) -> bool:
    try:
        return path.startswith(reverse(page))
    except NoReverseMatch:  # A feature that is not installed has no pages.
        return False
