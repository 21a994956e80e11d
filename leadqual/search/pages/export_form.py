"""The form of an export: format and columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from leadqual.leads.models import Export
from leadqual.search.exports.crm_columns import crm_properties
from leadqual.search.exports.export_columns import DEFAULT_COLUMNS, MARK, ExportColumn
from leadqual.search.exports.export_formats import (
    ALL_FORMATS,
    CRM_FORMATS,
    DEFAULT_FORMAT,
    FORMAT_CHOICES,
    ExportFormat,
)


class ExportForm(forms.Form):
    """Options of an export."""

    format = forms.ChoiceField(choices=FORMAT_CHOICES, label="Format")
    columns = forms.MultipleChoiceField(label="Columns", required=False)
    has_stopped = forms.BooleanField(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        last_export: Export | None = None,
        records: str = Export.Records.PEOPLE,
        known: Mapping[str, ExportColumn],
        chosen: Sequence[str] = (),
    ) -> None:
        """Start with the columns of the person's table, or else those of the last export.

        Args:
            data: form data.
            last_export: the last export of the same records.
            records: `people` or `companies`.
            known: every column.
            chosen: codes of the columns that the person chose in the table; empty for no choice.
        """
        super().__init__(data)
        self.records, self.known = records, known
        codes = [(code, column.label) for code, column in self.known.items()]
        self.fields["columns"].choices = codes  # type: ignore[attr-defined]
        self.initial = {
            "format": last_export.format if last_export else DEFAULT_FORMAT,
            "columns": chosen
            or (self._known_columns(last_export) if last_export else ())
            or DEFAULT_COLUMNS[records],
        }

    def _known_columns(self, last_export: Export) -> list[str]:
        """Return the columns chosen last time; a CRM file has its own."""
        is_chosen = last_export.format not in CRM_FORMATS
        return [code for code in last_export.columns if code in self.known] if is_chosen else []

    def clean(self) -> dict[str, Any]:
        """Require columns unless the format has its own."""
        cleaned = super().clean() or self.cleaned_data
        is_chosen = cleaned.get("format") not in CRM_FORMATS
        if is_chosen and not cleaned.get("columns") and "columns" not in self.errors:
            self.add_error("columns", "Select at least one column.")
        return cleaned

    def properties(self) -> list[tuple[str, list[str]]]:
        """Return the properties to create in a CRM before an import, with their types."""
        return crm_properties(self.records)

    def formats(self) -> list[tuple[str, ExportFormat]]:
        """Return each format with its code."""
        return list(ALL_FORMATS.items())

    def ordered(self) -> list[ExportColumn]:
        """Return the selected columns in their order in the file."""
        codes = self["columns"].value() or ()
        return [self.known[code] for code in codes if code in self.known and code != MARK]

    def groups(self) -> dict[str, list[tuple[ExportColumn, bool]]]:
        """Return the columns by group, and whether each is selected."""
        ticked = set(self["columns"].value() or ())
        groups: dict[str, list[tuple[ExportColumn, bool]]] = {}
        for code, column in self.known.items():
            if code != MARK:
                groups.setdefault(column.group, []).append((column, code in ticked))
        return groups
