"""Forms of the pages of API keys."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html

from leadqual.accounts.keys.scopes import SCOPE_DESCRIPTIONS
from leadqual.accounts.keys.services import DEFAULT_DAYS, DEFAULT_OVERLAP_HOURS
from leadqual.accounts.models import Scope
from leadqual.accounts.pages.forms import SettingsForm
from leadqual.core.texts.name_rules import MAX_NAME, check_name

_DAYS = (30, 90, 365)
_HOURS = {0: "Stops immediately", 1: "1 hour", 24: "24 hours", 72: "3 days", 168: "7 days"}


def _expiry_choices() -> list[tuple[str, str]]:
    longest: int = settings.API_KEY_MAX_DAYS
    days = [n for n in _DAYS if not longest or n <= longest] or [longest]
    never = [] if longest else [("never", "Never")]
    return [(str(n), f"In {n} days") for n in days] + never


class ExpiryField(forms.ChoiceField):
    """When a key stops working; its value is a number of days, None for never."""

    def __init__(self) -> None:
        choices = _expiry_choices()
        usual = str(DEFAULT_DAYS)
        initial = usual if usual in dict(choices) else choices[-1][0]
        super().__init__(label="Expires", choices=_expiry_choices, initial=initial)

    def clean(self, value: Any) -> int | None:
        """Return the number of days."""
        chosen = super().clean(value)
        return None if chosen == "never" else int(chosen)


class ScopesField(forms.MultipleChoiceField):
    """Scopes with what each covers, those of them that somebody may grant."""

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
        scopes: that may be granted.
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
    """A new API key, with its expiry."""

    field_order = ["name", "scopes", "expires", "requests_per_minute"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires"] = ExpiryField()
        self.order_fields(self.field_order)


class RotateApiKeyForm(SettingsForm):
    """A new secret for a key."""

    overlap_hours = forms.TypedChoiceField(
        label="The old secret works for",
        choices=list(_HOURS.items()),
        coerce=int,
        initial=DEFAULT_OVERLAP_HOURS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires"] = ExpiryField()
