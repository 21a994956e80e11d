"""Forms of imports."""

from collections.abc import Mapping

from django import forms

from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options


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
    chosen = {name: posted[name] for name in ("mode", "match_by", "duplicates") if name in posted}
    return Options(**chosen, is_dry="dry" in posted)


def mapping_of(batch: ImportBatch, posted: Mapping[str, str]) -> dict[str, str]:
    """Read which field each column goes to from the boxes `column-0`, `column-1` and so on."""
    return {
        str(column["name"]): field
        for at, column in enumerate(batch.columns)
        if (field := posted.get(f"column-{at}", ""))
    }
