"""Forms of lists and exports."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import ContactList, Export
from leadqual.search.exports.crm_columns import crm_properties
from leadqual.search.exports.export_columns import MARK, USUAL, ExportColumn, all_columns
from leadqual.search.exports.export_formats import (
    CRM_FORMATS,
    FORMAT_CHOICES,
    FORMAT_HINTS,
    USUAL_FORMAT,
)
from leadqual.search.lists.decision_makers import MAX_EACH, USUAL_EACH


class ListNameForm(forms.Form):
    """The name of a list."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class NewListForm(ListNameForm):
    """The name of a new list, and what it holds: people where nothing is said."""

    records = forms.ChoiceField(
        choices=[("people", "People"), ("companies", "Companies")], required=False, label="Of"
    )

    def clean_records(self) -> str:
        return self.cleaned_data["records"] or ContactList.Records.PEOPLE


class StepForm(forms.Form):
    """A step that counts once, however often it is sent."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


class SearchNameForm(forms.Form):
    """The name of a saved search."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class ListChoiceForm(forms.Form):
    """Where people go: a list that is there, or a new one by its name; the name wins."""

    list = forms.ChoiceField(required=False, label="List")
    name = forms.CharField(
        required=False, max_length=MAX_NAME, validators=[check_name], label="New list"
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, lists: Iterable[ContactList]) -> None:
        super().__init__(data)
        choices = [(str(row.pk), row.name) for row in lists]
        self.fields["list"].choices = [("", "Choose a list"), *choices]  # type: ignore[attr-defined]

    def start_here(self) -> None:
        """Let the page open with the cursor in the first field: of lists, or without any a name."""
        has_lists = len(self.fields["list"].choices) > 1  # type: ignore[attr-defined]
        self.fields["list" if has_lists else "name"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Want one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("list") and not cleaned.get("name") and not self.errors:
            self.add_error("name", "Choose a list, or name a new one.")
        return cleaned


class EachForm(forms.Form):
    """How many people of one company."""

    most = forms.IntegerField(
        min_value=1, max_value=MAX_EACH, initial=USUAL_EACH, label="Max. per company"
    )

    def value(self) -> int:
        """Return what was sent if it can be used, else the usual number."""
        return self.cleaned_data["most"] if self.is_bound and self.is_valid() else USUAL_EACH


class ExportForm(forms.Form):
    """What an export is to be."""

    format_hints = FORMAT_HINTS
    format = forms.ChoiceField(choices=FORMAT_CHOICES, label="Format")
    columns = forms.MultipleChoiceField(label="Columns", required=False)
    has_stopped = forms.BooleanField(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        former: Export | None = None,
        records: str = Export.Records.PEOPLE,
        known: Mapping[str, ExportColumn] | None = None,
        usual: Sequence[str] = USUAL,
        chosen: Sequence[str] = (),
    ) -> None:
        """Begin with the columns of the person's table, or else with what was taken the last time.

        Args:
            data: what was sent.
            former: the last export of the same records.
            records: what the export holds.
            known: every column; None for those of people.
            usual: codes of the columns that are selected without a former export.
            chosen: codes of what the person chose to see in the table; empty for no choice.
        """
        super().__init__(data)
        self.records = records
        self.known = all_columns() if known is None else known
        codes = [(code, column.label) for code, column in self.known.items()]
        self.fields["columns"].choices = codes  # type: ignore[attr-defined]
        self.initial = {
            "format": former.format if former else USUAL_FORMAT,
            "columns": chosen or (self._known_columns(former) if former else ()) or usual,
        }

    def _known_columns(self, former: Export) -> list[str]:
        """Return the columns that were chosen the last time; a file for a CRM has its own."""
        is_chosen = former.format not in CRM_FORMATS
        return [code for code in former.columns if code in self.known] if is_chosen else []

    def clean(self) -> dict[str, Any]:
        """Want columns where the format has none of its own."""
        cleaned = super().clean() or self.cleaned_data
        is_chosen = cleaned.get("format") not in CRM_FORMATS
        if is_chosen and not cleaned.get("columns") and "columns" not in self.errors:
            self.add_error("columns", "Select at least one column.")
        return cleaned

    def properties(self) -> list[tuple[str, list[str]]]:
        """Return the properties that a CRM needs before an import, with their types."""
        return crm_properties(self.records)

    def groups(self) -> dict[str, list[tuple[ExportColumn, bool]]]:
        """Return the columns by group, and whether each is selected."""
        ticked = set(self["columns"].value() or ())
        found: dict[str, list[tuple[ExportColumn, bool]]] = {}
        for code, column in self.known.items():
            if code != MARK:
                found.setdefault(column.group, []).append((column, code in ticked))
        return found
