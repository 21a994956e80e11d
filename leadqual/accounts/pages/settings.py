"""What the pages under Settings have in common: their navigation."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest
from leadqual.core.pages.navigation import Tab
from leadqual.core.pages.panels import PLACES, address_of, may_open, panel_tabs, place_of


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """One section of the settings.

    Args:
        place: name of its address, which takes no arguments; its panels are in `PLACES`.
    """

    place: str
    words: str
    icon_name: str


# In the order of the navigation. Pages of other apps are named here by the name of their address.
SECTIONS = (
    SettingsSection("accounts:settings", "Workspace", "layers"),
    SettingsSection("accounts:members", "Members", "people"),
    SettingsSection("accounts:account", "Security", "lock"),
    SettingsSection("accounts:api_keys", "API keys", "key"),
    SettingsSection("accounts:integrations", "Integrations", "plug"),
    SettingsSection("privacy:privacy", "Privacy", "shield"),
    SettingsSection("accounts:audit_log", "Audit log", "clock"),
)


def settings_navigation(request: HttpRequest, here: str) -> dict[str, object]:
    """Return the sections that the member may open, and the tabs of the one that a page is in.

    Args:
        request: of a member; of somebody without a workspace, only the account is there.
        here: name of the address of the page.
    """
    place = place_of(here)
    sections = []
    for section in SECTIONS:
        pages = [one.page for one in PLACES.get(section.place, ())] or [section.place]
        opened = next(filter(partial(may_open, request), pages), None)
        if opened is not None and (section.place == place or _has_workspace(request)):
            is_here = section.place == place
            address = address_of(opened)
            sections.append(Tab(address, section.words, None, is_here, section.icon_name))
    words = next((one.words for one in SECTIONS if one.place == place), "")
    has_single_sign_on = bool(settings.OIDC_ISSUER)
    tabs = [
        tab
        for tab in panel_tabs(request, here)
        if has_single_sign_on or tab.url != reverse("socialaccount_connections")
    ]
    return {"sections": sections, "section": words, "tabs": tabs if len(tabs) > 1 else []}


def render_settings(
    request: WorkspaceRequest,
    template: str,
    context: dict[str, object],
    *,
    here: str,
    status: int = 200,
) -> HttpResponse:
    """Render a page under Settings with its navigation.

    Args:
        request: of a member.
        template: extends `accounts/settings/base.html`.
        context: of the page; `may_manage` and what navigation needs are added.
        here: name of the address of the page, or of the one that it belongs to.
        status: of the answer.
    """
    role = Role(request.member.role)
    context = {
        **settings_navigation(request, here),
        "may_manage": role.includes(Role.MANAGER),
        **context,
    }
    return render(request, template, context, status=status)


def _has_workspace(request: HttpRequest) -> bool:
    return getattr(request, "member", None) is not None
