"""Forms of the pages of webhooks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.apps import apps

from leadqual.accounts.models import Workspace
from leadqual.accounts.pages.forms import OneLineField, SettingsForm
from leadqual.webhooks.endpoints.endpoint_settings import URL_HELP, EndpointSettings
from leadqual.webhooks.event_types import EVENT_TYPES, FILTERS, TEST, FilterKind
from leadqual.webhooks.models import MAX_URL, WebhookDelivery, WebhookEndpoint

_TYPES = [(kind.code, kind.code) for kind in EVENT_TYPES.values()]
FILTER_PREFIX = "filter_"


class CommaTexts(forms.CharField):
    """Texts between commas, as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        return [text.strip() for text in super().clean(value).split(",") if text.strip()]


class EndpointForm(SettingsForm):
    """Settings of a webhook.

    Args:
        workspace: whose lists, saved searches and campaigns can be chosen.
    """

    url = forms.CharField(max_length=MAX_URL, label="URL", help_text=URL_HELP)
    description = OneLineField(max_length=200, required=False, label="Description")
    event_types = forms.MultipleChoiceField(
        choices=[(kind.code, f"{kind.code}: {kind.words}") for kind in EVENT_TYPES.values()],
        label="Event types",
        widget=forms.CheckboxSelectMultiple,
    )
    with_rows = forms.BooleanField(
        required=False,
        label="Send one event for each record of an import or a bulk action",
        help_text="Otherwise you get one summary.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="Active")

    def __init__(
        self,
        *args: Any,
        workspace: Workspace,
        endpoint: WebhookEndpoint | None = None,
        **kwargs: Any,
    ) -> None:
        if endpoint is not None:
            kwargs["initial"] = _initial(endpoint)
        super().__init__(*args, **kwargs)
        for kind in FILTERS.values():
            self.fields[FILTER_PREFIX + kind.code] = _filter_field(kind, workspace)

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[FILTER_PREFIX + code] for code in FILTERS]

    def settings(self) -> EndpointSettings:
        """Return what was chosen, of a valid form."""
        values = self.cleaned_data
        return EndpointSettings(
            url=values["url"],
            event_types=values["event_types"],
            description=values["description"],
            filters={code: chosen for code in FILTERS if (chosen := values[FILTER_PREFIX + code])},
            with_rows=values["with_rows"],
            is_active=values["is_active"],
        )


class TestEventForm(SettingsForm):
    """Which example a test event carries."""

    event_type = forms.ChoiceField(label="Event type", choices=[(TEST, TEST), *_TYPES])


class DeliveryFilterForm(SettingsForm):
    """Which deliveries are shown."""

    state = forms.ChoiceField(
        label="Status", required=False, choices=[("", "All"), *WebhookDelivery.State.choices]
    )
    type = forms.ChoiceField(
        label="Event type", required=False, choices=[("", "All"), (TEST, TEST), *_TYPES]
    )


class ResendForm(SettingsForm):
    """A span of time whose events are sent again."""

    since = forms.DateTimeField(
        label="From", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    until = forms.DateTimeField(
        label="To", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    with_delivered = forms.BooleanField(required=False, label="Also resend delivered events")


def _initial(endpoint: WebhookEndpoint) -> dict[str, object]:
    names = ("url", "description", "event_types", "with_rows", "is_active")
    filters: Mapping[str, Sequence[str]] = endpoint.filters
    return {
        **{name: getattr(endpoint, name) for name in names},
        **{FILTER_PREFIX + code: list(values) for code, values in filters.items()},
    }


def _filter_field(kind: FilterKind, workspace: Workspace) -> forms.Field:
    if not kind.model:
        return CommaTexts(
            required=False, label=kind.label, help_text="Separate several values with commas."
        )
    model: Any = apps.get_model(kind.model)
    rows = model._default_manager.filter(workspace=workspace)
    if any(field.name == "deleted_at" for field in model._meta.concrete_fields):
        rows = rows.filter(deleted_at=None)
    choices = [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]
    return forms.MultipleChoiceField(required=False, label=kind.label, choices=choices)
