"""The API keys pages: keys for programs, and one of them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from leadqual.accounts.keys import services
from leadqual.accounts.keys.errors import KeyLimitError, NotKeyOwnerError, ScopeNotGrantedError
from leadqual.accounts.keys.scopes import SCOPE_DESCRIPTIONS, grantable_scopes, in_order
from leadqual.accounts.keys.state import KeyState, keys_of, state_of, uncovered_scopes
from leadqual.accounts.models import ApiKey, Role, Scope
from leadqual.accounts.pages.api_key_forms import ApiKeyForm, NewApiKeyForm, RotateApiKeyForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.accounts.routing import WorkspaceRequest, needs_role, route
from leadqual.core.errors import LeadqualError

HERE = "accounts:api_keys"


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """A key as the pages show it."""

    key: ApiKey
    state: KeyState
    scopes: list[Scope]
    uncovered: list[Scope]
    previous_until: datetime | None

    @property
    def why_no_access(self) -> str:
        """Say why a key has no access whose owner is gone."""
        owner = self.key.created_by
        if self.state == KeyState.OWNER_REMOVED:
            return f"No access: {owner} is no longer a member"
        if self.state == KeyState.OWNER_INACTIVE:
            return f"No access: the account of {owner} is deactivated"
        if self.state == KeyState.OWNER_WITHOUT_TWO_STEP:
            return f"No access: {owner} has not set up two-step verification"
        return ""

    @property
    def descriptions(self) -> list[tuple[Scope, str, bool]]:
        """Give each scope with what it covers, and whether its owner covers it."""
        return [
            (scope, SCOPE_DESCRIPTIONS[scope], scope not in self.uncovered) for scope in self.scopes
        ]


def _shown(key: ApiKey) -> ApiKeyRow:
    until = key.previous_valid_until
    return ApiKeyRow(
        key=key,
        state=state_of(key),
        scopes=in_order(key.scopes),
        uncovered=uncovered_scopes(key),
        previous_until=until if until is not None and until > timezone.now() else None,
    )


@route("settings/keys/", methods="GET POST")
def api_keys(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the API keys; a form sent here creates one."""
    return create_key(request) if request.method == "POST" else _list(request)


def _grantable(request: WorkspaceRequest) -> list[Scope]:
    return list(grantable_scopes(request.user, Role(request.member.role)))


def _list(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    initial = {"scopes": [Scope.READ.value]}
    context = {
        "keys": [_shown(key) for key in keys_of(request.workspace)],
        "key_form": NewApiKeyForm(scopes=_grantable(request), initial=initial),
        **more,
    }
    return render_settings(
        request, "accounts/settings/api_keys.html", context, here=HERE, status=status
    )


@needs_role(Role.MANAGER)
def create_key(request: WorkspaceRequest) -> HttpResponse:
    """Create an API key and show its secret, this once."""
    form = NewApiKeyForm(request.POST, scopes=_grantable(request))
    if form.is_valid():
        values = form.cleaned_data
        limits = services.KeyLimits(values["expires"], values["requests_per_minute"])
        try:
            key, secret = services.create_api_key(
                workspace=request.workspace,
                name=values["name"],
                scopes=values["scopes"],
                author=request.user,
                limits=limits,
            )
        except KeyLimitError as error:
            form.add_error(None, error.message)
        else:
            return _list(request, status=201, new_secret=secret, new_key=key)
    return _list(request, status=422, key_form=form)


@route("settings/keys/<int:key_id>/")
def api_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Show one key, with the forms that change it."""
    return _detail(request, _key(request, key_id))


def _key(request: WorkspaceRequest, key_id: int) -> ApiKey:
    return get_object_or_404(keys_of(request.workspace), pk=key_id)


def _change_form(
    request: WorkspaceRequest, key: ApiKey, *, data: QueryDict | None = None
) -> ApiKeyForm:
    """Return the form that changes a key; scopes that it has already may stay.

    Args:
        request: says which scopes the person may grant.
        key: whose values stand in the form.
        data: what was sent with this form; other forms of the page leave it as it is.
    """
    offered = {*_grantable(request), *in_order(key.scopes)}
    names = ("name", "scopes", "requests_per_minute")
    initial = {name: getattr(key, name) for name in names}
    return ApiKeyForm(data, scopes=in_order(offered), initial=initial)


def _detail(
    request: WorkspaceRequest, key: ApiKey, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "shown": _shown(key),
        "change_form": _change_form(request, key),
        "rotate_form": RotateApiKeyForm(),
        "usual_rate": settings.API_RATE,
        **more,
    }
    return render_settings(
        request, "accounts/settings/api_key.html", context, here=HERE, status=status
    )


@route("settings/keys/<int:key_id>/change/", methods="POST", role=Role.MANAGER)
def change_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Rename an API key, or give it other scopes or another rate limit."""
    key = _key(request, key_id)
    form = _change_form(request, key, data=request.POST)
    if form.is_valid():
        try:
            services.change_api_key(key=key, author=request.user, **form.cleaned_data)
        except (KeyLimitError, ScopeNotGrantedError) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Saved {form.cleaned_data['name']}.")
            return redirect("accounts:api_key", key_id)
    return _detail(request, key, status=422, change_form=form)


@route("settings/keys/<int:key_id>/rotate/", methods="POST", role=Role.MANAGER)
def rotate_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Give an API key a new secret and show it, this once."""
    key = _key(request, key_id)
    form = RotateApiKeyForm(request.POST)
    if form.is_valid():
        try:
            _, secret = services.rotate_api_key(
                key=key,
                author=request.user,
                overlap_hours=form.cleaned_data["overlap_hours"],
                expires_in_days=form.cleaned_data["expires"],
            )
        except (KeyLimitError, NotKeyOwnerError, ScopeNotGrantedError) as error:
            form.add_error(None, error.message)
        else:
            rotated = _key(request, key_id)
            return _detail(request, rotated, status=201, new_secret=secret, new_key=rotated)
    return _detail(request, key, status=422, rotate_form=form)


@route("settings/keys/<int:key_id>/revoke/", methods="POST", role=Role.MANAGER)
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Make an API key useless."""
    try:
        services.revoke_api_key(key=_key(request, key_id), author=request.user)
        messages.success(request, "Key revoked. Requests with it are rejected.")
    except LeadqualError as error:
        messages.error(request, error.message)
    return redirect(HERE)


@route("settings/keys/<int:key_id>/take-over/", methods="POST", role=Role.MANAGER)
def take_over_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Make the manager who asks the owner of an API key, and show its new secret, this once."""
    try:
        _, secret = services.take_over_api_key(key=_key(request, key_id), author=request.user)
    except LeadqualError as error:
        messages.error(request, error.message)
        return redirect("accounts:api_key", key_id)
    taken = _key(request, key_id)
    return _detail(request, taken, status=201, new_secret=secret, new_key=taken)
