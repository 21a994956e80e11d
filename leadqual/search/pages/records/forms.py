"""Forms of contacts and companies, built from their field tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import User
from leadqual.leads.company_fields import FieldKind
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import FIRST_STATUS, Contact, CustomField
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_values import read_value, read_values
from leadqual.leads.records.field_values import (
    FIELDS,
    READERS,
    form_field,
    read_text,
    stored_value,
)
from leadqual.leads.records.record_values import CUSTOM, Record
from leadqual.leads.records.statuses import Statuses
from leadqual.leads.records.tags import LONGEST_TAG, MAX_TAGS, split_tags
from leadqual.leads.upserts import CompanyValues


class RecordForm(forms.Form):
    """A contact or company: a field for each row of the field table, plus owner, status and tags.

    Args:
        data: form data; None for an unsent form.
        record: to edit; None for a new one.
        owners: possible owners.
        statuses: of the workspace.
        custom: fields that the workspace added.
    """

    kind: str
    first: Sequence[str]
    """Fields shown first on the page."""
    asks_to_confirm = False
    """Whether the page offers to save anyway."""
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        record: Record | None = None,
        owners: Mapping[int, User],
        statuses: Statuses,
        custom: Sequence[CustomField] = (),
    ) -> None:
        super().__init__(data)
        self.record, self.custom = record, custom
        self.fields |= {code: form_field(field) for code, field in FIELDS[self.kind].items()}
        owner_before = record.owner_id if record else None
        self.fields["owner"] = _owner_field(owners, record)
        self.fields["status"] = _status_field(statuses, record)
        self.fields["tags"] = _tags_field(self.kind)
        for field in custom:
            self.fields[f"{CUSTOM}{field.code}"] = _custom_field(field)
        if record:
            self.initial = {
                **{code: _form_value(code, getattr(record, code)) for code in FIELDS[self.kind]},
                "owner": str(owner_before or ""),
                "status": record.status,
                "tags": ", ".join(record.tags),
                "seen_at": record.updated_at.isoformat(),
                **{f"{CUSTOM}{field.code}": record.custom.get(field.code, "") for field in custom},
            }
        if isinstance(record, Contact):
            self.initial[COMPANY] = record.company.name if record.company else ""
        self.order_fields(self.first)

    def expected(self) -> datetime | None:
        """Return when the record was last changed as the person saw it."""
        return parse_datetime(self.cleaned_data.get("seen_at") or "")

    def values(self) -> dict[str, object]:
        """Return field → value, for `change_record` and the services that create records."""
        cleaned = self.cleaned_data
        return {
            **{
                code: stored_value(field, cleaned[code])
                for code, field in FIELDS[self.kind].items()
            },
            "owner_id": int(cleaned["owner"]) if cleaned["owner"] else None,
            "status": cleaned["status"] or FIRST_STATUS,
            "tags": split_tags(cleaned["tags"]),
            **self._custom_values(),
        }

    def _custom_values(self) -> dict[str, object]:
        value = {field.code: self.cleaned_data[f"{CUSTOM}{field.code}"] for field in self.custom}
        return dict(read_values(self.custom, value))

    def clean(self) -> dict[str, Any]:
        """Clean custom fields and normalize texts."""
        cleaned = super().clean() or self.cleaned_data
        for name in READERS[self.kind]:
            value = cleaned.get(name)
            if value and value != self.initial.get(
                name
            ):  # Unchanged values of older records are allowed.
                try:
                    cleaned[name] = read_text(self.kind, name, value)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        for field in self.custom:
            name = f"{CUSTOM}{field.code}"
            if name in cleaned:
                try:
                    read_value(field, cleaned[name])
                except CustomFieldError as error:
                    self.add_error(name, error.message)
        return cleaned


class ContactForm(RecordForm):
    """A contact: a field for each row of the field table, and the company."""

    kind = "contact"
    first = ("first_name", "last_name", "title", COMPANY)
    company = forms.CharField(
        required=False,
        max_length=300,
        help_text="Companies that aren't in LeadQual yet are created.",
    )

    def clean(self) -> dict[str, Any]:
        """Require something that identifies the person."""
        cleaned = super().clean() or self.cleaned_data
        identifying = ("first_name", "last_name", "email", "linkedin_url")
        if not self.errors and not any(cleaned.get(name) for name in identifying):
            raise forms.ValidationError("Enter a name, an email or a LinkedIn URL.")
        if not self.errors and self._becomes_nameless(cleaned) and "nameless" not in self.data:
            self.asks_to_confirm = True
            raise forms.ValidationError(
                "This person has no name and no email. Add one, or save anyway."
            )
        return cleaned

    def _becomes_nameless(self, cleaned: dict[str, Any]) -> bool:
        identifying = ("first_name", "last_name", "email")
        was_identified = self.record is None or any(
            getattr(self.record, name) for name in identifying
        )
        return was_identified and not any(cleaned.get(name) for name in identifying)

    def values(self) -> dict[str, object]:
        """Return field → value; if the company name is unchanged, so is the company."""
        values, name = super().values(), self.cleaned_data[COMPANY]
        if self.record is None or name != self.initial[COMPANY]:
            values[COMPANY] = CompanyValues(name) if name else None
        return values


class CompanyForm(RecordForm):
    """A company: a field for each row of the field table."""

    kind = "company"
    first = (
        *("name", "domain", "website", "linkedin_url", "industry", "size", "employees", "founded"),
        *("headquarters", "city", "state", "country", "owner", "status", "tags", "overview"),
    )
    """The fields most often known; the others come below."""


FORMS: Mapping[str, type[RecordForm]] = {
    "contact": ContactForm,
    "company": CompanyForm,
}
"""Code of a kind of record → its form."""


def _owner_field(owners: Mapping[int, User], record: Record | None) -> forms.ChoiceField:
    choices = [("", "No owner"), *((str(key), str(user)) for key, user in owners.items())]
    if record and record.owner_id and record.owner_id not in owners:  # An owner who has left.
        choices.append((str(record.owner_id), str(record.owner)))
    return forms.ChoiceField(label="Owner", choices=choices, required=False)


def _status_field(statuses: Statuses, record: Record | None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Status",
        choices=statuses.choices(record.status if record else ""),
        required=False,
        initial=FIRST_STATUS,
    )


def _tags_field(kind: str = "contact") -> forms.CharField:
    values = reverse("search:facet_values", args=["people" if kind == "contact" else "companies"])
    return forms.CharField(
        widget=forms.TextInput(attrs={"data-tags": f"{values}?facet=tag"}),
        label="Tags",
        required=False,
        max_length=MAX_TAGS * (LONGEST_TAG + 2),
        help_text="Separate tags with commas.",
    )


def _custom_field(field: CustomField) -> forms.Field:
    if field.kind == CustomField.Kind.CHOICE:
        choices = [("", "None"), *((choice, choice) for choice in field.choices)]
        return forms.ChoiceField(label=field.label, required=False, choices=choices)
    widget = (
        forms.DateInput(attrs={"type": "date"}) if field.kind == CustomField.Kind.DATE else None
    )
    return forms.CharField(label=field.label, required=False, max_length=2_000, widget=widget)


def _form_value(code: str, value: object) -> object:
    if isinstance(value, list):
        separator = "\n" if FIELDS["company"][code].kind is FieldKind.SENTENCES else ", "
        return separator.join(map(str, value))
    return "" if value is None else value
