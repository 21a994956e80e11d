"""Pages with several panels: each panel is a page, shown at the URL of its container ("place")."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve, reverse

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]

_PARAMETER = "panel"
_OPENED = "opened_panel"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; `count` is None if no number is shown.

    `icon_name` is empty for a tab without icon.
    """

    url: str
    words: str
    count: int | None
    is_here: bool
    icon_name: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a place.

    Args:
        page: URL name of the page; it takes the forms, and GET requests redirect to the place.
        words: label of its tab.
        name: value in the query string of the place; "" for a page at its own URL.
        about: description of a section: a row on the page of its place, and a tab only while it is
            open; "" for a tab.
    """

    page: str
    words: str
    name: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A row that leads from the page of a place to one of its sections."""

    url: str
    words: str
    about: str


PLACES: dict[str, tuple[Panel, ...]] = {
    "home:dashboard": (
        Panel("home:dashboard", "Home"),
        Panel("reports:team", "Team report", "team-report", "Pipeline, lists and work by person"),
    ),
    "accounts:settings": (
        Panel("accounts:settings", "Workspace"),
        Panel("search:statuses", "Statuses", "statuses", "Steps from new to won, with colors"),
        Panel(
            "search:custom_fields",
            "Custom fields",
            "custom-fields",
            "More fields of people, companies",
        ),
        Panel("lead_scores:rules", "Lead score", "lead-score", "What makes a person a good fit"),
        Panel(
            "search:fact_reports",
            "Reported values",
            "reported-values",
            "Values that members marked as wrong",
        ),
        Panel(
            "search:deleted_records",
            "Deleted records",
            "deleted-records",
            "Restore people and companies",
        ),
    ),
    "accounts:members": (
        Panel("accounts:members", "Members"),
        Panel(
            "accounts:security", "Members’ sign-in", "", "Two-step verification and failed sign-ins"
        ),
    ),
    "accounts:account": (
        Panel("accounts:account", "Your account"),
        Panel("account_email", "Email", "", "The address you sign in with"),
        Panel("account_change_password", "Password", "", "Change your password"),
        Panel("mfa_index", "Two-step verification", "", "Codes of an app when you sign in"),
        Panel("mfa_list_webauthn", "Passkeys", "", "Sign in without a password"),
        Panel("accounts:sessions", "Sessions", "", "Browsers in which you are signed in"),
        Panel("socialaccount_connections", "Single sign-on", "", "Accounts of your organization"),
    ),
    "accounts:integrations": (
        Panel("accounts:integrations", "Integrations"),
        Panel("accounts:api_keys", "API keys", "", "Keys for programs"),
        Panel("webhooks:endpoints", "Webhooks", "webhooks", "Events sent to your systems"),
        Panel("inbound:leads", "Inbound leads", "inbound-leads", "Forms and routing rules"),
        Panel("mailboxes:list", "Mailboxes", "mailboxes", "Replies read from IMAP servers"),
        Panel("enrichment:settings", "Enrichment", "enrichment", "Fill in missing values"),
        Panel(
            "accounts:api_docs",
            "API documentation",
            "api-documentation",
            "Guides and reference for programs",
        ),
    ),
    "accounts:audit_log": (
        Panel("accounts:audit_log", "Activity"),
        Panel("home:recent_changes", "Recent changes", "recent-changes", "Undo your last changes"),
    ),
    "privacy:privacy": (
        Panel("privacy:privacy", "Privacy"),
        Panel("search:do_not_contact", "Do not contact", "do-not-contact", "Who is not contacted"),
        Panel(
            "imports:suppression_lists",
            "Suppression lists",
            "suppression-lists",
            "Import addresses and domains to block",
        ),
    ),
    "labeling:titles": (
        Panel("labeling:titles", "To do"),
        Panel("labeling:review", "Review"),
        Panel("labeling:done", "Done"),
        Panel("taxonomy:tree", "Functions"),
    ),
    "taxonomy:tree": (
        Panel("labeling:titles", "To do"),
        Panel("labeling:review", "Review"),
        Panel("labeling:done", "Done"),
        Panel("taxonomy:tree", "Functions"),
        Panel("taxonomy:dictionary", "Dictionary", "dictionary", "Known titles and phrase rules"),
        Panel(
            "labeling:learned-functions",
            "Learned functions",
            "learned-functions",
            "Functions learned from your corrections",
        ),
        Panel(
            "taxonomy:history",
            "History of functions",
            "history",
            "Published changes, and the way back",
        ),
    ),
    "registry:lab": (
        Panel("registry:lab", "Lab"),
        Panel("registry:models", "Models", "", "Figures by label, candidates, quality gates"),
        Panel("monitoring:page", "Monitoring", "", "Drift, corrections and alerts by day"),
        Panel("lab:comparison", "Comparison", "", "Which method works best at each training size"),
        Panel(
            "monitoring:system_status", "System status", "system-status", "Servers, jobs and queues"
        ),
    ),
    "replies:inbox": (
        Panel("replies:inbox", "Inbox"),
        Panel("replies:tasks", "Tasks", "tasks"),
    ),
    "imports:list": (
        Panel("imports:list", "Imports"),
        Panel("search:exports", "Exports", "exports"),
        Panel("replies:uploads", "Emails", "emails"),
    ),
    "search:lists": (
        Panel("search:lists", "Lists"),
        Panel("search:saved", "Views", "saved-searches", "Views that the workspace shares"),
    ),
    "lookup:title": (
        Panel("lookup:title", "Job title"),
        Panel("lookup:company", "Company", "company"),
        Panel("lookup:reply", "Reply", "reply"),
    ),
}
"""The places by URL name, including pages of other apps."""

