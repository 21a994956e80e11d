"""Smaller parts of search pages: confidence chart, memberships, looser searches, forms."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict

from facet_index.types import Counts
from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.accounts.models import Role
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import ContactList, Export
from leadqual.search.exports.crm_columns import crm_properties
from leadqual.search.exports.export_columns import MARK, USUAL, ExportColumn, all_columns
from leadqual.search.exports.export_formats import (
    ALL_FORMATS,
    CRM_FORMATS,
    FORMAT_CHOICES,
    USUAL_FORMAT,
    ExportFormat,
)
from leadqual.search.facet_types import Facet
from leadqual.search.facets import MEMBERSHIPS
from leadqual.search.lists.selectors import MAX_EACH, USUAL_EACH
from leadqual.search.pages.filters import Filter, RelaxedSearch, S
from leadqual.search.pages.search_data import FacetBoxes, Option, address
from leadqual.search.query.query import ContactQuery, Search

_SESSION = "repeat"

N_BUCKETS = 20  # of the confidence, 0.05 each
_NAMES = {
    "company": "Company",
    "contact": "Selected people",
    "confidence": "Confidence",
    "since": "New since your last visit",
    "q": "Words",
}


@dataclass(frozen=True, slots=True)
class LastAction:
    """A person's last action on selected records of one kind.

    Args:
        words: label of the button that repeats it.
        fields: form data of a change; empty for an addition to a list.
        list_id: list of an addition; 0 for none.
    """

    words: str
    fields: Mapping[str, str]
    list_id: int = 0


def remember_addition(request: WorkspaceRequest, row: ContactList) -> None:
    _remember(request, row.records, _adds_to(row.name), {"list": row.pk})


def remember_change(
    request: WorkspaceRequest, records: str, words: str, fields: Mapping[str, str]
) -> None:
    """Remember a form's change of people or companies."""
    _remember(request, records, f"Set {words}", {"fields": dict(fields)})


def last_action(
    request: WorkspaceRequest, records: str, lists: Mapping[str, str] = MappingProxyType({})
) -> LastAction | None:
    """Return the last action on a kind of record in this workspace and session.

    Args:
        request: whose.
        records: `people` or `companies`.
        lists: key → name of the lists that may be added to, newest first. The newest one stands in
            for the last action until there is one.
    """
    kept = request.session.get(_SESSION, {}).get(f"{request.workspace.pk} {records}")
    if kept is not None:
        return LastAction(kept["words"], kept.get("fields", {}), kept.get("list", 0))
    newest = next(iter(lists.items()), None)
    return LastAction(_adds_to(newest[1]), {}, int(newest[0])) if newest else None


def _adds_to(name: str) -> str:
    return f"Add to “{name}”"


def _remember(
    request: WorkspaceRequest, records: str, words: str, action: Mapping[str, object]
) -> None:
    kept = request.session.get(_SESSION, {})
    name = f"{request.workspace.pk} {records}"
    request.session[_SESSION] = {**kept, name: {"words": words, **action}}


@dataclass(frozen=True, slots=True)
class RelaxedOption:
    """A filter to remove from a search without results, and the number of results without it.

    Args:
        is_reading: nothing is removed; the words are interpreted again.
    """

    words: str
    n: int
    url: str
    is_reading: bool = False


@dataclass(frozen=True, slots=True)
class ConfidenceBar:
    """One bar of the confidence chart, in chart units, 100 by 28."""

    x: int
    y: str
    height: str
    is_in: bool


def membership_boxes(
    query: Search,
    names: Mapping[str, Mapping[str, str]],
    counts: Counts,
    shown: Collection[str],
    facets: Sequence[Facet] = MEMBERSHIPS,
) -> list[FacetBoxes]:
    """Return the filters by list, campaign and import.

    Args:
        query: the search.
        names: parameter → key → name of each list or campaign.
        counts: a parameter is missing if it has too many members to count.
        shown: result of `loaded`.
        facets: membership facets to show.
    """
    return [
        FacetBoxes.closed(facet.label, param)
        if param not in shown
        else FacetBoxes(
            name=facet.label,
            param=param,
            options=[
                Option(
                    value=key,
                    name=name,
                    count=counts.of(param, key) if param in counts.by_facet else None,
                    is_ticked=key in query.ticked(param),
                    can_refuse=True,
                    is_refused=key in query.refused(param),
                )
                for key, name in names[param].items()
            ],
            ticked=len(query.ticked(param)),
            is_open=True,
            is_long=False,
            is_kept=True,
        )
        for facet in facets
        for param in (facet.param,)
    ]


