"""What the pages under Settings have in common: their navigation."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from allauth.account import views as allauth
from allauth.account.models import EmailAddress, get_emailconfirmation_model
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
from leadqual.core.pages.panels import PLACES, Tab, address_of, may_open, panel_tabs, place_of


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


# Email of the account: the address of an account is changed once the new one is confirmed.


class _EmailView(allauth.EmailView):  # type: ignore[misc]  # allauth has no types
    """Change the address; one that was never confirmed is confirmed first.

    Whoever got into an account could otherwise move it to an address of theirs, and nobody who
    reads the former one would be told.
    """

    template_name = "account/email_change.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Note the address, and refuse another one before it is confirmed."""
        if isinstance(request.user, User):
            self.current = ensure_address(request.user)
            if "action_add" in request.POST and not self.current.verified:
                messages.error(request, "Confirm your current address first. Nothing was changed.")
                return redirect("account_email")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the current address, and the one it is being changed to."""
        pending = EmailAddress.objects.filter(user=self.request.user, verified=False)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "current": self.current,
            "pending": pending.exclude(pk=self.current.pk).last(),
            **email_notes(),
        }


class _ConfirmView(allauth.ConfirmEmailView):  # type: ignore[misc]
    """Confirm an address; only who is signed in to its account does.

    Whoever reads the address could otherwise be led to confirm it for the account of a stranger.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse links of another account; the middleware asks others to sign in first."""
        found = get_emailconfirmation_model().from_key(kwargs["key"])
        if found is not None and found.email_address.user_id != request.user.pk:
            return render(request, self.template_name, {"is_other_account": True}, status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


email = _EmailView.as_view()
confirm_email = _ConfirmView.as_view()


# The account of a person: name, email, password, and how they sign in.


@route("account/")
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of the person who is signed in."""
    user = _person(request)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    return _account_page(request, NameForm(initial=names))


def _person(request: HttpRequest) -> User:
    return cast("WorkspaceRequest", request).user


def _account_page(request: HttpRequest, form: NameForm, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/account/profile.html", {"form": form}, status=status)


@route("account/name/", methods="POST")
def change_name(request: HttpRequest) -> HttpResponse:
    """Save the name of the person."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    user = _person(request)
    user.first_name = form.cleaned_data["first_name"]
    user.last_name = form.cleaned_data["last_name"]
    user.save(update_fields=["first_name", "last_name"])
    messages.success(request, "Name saved.")
    return redirect("accounts:account")


# The general settings page: name of the workspace, how titles are labeled, limits.


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
    """Give the workspace another name."""
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
    """Say how many titles two people label, in percent."""
    form = TitleOverlapForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, overlap_form=form)
    percent = form.cleaned_data["percent"]
    services.set_title_overlap(workspace=request.workspace, percent=percent, author=request.user)
    messages.success(request, f"{percent}% of titles are now double-labeled.")
    return redirect("accounts:settings")


# What pages about signing in show: which ways there are.


def sign_in_methods(request: HttpRequest) -> dict[str, object]:  # of Django
    """Add `sso_name`, empty where single sign-on is not set up, and `is_sso_only`."""
    name = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
    return {"sso_name": name, "is_sso_only": settings.OIDC_ONLY}
