"""One field of a record at a time: cells of a table, and changes of many records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from leadqual.accounts.models import Workspace
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.firmographics.geography import country_codes
from leadqual.leads.models import CustomField
from leadqual.leads.records.changes import COMPANY
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.custom_values import read_value
from leadqual.leads.records.field_values import (
    FIELDS,
    READERS,
    form_field,
    read_text,
    stored_value,
)
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import CUSTOM, Record
from leadqual.leads.records.statuses import statuses_of
from leadqual.leads.records.tags import split_tags
from leadqual.leads.upserts import CompanyValues
from leadqual.search.pages.records.forms import (
    _custom_field,
    _form_value,
    _owner_field,
    _status_field,
    _tags_field,
)


@dataclass(frozen=True)
class RecordFields:
    """The fields of contacts or companies of a workspace, each alone.

    Args:
        kind: `contact` or `company`.
    """

    workspace: Workspace
    kind: str

    @cached_property
    def custom(self) -> dict[str, CustomField]:
        """Return `custom.` and code → custom field; one query."""
        return {f"{CUSTOM}{field.code}": field for field in fields_of(self.workspace, self.kind)}

    def __contains__(self, code: object) -> bool:
        known = ("owner", "status", "tags", *FIELDS[self.kind], *self.custom)
        return code in known or (code == COMPANY and self.kind == "contact")

    def form_field_of(self, code: str, record: Record | None = None) -> forms.Field:
        """Return the form field in which a person writes a value."""
        found = self._build_field(code, record)
        if isinstance(found, forms.ChoiceField):
            found.widget.attrs["data-choice"] = True
        return found

    def _build_field(self, code: str, record: Record | None) -> forms.Field:
        if code in self.custom:
            return _custom_field(self.custom[code])
        field_makers: Mapping[str, Callable[[], forms.Field]] = {
            "owner": lambda: _owner_field(owners_of(self.workspace), record),
            "status": lambda: _status_field(statuses_of(self.workspace), record),
            "tags": lambda: _tags_field(self.kind),
            "country": lambda: _country_field(record.country if record else ""),
            COMPANY: _company_field,
        }
        return field_makers[code]() if code in field_makers else form_field(FIELDS[self.kind][code])

    def shown(self, record: Record, code: str) -> object:
        """Return the value of a record as its form field takes it."""
        if code == "owner":
            return str(record.owner_id or "")
        if code == "tags":
            return ", ".join(record.tags)
        if code == COMPANY:
            company = getattr(record, "company", None)
            return company.name if company else ""
        if code in self.custom:
            return record.custom.get(self.custom[code].code, "")
        return _form_value(code, getattr(record, code))

    def values(self, code: str, cleaned: Any) -> dict[str, object]:
        """Return what a form field holds as `change_record` and `BulkChange` take it.

        Raises:
            CustomFieldError: it is no value of the custom field.
            ValidationError: it is no value of the field.
        """
        if code == "owner":
            return {"owner_id": int(cleaned) if cleaned else None}
        if code == "status":
            return {"status": cleaned}
        if code == "tags":
            return {"tags": split_tags(cleaned)}
        if code == COMPANY:
            return {COMPANY: CompanyValues(cleaned) if cleaned else None}
        if code in self.custom:
            return {code: read_value(self.custom[code], cleaned)}
        if cleaned and code in READERS[self.kind]:
            cleaned = read_text(self.kind, code, cleaned)
        return {code: stored_value(FIELDS[self.kind][code], cleaned)}


class FieldForm(forms.Form):
    """One field of one record.

    Args:
        data: form data; None for an unsent form.
        fields: of its kind of record.
        code: of the field.
        record: to edit.
    """

    def __init__(
        self, data: QueryDict | None = None, *, fields: RecordFields, code: str, record: Record
    ) -> None:
        super().__init__(data)
        self.record_fields, self.code = fields, code
        self.fields["value"] = fields.form_field_of(code, record)
        self.initial = {"value": fields.shown(record, code)}

    def clean_value(self) -> dict[str, object]:
        """Return field → value, for `change_record`."""
        value = self.cleaned_data["value"]
        if value == self.initial["value"]:
            return {}  # Unchanged values of older records are allowed.
        try:
            return self.record_fields.values(self.code, value)
        except CustomFieldError as error:
            raise forms.ValidationError(error.message) from error


def _country_field(current: str) -> forms.ChoiceField:
    names = sorted({*country_codes(), current} - {""})
    choices = [("", "No country"), *((name, name) for name in names)]
    return forms.ChoiceField(label="Country", choices=choices, required=False)


def _company_field() -> forms.CharField:
    widget = forms.TextInput(attrs={"data-choice": reverse("search:find_companies")})
    return forms.CharField(label="Company", required=False, max_length=300, widget=widget)
