"""Navigation of the settings pages, the account pages and the general settings."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from allauth.account import views as allauth
from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts import services
from leadqual.accounts.emails import email_notes
from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role, User
from leadqual.accounts.pages.forms import NameForm, TitleOverlapForm, WorkspaceForm
from leadqual.accounts.sign_in import ensure_address
from leadqual.accounts.workspaces.quotas import usage_of
from leadqual.core.pages.panels import (
    PLACES,
    Tab,
    address_of,
    may_open,
    panel_sections,
    panel_tabs,
    place_of,
)


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
_TAB_OF = {
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


# Email of the account: a new address takes effect once it is confirmed.


class _EmailView(allauth.EmailView):  # type: ignore[misc]  # allauth has no types
    """Change the address, but only after the current one is confirmed.

    Otherwise an intruder could move the account to another address without any notice to its
    owner.
    """

    template_name = "account/email_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a new address until the current one is confirmed."""
        if isinstance(request.user, User):
            self.current = ensure_address(request.user)
            if "action_add" in request.POST and not self.current.verified:
                messages.error(request, "Confirm your current address first. Nothing was changed.")
                return redirect("account_email")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the current address and the pending new one."""
        pending = EmailAddress.objects.filter(user=self.request.user, verified=False)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "current": self.current,
            "pending": pending.exclude(pk=self.current.pk).last(),
            **email_notes(),
        }


class _ConfirmView(allauth.ConfirmEmailView):  # type: ignore[misc]
    """Confirm an address; the user must be signed in to its account.

    Otherwise the owner of the address could be tricked into confirming it for another account.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse links of other accounts; the middleware asks for sign-in first."""
        found = get_emailconfirmation_model().from_key(kwargs["key"])
        if found is not None and found.email_address.user_id != request.user.pk:
            return render(request, self.template_name, {"is_other_account": True}, status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


email = _EmailView.as_view()
confirm_email = _ConfirmView.as_view()


# The account page: name, email, password and sign-in methods.


@route("account/")
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of the current user."""
    user = _person(request)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    return _account_page(request, NameForm(initial=names))


def _person(request: HttpRequest) -> User:
    return cast("WorkspaceRequest", request).user


def _account_page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/account/profile.html", {"form": form}, status=status)


@route("account/name/", methods="POST")
def change_name(request: HttpRequest) -> HttpResponse:
    """Save the name of the user."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    user = _person(request)
    user.first_name = form.cleaned_data["first_name"]
    user.last_name = form.cleaned_data["last_name"]
    user.save(update_fields=["first_name", "last_name"])
    messages.success(request, "Name saved.")
    return redirect("accounts:account")


# The general settings page: workspace name, title labeling and limits.


@route("settings/", name="settings")
def general(request: WorkspaceRequest) -> HttpResponse:
    return _page(request)


def _page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "workspace_form": WorkspaceForm(initial={"name": request.workspace.name}),
        "overlap_form": TitleOverlapForm(initial={"percent": request.workspace.title_overlap}),
        "usage": usage_of(request.workspace),
        **more,
    }
    return render_settings(
        request, "accounts/settings/general.html", context, here="accounts:settings", status=status
    )


@route("settings/name/", methods="POST", role=Role.MANAGER)
def rename(request: WorkspaceRequest) -> HttpResponse:
    """Rename the workspace."""
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, workspace_form=form)
    services.rename_workspace(
        workspace=request.workspace, name=form.cleaned_data["name"], author=request.user
    )
    messages.success(request, "Workspace renamed.")
    return redirect("accounts:settings")


@route("settings/title-overlap/", name="title_overlap", methods="POST", role=Role.MANAGER)
def set_title_overlap(request: WorkspaceRequest) -> HttpResponse:
    """Set the percentage of titles for double labeling."""
    form = TitleOverlapForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, overlap_form=form)
    percent = form.cleaned_data["percent"]
    services.set_title_overlap(workspace=request.workspace, percent=percent, author=request.user)
    messages.success(request, f"{percent}% of titles are now double-labeled.")
    return redirect("accounts:settings")


# Available sign-in methods.


def account_navigation(request: HttpRequest) -> dict[str, object]:
    """Return the navigation of account pages with views of django-allauth."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return settings_navigation(request, _TAB_OF.get(here, here))


def sign_in_methods(request: HttpRequest) -> dict[str, object]:  # of Django
    """Add `sso_name`, empty if single sign-on is not set up, and `is_sso_only`."""
    name = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return {"sso_name": name, "is_sso_only": settings.OIDC_ONLY}
