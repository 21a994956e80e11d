"""Navigation and rendering of the settings pages."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.core.pages.panels import (
    PLACES,
    Tab,
    address_of,
    may_open,
    panel_sections,
    panel_tabs,
    place_of,
)

_PARENT_TABS = {
    "account_set_password": "account_change_password",
    "mfa_activate_totp": "mfa_index",
    "mfa_deactivate_totp": "mfa_index",
    "mfa_view_recovery_codes": "mfa_index",
    "mfa_generate_recovery_codes": "mfa_index",
    "mfa_add_webauthn": "mfa_list_webauthn",
    "mfa_edit_webauthn": "mfa_list_webauthn",
    "mfa_remove_webauthn": "mfa_list_webauthn",
    "accounts:change_name": "accounts:account",
}


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """One section of the settings.

    Args:
        place: URL name, without arguments; its panels are in `PLACES`.
    """

    place: str
    words: str
    icon_name: str


# In the order of the navigation; pages of other apps are referenced by URL name.
SECTIONS = (
    SettingsSection("accounts:settings", "Workspace", "layers"),
    SettingsSection("accounts:members", "Members", "people"),
    SettingsSection("accounts:account", "Your account", "person"),
    SettingsSection("accounts:integrations", "Integrations", "plug"),
    SettingsSection("privacy:privacy", "Privacy", "shield"),
    SettingsSection("accounts:audit_log", "Activity", "clock"),
)
"""Steps of forms → the page that each belongs to."""


def settings_navigation(request: HttpRequest, here: str) -> dict[str, object]:
    """Return the sections that the member may open, the tabs of the current one and its own rows.

    Args:
        request: users without a workspace see only the account.
        here: URL name of the page.
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
    rows = [
        row
        for row in (panel_sections(request, place) if here == place else [])
        if has_single_sign_on or row.url != reverse("socialaccount_connections")
    ]
    return {
        "sections": sections,
        "section": words,
        "tabs": tabs if len(tabs) > 1 else [],
        "sections_of_place": rows,
    }


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
        context: of the page; `may_manage` and the navigation are added.
        here: URL name of the page, or of its parent page.
        status: HTTP status of the response.
    """
    role = Role(request.member.role)
    context = {
        **settings_navigation(request, here),
        "may_manage": role.includes(Role.MANAGER),
        **context,
    }
    return render(request, template, context, status=status)


def render_edit(
    request: WorkspaceRequest,
    form: forms.Form,
    heading: str,
    action: str,
    *,
    here: str,
    template: str = "accounts/settings/edit.html",
    **context: object,
) -> HttpResponse:
    """Render the form that adds or edits something of a panel; 422 if it was sent.

    Args:
        request: of a member.
        form: unsent, or with errors.
        heading: of the form.
        action: words of its button.
        here: URL name of the panel.
        template: extends the default one.
        context: more of the page.
    """
    shown = {"form": form, "heading": heading, "action": action, "cancel_url": address_of(here)}
    status = 422 if form.is_bound else 200
    return render_settings(request, template, {**shown, **context}, here=here, status=status)


def _has_workspace(request: HttpRequest) -> bool:
    return getattr(request, "member", None) is not None


def account_navigation(request: HttpRequest) -> dict[str, object]:
    """Return the navigation of account pages with views of django-allauth."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return settings_navigation(request, _PARENT_TABS.get(here, here))
