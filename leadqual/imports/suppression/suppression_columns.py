"""Which column of a suppression list says who must not be contacted."""

from collections.abc import Sequence

from leadqual.core.errors import WrongValue
from leadqual.leads.do_not_contact.entries import read_entry
from leadqual.leads.errors import SuppressionFileError

CUSTOMER = "customer"
"""Every line is a company: its domain, or the domain that its name or an address leads to."""

KINDS = ("email", "domain", "phone", "linkedin")
_NAMES = {
    "email": ("email", "e-mail", "mail", "address"),
    "linkedin": ("linkedin",),
    "domain": ("domain", "website", "web site", "url", "homepage"),
    "phone": ("phone", "mobile", "telephone", "tel"),
    "name": ("company", "customer", "account", "organization", "organisation", "firm", "name"),
}
_FIRST = ("email", "domain", "linkedin", "phone")
_FIRST_OF_CUSTOMERS = ("domain", "email", "name")


def guess_columns(
    header: Sequence[str], samples: Sequence[Sequence[str]], *, kind: str, column: str = ""
) -> list[int]:
    """Return the places of the columns to read, the best one first.

    Args:
        header: names of the columns.
        samples: values of the first lines.
        kind: of `KINDS`, `CUSTOMER`, or empty for whatever the file holds.
        column: the only one to read, where somebody named it.

    Raises:
        SuppressionFileError: no column fits.
    """
    if column:
        places = [at for at, name in enumerate(header) if name.casefold() == column.casefold()]
        if not places:
            raise SuppressionFileError(
                f"The file has no column “{column[:80]}”. Columns: {', '.join(header)[:300]}.",
                WrongValue("column", column, header),
            )
        return places[:1]
    found = {what: _column_of(what, header, samples) for what in _NAMES}
    order = _FIRST_OF_CUSTOMERS if kind == CUSTOMER else (kind,) if kind else _FIRST
    places = [at for what in order if (at := found[what]) is not None]
    if not places and len(header) == 1:
        places = [0]
    if not places:
        raise SuppressionFileError(
            "No column of this file contains email addresses, domains, phone numbers "
            "or LinkedIn profiles. Nothing was imported. Name the column, or add a "
            "header row."
        )
    return places if kind == CUSTOMER else places[:1]


def _column_of(what: str, header: Sequence[str], samples: Sequence[Sequence[str]]) -> int | None:
    """Find the column by its values, else by its name."""
    by_value = {at: _share(what, [row[at] for row in samples]) for at in range(len(header))}
    at = max(by_value, key=lambda place: by_value[place]) if by_value else None
    if at is not None and by_value[at] > 0.5:  # most of its values
        return at
    for name in _NAMES[what]:
        for place, title in enumerate(header):
            if name in title.casefold():
                return place
    return None


def _share(what: str, values: Sequence[str]) -> float:
    filled = [value for value in values if value.strip()]
    if what not in ("email", "domain", "linkedin") or not filled:
        return 0.0
    return sum(read_entry(value, kind=what) is not None for value in filled) / len(filled)
