"""Options of an import besides its columns, validated before use."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from leadqual.core.errors import WrongValue
from leadqual.imports.errors import MappingError
from leadqual.imports.models import ImportBatch

ANY = "any"
"""Records are found by whichever key a row has."""

LONGEST_LIST_NAME = 100

_KEY_COLUMNS = {
    "email": ("email",),
    "external_id": ("external_id",),
    "linkedin_url": ("linkedin_url",),
    "domain": ("domain", "website"),
}
_KEYS_BY_KIND = {
    "contacts": ("any", "email", "external_id", "linkedin_url"),
    "companies": ("any", "domain", "external_id", "linkedin_url"),
}


class Options(NamedTuple):
    """How the rows of a file are matched and merged.

    Args:
        mode: `both`, `create` or `update`; this and the next two may be "": not chosen yet.
        match_by: the key by which a record is found; `any`: whichever a row has.
        duplicates: of rows that mean one record: `last`, `first` or `reject`.
        is_dry: preview only; nothing is written.
        template: name of a former file whose columns and rules count where nothing else is given;
            "" for none.
        only_empty: values of a record that is there stay, only its empty fields are filled.
        list_name: of the list that the records are added to; created where there is none.
        tags: that every record of the file gets.
        sheets: names of the sheets of a workbook that are read; none takes all with the columns of
            the first one that is a list.
        statuses: value of the status column → status, "" for none; others go by their words.
    """

    mode: str = "both"
    match_by: str = "any"
    duplicates: str = "last"
    is_dry: bool = False
    template: str = ""
    only_empty: bool = False
    list_name: str = ""
    tags: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    statuses: Mapping[str, str] = {}

    def with_defaults(self, defaults: "Options") -> "Options":
        """Return these options, with defaults for those not chosen."""
        return Options(
            self.mode or defaults.mode,
            self.match_by or defaults.match_by,
            self.duplicates or defaults.duplicates,
            self.is_dry,
            self.template,
            self.only_empty or defaults.only_empty,
            self.list_name,
            self.tags,
            self.sheets,
            self.statuses or defaults.statuses,
        )


DEFAULT = Options()


def keys_of(kind: str) -> list[tuple[str, str]]:
    """Return the keys that `contacts` or `companies` may be matched by, with labels."""
    return [(key, str(ImportBatch.MatchBy(key).label)) for key in _KEYS_BY_KIND[kind]]


def check_options(kind: str, mapping: Mapping[str, str], options: Options) -> None:
    """Check that options are valid and that the columns they need are mapped.

    Raises:
        MappingError: an option is unknown, or no column maps to the key.
    """
    choices = {
        "mode": ImportBatch.Mode.values,
        "match_by": _KEYS_BY_KIND[kind],
        "duplicates": ImportBatch.Duplicates.values,
    }
    for name, known in choices.items():
        if (chosen := getattr(options, name)) not in known:
            raise MappingError(
                f"{name} must be one of {', '.join(known)}, not “{chosen}”.",
                WrongValue(name, chosen, known),
            )
    check_list_name(options.list_name)
    columns = _KEY_COLUMNS.get(options.match_by)
    if columns and not set(columns) & set(mapping.values()):
        label = ImportBatch.MatchBy(options.match_by).label
        raise MappingError(
            f"No column is mapped to {label}, which existing records are matched by. "
            "Map a column to it, or match by another key.",
            WrongValue("match_by"),
        )


def check_statuses(chosen: Mapping[str, str], known: Sequence[str]) -> None:
    """Check that the statuses chosen for values of a file exist; `known` are their codes.

    Raises:
        MappingError: one does not.
    """
    for value, status in chosen.items():
        if status and status not in known:
            raise MappingError(
                f"“{value}” must become one of {', '.join(known)}, not “{status}”.",
                WrongValue(("statuses", value), status, known),
            )


def check_list_name(name: str) -> None:
    """See to it that a name can be that of a list.

    Raises:
        MappingError: it cannot.
    """
    if len(name) > LONGEST_LIST_NAME or any(not letter.isprintable() for letter in name):
        raise MappingError(
            f"A list name can have {LONGEST_LIST_NAME} characters and no line breaks. Shorten it.",
            WrongValue("list_name"),
        )