FORMS: dict[str, tuple[Panel, ...]] = {
    "search:people": (
        Panel("search:new_contact", "New person", "new"),
        Panel("search:export", "Export", "export"),
        Panel("search:change_people", "Edit fields", "change"),
        Panel("search:delete_people", "Delete", "delete"),
        Panel("search:set_do_not_contact", "Do not contact", "do-not-contact"),
        Panel("duplicates:merge_people", "Merge", "merge"),
        Panel("enrichment:enrich_people", "Enrich", "enrich"),
        Panel("search:add_to_list", "Add to list", "add-to-list"),
        Panel("campaigns:add_companies", "Add to campaign", "add-to-campaign"),
    ),
    "search:companies": (
        Panel("search:new_company", "New company", "new"),
        Panel("search:export_companies", "Export", "export"),
        Panel("search:change_companies", "Edit fields", "change"),
        Panel("search:delete_companies", "Delete", "delete"),
        Panel("duplicates:merge_companies", "Merge", "merge"),
        Panel("enrichment:enrich_companies", "Enrich", "enrich"),
        Panel("search:add_companies_to_list", "Add to list", "add-to-list"),
        Panel("campaigns:more_like", "More like these", "more-like-these"),
        Panel("search:decision_makers", "Add decision makers to list", "decision-makers"),
    ),
    "campaigns:campaigns": (Panel("campaigns:new", "New campaign", "new"),),
    "replies:inbox": (Panel("replies:new", "Add reply", "new"),),
    "duplicates:list": (Panel("duplicates:merge_likely", "Merge all", "merge-all"),),
    "labeling:titles": (
        Panel("labeling:new-function", "New function", "new-function"),
        Panel("labeling:function-group", "New function group", "new-group"),
    ),
    "accounts:settings": (
        Panel("accounts:delete_workspace", "Export or delete workspace", "delete-workspace"),
    ),
    "accounts:integrations": (
        Panel("inbound:new_form", "New form", "new-form"),
        Panel("inbound:new_rule", "New rule", "new-rule"),
        Panel("enrichment:new_webhook", "New field webhook", "new-field-webhook"),
        Panel("enrichment:language_model", "Language model", "language-model"),
    ),
    "privacy:privacy": (Panel("privacy:person", "Data of a person", "person"),),
    "home:dashboard": (Panel("reports:share_report", "Share by link", "share-report"),),
}
"""Forms that a place opens for selected items or searches; they have no tab."""


def place_of(page: str) -> str:
    """Return the place of a page, or the page itself if it is not a panel."""
    return page if page in PLACES else next((place for place, _ in _find_panel(page)), page)


