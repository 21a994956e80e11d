"""What the pages under Settings have in common: their navigation."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.request_types import WorkspaceRequest


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One page under Settings.

    Args:
        url_name: of its address, which takes no arguments.
        words: its name in the navigation.
        role: who sees it there; the page itself checks again.
    """

    url_name: str
    words: str
    role: Role = Role.VIEWER


# In the order of the navigation. Pages of other apps are named here by the name of their address.
PAGES = (
    SettingsPage("accounts:settings", "General"),
    SettingsPage("accounts:members", "Members"),
    SettingsPage("accounts:security", "Security", Role.MANAGER),
    SettingsPage("accounts:api_keys", "API keys"),
    SettingsPage("leads:do_not_contact", "Do not contact"),
    SettingsPage("lead_scores:rules", "Lead score"),
    SettingsPage("leads:custom_fields", "Custom fields"),
    SettingsPage("accounts:audit_log", "Audit log", Role.MANAGER),
    SettingsPage("privacy:privacy", "Privacy", Role.MANAGER),
    SettingsPage("leads:deleted_records", "Deleted records", Role.QUALIFIER),
)


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
        context: of the page; `may_manage` and `tabs` are added.
        here: name of the address in `PAGES`.
        status: of the answer.
    """
    role = Role(request.member.role)
    tabs = [
        {"url": reverse(page.url_name), "words": page.words, "is_here": page.url_name == here}
        for page in PAGES
        if role.includes(page.role)
    ]
    context = {"tabs": tabs, "may_manage": role.includes(Role.MANAGER), **context}
    return render(request, template, context, status=status)
