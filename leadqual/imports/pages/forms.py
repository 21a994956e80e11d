"""Forms of imports."""

from collections.abc import Mapping

from django import forms

from leadqual.imports.columns.status_words import plain_status
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import DEFAULT, LONGEST_LIST_NAME, Options
from leadqual.imports.validation.status_values import MOST_VALUES
from leadqual.leads.records.tags import split_tags


class UploadForm(forms.Form):
    """A file, and whether it lists people or companies."""

    kind = forms.ChoiceField(
        choices=ImportBatch.Kind.choices,
        initial=ImportBatch.Kind.CONTACTS,
        widget=forms.RadioSelect,
        label="Contents",
        error_messages={"required": "Choose whether the file contains people or companies."},
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.gz,.xlsx,text/csv"}),
    )


def options_of(posted: Mapping[str, str]) -> Options:
    """Read the choices beside the columns; the button `dry` asks for a dry run."""
    return Options(
        mode=posted.get("mode", DEFAULT.mode),
        match_by=posted.get("match_by", DEFAULT.match_by),
        duplicates=posted.get("duplicates", DEFAULT.duplicates),
        is_dry="dry" in posted,
        only_empty="only_empty" in posted,
        list_name=" ".join(posted.get("list_name", "").split()),
        tags=tuple(split_tags(posted.get("tags", ""))),
        statuses=statuses_of(posted),
    )


def statuses_of(posted: Mapping[str, str]) -> dict[str, str]:
    """Read the status of each value from the boxes `status-0`, `status-1` and so on.

    Each has the value beside it, as `value-0`.
    """
    pairs = ((posted.get(f"value-{at}"), posted.get(f"status-{at}")) for at in range(MOST_VALUES))
    return {plain_status(value): status for value, status in pairs if value and status is not None}


class UrlForm(forms.Form):
    """The URL of a file, and whether it lists people or companies."""

    kind = forms.ChoiceField(choices=ImportBatch.Kind.choices)
    url = forms.CharField(
        max_length=2_000, label="URL", error_messages={"required": "Enter the URL of a file."}
    )


class ListNameForm(forms.Form):
    """The name of a list that people of an import are added to."""

    name = forms.CharField(
        max_length=LONGEST_LIST_NAME,
        label="List",
        error_messages={"required": "Enter the name of a list."},
    )


def mapping_of(batch: ImportBatch, posted: Mapping[str, str]) -> dict[str, str]:
    """Read which field each column goes to from the boxes `column-0`, `column-1` and so on."""
    return {
        str(column["name"]): field
        for at, column in enumerate(batch.columns)
        if (field := posted.get(f"column-{at}", ""))
    }