def address_of(page: str, /, **query: str) -> str:
    """Return the URL at which a page is shown, at its place if it is a panel."""
    place, name = _address_and_panel(page)
    asked = {_PARAMETER: name, **query} if name else query
    return f"{place}?{urlencode(asked)}" if asked else place


@cache
def _address_and_panel(page: str) -> tuple[str, str]:
    """Return the URL at which a page is shown, and its panel name or ""."""
    for place, panel in _find_panel(page):
        if panel.name:
            return reverse(place), panel.name
    return reverse(page), ""


def panel_tabs(request: HttpRequest, page: str) -> list[Tab]:
    """Return the tabs of a page's place that the member may open.

    A section has a tab while it is open, and where the member may not open the page of its place.
    """
    place = place_of(page)
    return [
        Tab(address_of(panel.page), panel.words, None, panel.page == page)
        for panel in PLACES.get(place, ())
        if may_open(request, panel.page)
        and (not panel.about or panel.page == page or not may_open(request, place))
    ]


def panel_sections(request: HttpRequest, place: str) -> list[Section]:
    """Return the sections of a place that the member may open."""
    return [
        Section(address_of(panel.page), panel.words, panel.about)
        for panel in PLACES.get(place, ())
        if panel.about and may_open(request, panel.page)
    ]


def may_open(request: HttpRequest, page: str) -> bool:
    """Return whether the user meets the page's role and staff requirements."""
    if is_for_staff(page) and not request.user.is_staff:
        return False
    role = _required_role(page)
    member: Any = getattr(request, "member", None)
    return role is None or (member is not None and type(role)(member.role).includes(role))


def is_panel(page: str) -> bool:
    """Return whether a page is shown at the URL of another page."""
    return any(one.name for _, one in _find_panel(page))


def panel(page: str) -> Callable[[View[R, P]], View[R, P]]:
    """Redirect GET requests for a panel to its place.

    Apply it below the decorator that checks the role, so that access is checked first.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def shown(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            is_of_place = getattr(request, _OPENED, "") == page
            is_part = "HX-Request" in request.headers or bool(args or kwargs)
            if request.method not in {"GET", "HEAD"} or is_of_place or is_part:
                return view(request, *args, **kwargs)
            other_parameters = [
                (name, values) for name, values in request.GET.lists() if name != _PARAMETER
            ]
            query = f"&{urlencode(other_parameters, doseq=True)}" if other_parameters else ""
            return HttpResponseRedirect(f"{address_of(page)}{query}")

        return cast("View[R, P]", shown)

    return decorate


def shows_panels(place: str) -> Callable[[View[R, P]], View[R, P]]:
    """Show the panel named in the query string instead of the view of the place.

    Apply it above the decorator that checks the role, because each panel checks its own.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def shown(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            wanted = request.GET.get(_PARAMETER)
            tabs, forms = PLACES.get(place, ()), FORMS.get(place, ())
            opened = next((one for one in (*tabs, *forms) if one.name and one.name == wanted), None)
            if opened is None and wanted and (moved := _page_named(wanted)):
                return HttpResponseRedirect(address_of(moved))  # It was a panel of this place.
            if opened is None or args or kwargs:
                return view(request, *args, **kwargs)
            setattr(request, _OPENED, opened.page)
            if opened in forms:
                # The form reads the search from the query string, without the panel name.
                search = request.GET.copy()
                del search[_PARAMETER]
                request.GET = cast("Any", search)  # The stubs allow only an immutable one.
            found = resolve(reverse(opened.page)).func
            return cast("HttpResponseBase", found(request))

        return cast("View[R, P]", shown)

    return decorate


@cache
def is_for_staff(page: str) -> bool:
    return getattr(resolve(reverse(page)).func, "needs_staff", False)


@cache
def _required_role(page: str) -> Any:
    return getattr(resolve(reverse(page)).func, "required_role", None)


def _page_named(name: str) -> str:
    """Return the page of a panel by its name; "" if there is none."""
    panels = (one for panels in PLACES.values() for one in panels)
    return next((one.page for one in panels if one.name == name), "")


def _find_panel(page: str) -> list[tuple[str, Panel]]:
    """Return the place and panel of a page; empty if it is not a panel."""
    kinds = (*PLACES.items(), *FORMS.items())
    return [(place, one) for place, panels in kinds for one in panels if one.page == page]