def confidence_bars(query: ContactQuery, counts: Counts) -> list[ConfidenceBar]:
    """Return the chart of label confidence, in steps of 0.05."""
    numbers = [counts.of("score", str(bucket)) for bucket in range(N_BUCKETS)]
    tallest = max(numbers) or 1
    heights = [28 * number / tallest for number in numbers]
    return [
        ConfidenceBar(
            x=bucket * 100 // N_BUCKETS,
            y=f"{28 - height:.1f}",
            height=f"{height:.1f}",
            is_in=bucket >= round(query.confidence * N_BUCKETS),
        )
        for bucket, height in enumerate(heights)
    ]


def read_again(query: S, count: Callable[[S], int]) -> list[RelaxedOption]:
    """Offer to interpret words that are searched as typed, if that finds something."""
    words = " ".join(query.q.replace('"', " ").split())
    if '"' not in query.q or not words:
        return []
    search = query.changed(q=words)
    n = count(search)
    return [RelaxedOption(f"“{words}”", n, address(search), is_reading=True)] if n else []


def relaxed_options(
    found: Sequence[RelaxedSearch[S]], facets: Iterable[Facet]
) -> list[RelaxedOption]:
    """Return the filters to remove for a search without results."""
    names = {**_NAMES, **{facet.param: facet.label for facet in facets}}

    def words(one: Filter) -> str:
        if one.word or one.text:
            return (one.word or one.text).strip('"')
        name = names.get(one.params[0], one.params[0])
        return f"not {name}" if one.is_refusal else name

    return [
        RelaxedOption(
            " and ".join(f"“{words(gone)}”" for gone in one.without), one.n, address(one.search)
        )
        for one in found
    ]


def may_change(request: WorkspaceRequest) -> bool:
    """Return whether pages show the member actions that write and export."""
    return Role(request.member.role).includes(Role.QUALIFIER)


# Forms for lists and exports.


class ListNameForm(forms.Form):
    """The name of a list."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class NewListForm(ListNameForm):
    """The name of a new list and its kind, people by default, and whether it is private."""

    records = forms.ChoiceField(
        choices=[("people", "People"), ("companies", "Companies")], required=False, label="Of"
    )
    is_private = forms.BooleanField(required=False, label="Private: only you can see it")

    def clean_records(self) -> str:
        return self.cleaned_data["records"] or ContactList.Records.PEOPLE


class StepForm(forms.Form):
    """A step that runs once, however often the form is sent."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


class SearchNameForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(max_length=MAX_NAME, validators=[check_name], label="Name")


class ViewForm(SearchNameForm):
    """A new view: its name, and whether it is private."""

    is_private = forms.BooleanField(required=False, label="Private: only you can see it")


class ListChoiceForm(forms.Form):
    """A list to add people to: an existing one or the name of a new one, which wins."""

    list = forms.ChoiceField(required=False, label="List")
    name = forms.CharField(
        required=False, max_length=MAX_NAME, validators=[check_name], label="New list"
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, lists: Iterable[ContactList]) -> None:
        super().__init__(data)
        choices = [(str(row.pk), row.name) for row in lists]
        self.fields["list"].choices = [("", "Choose a list"), *choices]  # type: ignore[attr-defined]

    def start_here(self, last_id: int = 0) -> None:
        """Focus the first field: the lists, that of the last addition on top, or else the name."""
        lists: Any = self.fields["list"]
        lists.choices = sorted(
            lists.choices, key=lambda one: (one[0] != "", one[0] != str(last_id))
        )
        self.fields["list" if len(lists.choices) > 1 else "name"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Require one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("list") and not cleaned.get("name") and not self.errors:
            self.add_error("name", "Choose a list, or name a new one.")
        return cleaned


class EachForm(forms.Form):
    """Maximum people per company."""

    most = forms.IntegerField(
        min_value=1, max_value=MAX_EACH, initial=USUAL_EACH, label="Max. per company"
    )

    def value(self) -> int:
        """Return the sent number if valid, else the default."""
        return self.cleaned_data["most"] if self.is_bound and self.is_valid() else USUAL_EACH


class ExportForm(forms.Form):
    """Options of an export."""

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
        """Start with the columns of the person's table, or else those of the last export.

        Args:
            data: form data.
            former: the last export of the same records.
            records: `people` or `companies`.
            known: every column; None for those of people.
            usual: codes of the columns selected without a former export.
            chosen: codes of the columns that the person chose in the table; empty for no choice.
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
        """Return the columns chosen last time; a CRM file has its own."""
        is_chosen = former.format not in CRM_FORMATS
        return [code for code in former.columns if code in self.known] if is_chosen else []

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
        found: dict[str, list[tuple[ExportColumn, bool]]] = {}
        for code, column in self.known.items():
            if code != MARK:
                found.setdefault(column.group, []).append((column, code in ticked))
        return found
