"""The main navigation, and the entry that each page belongs to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from jinja2.runtime import Context

from leadqual.core.pages.panels import (
    Section,
    Tab,
    address_of,
    may_open,
    panel_sections,
    panel_tabs,
)
from leadqual.core.pages.templates import Library

register = Library()

_PLACES = (
    ("search:people", "people", "People"),
    ("search:companies", "company", "Companies"),
    ("campaigns:campaigns", "campaign", "Campaigns"),
    ("labeling:titles", "title", "Titles"),
    ("replies:inbox", "reply", "Replies"),
    ("registry:lab", "lab", "Lab"),
)
_MORE = (
    ("reports:team", "people", "Team report"),
    ("search:saved", "search", "Views"),
    ("duplicates:list", "people", "Duplicates"),
    ("search:exports", "export", "Export history"),
    ("replies:uploads", "import", "Upload emails"),
    ("replies:tasks", "check", "Tasks"),
    ("labeling:learned-functions", "title", "Learned functions"),
    ("taxonomy:dictionary", "book", "Dictionary"),
    ("taxonomy:history", "clock", "History of functions"),
    ("registry:models", "lab", "Models"),
    ("lab:comparison", "lab", "Comparison of methods"),
    ("monitoring:page", "warning", "Monitoring"),
    ("monitoring:system_status", "plug", "System status"),
    ("accounts:members", "people", "Members"),
    ("accounts:account", "person", "Your account"),
    ("account_email", "reply", "Change email"),
    ("account_change_password", "lock", "Change password"),
    ("mfa_index", "lock", "Two-step verification"),
    ("mfa_list_webauthn", "key", "Passkeys"),
    ("accounts:sessions", "lock", "Sessions"),
    ("accounts:security", "lock", "Members’ sign-in"),
    ("accounts:api_keys", "key", "API keys"),
    ("accounts:integrations", "plug", "Integrations"),
    ("accounts:api_docs", "book", "API documentation"),
    ("inbound:leads", "plug", "Inbound leads"),
    ("mailboxes:list", "reply", "Mailboxes"),
    ("enrichment:settings", "plus", "Enrichment"),
    ("webhooks:endpoints", "plug", "Webhooks"),
    ("privacy:privacy", "shield", "Privacy"),
    ("search:do_not_contact", "block", "Do not contact"),
    ("imports:suppression_lists", "block", "Suppression lists"),
    ("accounts:audit_log", "clock", "Audit log"),
    ("search:statuses", "settings", "Statuses"),
    ("search:custom_fields", "settings", "Custom fields"),
    ("lead_scores:rules", "star", "Lead score"),
    ("home:recent_changes", "undo", "Recent changes"),
    ("search:deleted_records", "trash", "Deleted records"),
    ("search:fact_reports", "flag", "Reported values"),
    ("accounts:workspaces", "layers", "Workspaces"),
    ("lookup:title", "title", "Look up a job title, company or reply"),
)
# Pages with a URL below another entry than their own.
_ELSEWHERE = {
    "labeling:costs": "registry:lab",
    "taxonomy:tree": "labeling:titles",
    "duplicates:list": "search:people",
}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation."""

    url: str
    icon_name: str
    words: str
    is_here: bool


@register.simple_tag(takes_context=True)
def navigation_items(context: Context) -> list[NavigationItem]:
    """Return the entries of the main navigation in this installation."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    elsewhere = next((to for page, to in _ELSEWHERE.items() if _is_below(path, page)), None)
    found: list[NavigationItem] = []
    for name, icon_name, words in _PLACES:
        try:
            url = reverse(name)
        except NoReverseMatch:  # The feature is not installed.
            continue
        is_here = path == url if url == "/" else path.startswith(url)
        found.append(
            NavigationItem(url, icon_name, words, elsewhere == name if elsewhere else is_here)
        )
    return found


@register.simple_tag(takes_context=True)
def more_pages(context: Context) -> list[Tab]:
    """Return additional pages for Ctrl-K that the user may open."""
    request = context["request"]
    return [
        Tab(address_of(page), words, None, is_here=False, icon_name=icon_name)
        for page, icon_name, words in _MORE
        if may_open(request, page)
    ]


@register.simple_tag(takes_context=True)
def place_tabs(context: Context, page: str) -> list[Tab]:
    """Return the tabs of a page's place that the user may open."""
    return panel_tabs(context["request"], page)


@register.simple_tag(takes_context=True)
def place_sections(context: Context, place: str) -> list[Section]:
    """Return the sections of a place that the user may open."""
    return panel_sections(context["request"], place)


@register.simple_tag
def place_url(page: str, **query: str) -> str:
    """Return the URL at which a page is shown, at its place if it is a panel.

    Empty if the feature is not installed, like `url_if_any`.
    """
    try:
        return address_of(page, **query)
    except NoReverseMatch:
        return ""


def _is_below(path: str, page: str) -> bool:
    try:
        return path.startswith(reverse(page))
    except NoReverseMatch:  # The feature is not installed.
        return False
