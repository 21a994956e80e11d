"""The API keys pages: the list, and the page of one key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import format_html

from leadqual.accounts.keys import services
from leadqual.accounts.keys.scopes import SCOPE_DESCRIPTIONS, grantable_scopes, sort_scopes
from leadqual.accounts.keys.services import DEFAULT_DAYS, DEFAULT_OVERLAP_HOURS
from leadqual.accounts.keys.state import KeyState, keys_of, state_of, uncovered_scopes
from leadqual.accounts.models import ApiKey, Role, Scope
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.accounts.pages.forms import SettingsForm
from leadqual.accounts.pages.settings import render_settings
from leadqual.core.pages.undo import ShownErrors
from leadqual.core.texts.name_rules import MAX_NAME, check_name

_EXPIRY_DAYS = (30, 90, 365)
_OVERLAP_CHOICES = {
    0: "Stops immediately",
    1: "1 hour",
    24: "24 hours",
    72: "3 days",
    168: "7 days",
}

PAGE_NAME = "accounts:api_keys"


def _expiry_choices() -> list[tuple[str, str]]:
    max_days: int = settings.API_KEY_MAX_DAYS
    days = [n for n in _EXPIRY_DAYS if not max_days or n <= max_days] or [max_days]
    never = [] if max_days else [("never", "Never")]
    return [(str(n), f"In {n} days") for n in days] + never


class ExpiryField(forms.ChoiceField):
    """Expiry of a key as a number of days, None for never."""

    def __init__(self) -> None:
        choices = _expiry_choices()
        default = str(DEFAULT_DAYS)
        initial = default if default in dict(choices) else choices[-1][0]
        super().__init__(label="Expires", choices=_expiry_choices, initial=initial)

    def clean(self, value: Any) -> int | None:
        """Return the number of days."""
        chosen = super().clean(value)
        return None if chosen == "never" else int(chosen)


class ScopesField(forms.MultipleChoiceField):
    """Checkboxes of the scopes that a user may grant, with descriptions."""

    def __init__(self) -> None:
        super().__init__(label="Scopes", widget=forms.CheckboxSelectMultiple)

    def offer(self, scopes: Collection[Scope]) -> None:
        self.choices = [
            (scope.value, format_html("<b>{}:</b> {}", scope.label, SCOPE_DESCRIPTIONS[scope]))
            for scope in scopes
        ]


class ApiKeyForm(SettingsForm):
    """A new API key.

    Args:
        scopes: that the user may grant.
    """

    name = forms.CharField(
        max_length=MAX_NAME,
        validators=[check_name],
        label="Name",
        help_text="E.g. the program that uses it.",
    )
    scopes = ScopesField()
    requests_per_minute = forms.IntegerField(
        min_value=1,
        required=False,
        label="Requests per minute",
        help_text="Leave empty for the default rate limit.",
    )

    def __init__(
        self,
        *args: Any,
        scopes: Collection[Scope],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].offer(scopes)  # type: ignore[attr-defined]  # it is a ScopesField


class NewApiKeyForm(ApiKeyForm):
    """A new API key with its expiry."""

    field_order = ["name", "scopes", "expires", "requests_per_minute"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires"] = ExpiryField()
        self.order_fields(self.field_order)


class RotateApiKeyForm(SettingsForm):
    """A new secret for a key."""

    overlap_hours = forms.TypedChoiceField(
        label="The old secret works for",
        choices=list(_OVERLAP_CHOICES.items()),
        coerce=int,
        initial=DEFAULT_OVERLAP_HOURS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires"] = ExpiryField()


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """A key as shown on the pages."""

    key: ApiKey
    state: KeyState
    scopes: list[Scope]
    uncovered: list[Scope]
    previous_until: datetime | None

    @property
    def why_no_access(self) -> str:
        """Return why a key has lost access because of its owner; "" if it has not."""
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
        """Return each scope with its description, and whether the owner covers it."""
        return [
            (scope, SCOPE_DESCRIPTIONS[scope], scope not in self.uncovered) for scope in self.scopes
        ]


def _row_of(key: ApiKey) -> ApiKeyRow:
    until = key.previous_valid_until
    return ApiKeyRow(
        key=key,
        state=state_of(key),
        scopes=sort_scopes(key.scopes),
        uncovered=uncovered_scopes(key),
        previous_until=until if until is not None and until > timezone.now() else None,
    )


@route("settings/keys/", methods="GET POST")
def api_keys(request: WorkspaceRequest) -> HttpResponseBase:
    """Show the API keys; on POST, create one."""
    return create_key(request) if request.method == "POST" else _list_page(request)


def _grantable_by(request: WorkspaceRequest) -> list[Scope]:
    return list(grantable_scopes(request.user, Role(request.member.role)))


def _list_page(request: WorkspaceRequest, *, status: int = 200, **more: object) -> HttpResponse:
    initial = {"scopes": [Scope.READ.value]}
    context = {
        "keys": [_row_of(key) for key in keys_of(request.workspace)],
        "key_form": NewApiKeyForm(scopes=_grantable_by(request), initial=initial),
        **more,
    }
    return render_settings(
        request, "accounts/settings/api_keys.html", context, here=PAGE_NAME, status=status
    )


@needs_role(Role.MANAGER)
def create_key(request: WorkspaceRequest) -> HttpResponse:
    """Create an API key and show its secret once."""
    form = NewApiKeyForm(request.POST, scopes=_grantable_by(request))
    if form.is_valid():
        values = form.cleaned_data
        limits = services.KeyLimits(values["expires"], values["requests_per_minute"])
        with ShownErrors(form):
            key, secret = services.create_api_key(
                workspace=request.workspace,
                name=values["name"],
                scopes=values["scopes"],
                author=request.user,
                limits=limits,
            )
            return _list_page(request, status=201, new_secret=secret, new_key=key)
    return _list_page(request, status=422, key_form=form)


@route("settings/keys/<int:key_id>/")
def api_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Show one key with the forms to change it."""
    return _detail_page(request, _find_key(request, key_id))


def _find_key(request: WorkspaceRequest, key_id: int) -> ApiKey:
    return get_object_or_404(keys_of(request.workspace), pk=key_id)


def _change_form(
    request: WorkspaceRequest, key: ApiKey, *, data: QueryDict | None = None
) -> ApiKeyForm:
    """Return the form that changes a key; it may keep the scopes that it has.

    Args:
        request: of the user, who limits the scopes.
        key: for the initial values.
        data: submitted with this form; None if another form of the page was submitted.
    """
    offered = {*_grantable_by(request), *sort_scopes(key.scopes)}
    names = ("name", "scopes", "requests_per_minute")
    initial = {name: getattr(key, name) for name in names}
    return ApiKeyForm(data, scopes=sort_scopes(offered), initial=initial)


def _detail_page(
    request: WorkspaceRequest, key: ApiKey, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "shown": _row_of(key),
        "change_form": _change_form(request, key),
        "rotate_form": RotateApiKeyForm(),
        "usual_rate": settings.API_RATE,
        **more,
    }
    return render_settings(
        request, "accounts/settings/api_key.html", context, here=PAGE_NAME, status=status
    )


@route("settings/keys/<int:key_id>/change/", methods="POST", role=Role.MANAGER)
def change_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Change the name, scopes or rate limit of an API key."""
    key = _find_key(request, key_id)
    form = _change_form(request, key, data=request.POST)
    if form.is_valid():
        with ShownErrors(form):
            services.change_api_key(key=key, author=request.user, **form.cleaned_data)
            messages.success(request, f"Saved {form.cleaned_data['name']}.")
            return redirect("accounts:api_key", key_id)
    return _detail_page(request, key, status=422, change_form=form)


@route("settings/keys/<int:key_id>/rotate/", methods="POST", role=Role.MANAGER)
def rotate_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Rotate an API key and show the new secret once."""
    key = _find_key(request, key_id)
    form = RotateApiKeyForm(request.POST)
    if form.is_valid():
        with ShownErrors(form):
            _, secret = services.rotate_api_key(
                key=key,
                author=request.user,
                overlap_hours=form.cleaned_data["overlap_hours"],
                expires_in_days=form.cleaned_data["expires"],
            )
            rotated = _find_key(request, key_id)
            return _detail_page(request, rotated, status=201, new_secret=secret, new_key=rotated)
    return _detail_page(request, key, status=422, rotate_form=form)


@route("settings/keys/<int:key_id>/revoke/", methods="POST", role=Role.MANAGER)
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Revoke an API key."""
    with ShownErrors(request):
        services.revoke_api_key(key=_find_key(request, key_id), author=request.user)
        messages.success(request, "Key revoked. Requests with it are rejected.")
    return redirect(PAGE_NAME)


@route("settings/keys/<int:key_id>/take-over/", methods="POST", role=Role.MANAGER)
def take_over_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    """Transfer an API key to the current manager, and show its new secret once."""
    with ShownErrors(request):
        _, secret = services.take_over_api_key(key=_find_key(request, key_id), author=request.user)
        taken = _find_key(request, key_id)
        return _detail_page(request, taken, status=201, new_secret=secret, new_key=taken)
    return redirect("accounts:api_key", key_id)
