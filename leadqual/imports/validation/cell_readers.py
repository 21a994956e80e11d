"""Readers of the cells of each field, and the cache of one column."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from leadqual.imports.columns.opt_outs import (
    DO_NOT_CONTACT,
    OPT_OUTS,
    is_bounce_reason,
    is_opt_out_word,
    is_plain_opt_out,
    is_status_name,
    means_opt_out,
)
from leadqual.imports.options import ANY
from leadqual.imports.validation import contact_cells
from leadqual.imports.validation import values as read
from leadqual.imports.validation.company_columns import company_readers
from leadqual.imports.validation.employer_cells import employer
from leadqual.imports.validation.size_cells import employees, size
from leadqual.imports.validation.values import (
    BrokenCellError,
    PartlyRead,
    PartlyRejectedError,
    RejectedValueError,
    Rejection,
    tidy,
)
from leadqual.leads.company_fields import COMPANY_FIELDS, FieldKind

OPTIONAL_KEYS = ("email", "linkedin_url")
"""Fields of contacts whose rows have other keys or a name, too."""
MAX_SHOWN = 500
"""Characters of a refused value that are kept."""
_MAX_CACHED = 100_000
_UNKNOWN_WORDS = frozenset({"?", "unknown"})  # Whether somebody asked: that is no "no".
_UNREADABLE_CELL = "Some characters are invalid in the encoding of this file. Retype them."
_UNREADABLE = re.compile("[\ud800-\udfff]")
PLAIN_PATTERNS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "contacts": {
        "email": re.compile(
            rf"(?!.{{65}}|{contact_cells.UNATTENDED_PREFIXES})"
            r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}"
        ),
        "phone": re.compile(r"(?!.{61})\+?[0-9]*[1-9][0-9]*(?:[ -]?[0-9]){5,}"),
        "linkedin_url": re.compile(r"https://www\.linkedin\.com/in/[a-z0-9-]{1,200}"),
    }
}
"""Kind of a file → code of a field with few equal cells → cells that need no reader."""
_READERS_BY_KIND: Mapping[FieldKind, Callable[[str], Any]] = {
    FieldKind.TEXT: read.text,
    FieldKind.ENTRIES: read.entries,
    FieldKind.SENTENCES: read.sentences,
    FieldKind.SIZE: size,
    FieldKind.WHOLE: read.whole,
    FieldKind.YEAR: read.year,
    FieldKind.AMOUNT: read.amount,
    FieldKind.COUNTRY: read.country,
    FieldKind.WEBSITE: read.website,
    FieldKind.LINKEDIN: read.company_linkedin,
}
_READERS_BY_CODE: Mapping[str, Callable[[str], Any]] = {
    "city": read.city,
    "employees": employees,
    "industry": read.industry,
}
_COMPANY_READERS = {
    field.code: _READERS_BY_CODE.get(field.code)
    or {
        **_READERS_BY_KIND,
        FieldKind.NAME: read.name(field.limit),
        FieldKind.LINE: read.line(field.limit),
    }[field.kind]
    for field in COMPANY_FIELDS
}
READERS: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "contacts": {
        "first_name": contact_cells.names(150),
        "last_name": contact_cells.names(150),
        "full_name": contact_cells.full_name(300),
        "name_particle": read.name(50),
        "email": contact_cells.email,
        "phone": contact_cells.phone,
        "linkedin_url": read.person_linkedin,
        "external_id": read.line(100),
        "job_title": read.line(1_000),
        "other_titles": read.titles,
        "past_titles": read.titles,
        "company_name": employer(300),
        "company_website": read.website,
        "company_linkedin_url": read.company_linkedin,
        "company_external_id": read.line(100),
        "city": read.city,
        "state": read.line(150),
        "country": read.country,
        "location": read.line(1_000),
        **company_readers(_COMPANY_READERS),
    },
    "companies": _COMPANY_READERS,
}
"""Kind of a file → code of a field → what reads its cells."""


class CellCache(dict[str, Any]):
    """Parsed cells of one column; repeated cells are cached.

    Args:
        column: its name.
        reader: reads a tidy cell that is not empty.
        empty: what an empty cell reads as.
    """

    def __init__(self, column: str, reader: Callable[[str], Any], empty: object) -> None:
        super().__init__({"": empty})
        self.column, self._reader, self._empty = column, reader, empty
        self.has_problems = False

    def __missing__(self, cell: str) -> object:
        found = self._read(cell)
        self.has_problems = self.has_problems or isinstance(found, Rejection | PartlyRead)
        self[cell] = found
        return found

    def trim(self) -> None:
        """Clear the cache once it is large."""
        if len(self) > _MAX_CACHED:
            self.clear()
            self[""], self.has_problems = self._empty, False

    def _read(self, cell: str) -> object:
        plain = cell
        if not cell.isascii() and _UNREADABLE.search(cell):
            shown = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", cell).replace("\x00", "")
            return Rejection(self.column, shown[:MAX_SHOWN], _UNREADABLE_CELL)
        if "\x00" in cell:
            plain = cell.replace("\x00", "")
        try:
            plain = tidy(plain)
            return self._reader(plain) if plain else self._empty
        except BrokenCellError as error:
            return PartlyRead(self._empty, Rejection(self.column, plain, error.reason))
        except RejectedValueError as error:
            rejection = Rejection(self.column, plain[:MAX_SHOWN], error.reason)
            if isinstance(error, PartlyRejectedError):
                return PartlyRead(error.value, rejection)
            return rejection


def opt_out_reader(field: str, column: str) -> Callable[[str], bool] | None:
    """Return what reads from the cells of a field who must not be contacted; None for most fields.

    A status may say so, too, as "Do Not Contact" does in Apollo; so may any other column, see
    `find_opt_outs`.
    """
    if field == DO_NOT_CONTACT and is_bounce_reason(column):
        return lambda cell: not read.is_blank(cell)
    if field == "status":
        return lambda cell: is_opt_out_word(cell) or is_plain_opt_out(cell)
    if field not in OPT_OUTS:
        return None
    return partial(
        _read_opt_out, field, rejection=PartlyRejectedError if is_status_name(column) else None
    )


def _read_opt_out(field: str, cell: str, rejection: type[PartlyRejectedError] | None) -> bool:
    if (is_opt_out := means_opt_out(field, cell)) is None:
        if read.is_empty(cell) and cell.lower() not in _UNKNOWN_WORDS:
            return False
        reason = "Neither yes nor no. Write “yes” or “no”, or leave it empty."
        raise rejection(reason, value=False) if rejection else RejectedValueError(reason)
    return is_opt_out


def required_fields(kind: str, match_by: str, columns: Mapping[str, str]) -> frozenset[str]:
    """Name the fields without which a row has no use, or must not be stored.

    An unreadable cell of `OPTIONAL_KEYS` rejects its row only where nothing else identifies it.
    """
    always = {*OPT_OUTS, *(["name"] if kind == "companies" else [])}
    if match_by == ANY:
        company_keys = set() if kind == "contacts" else {"domain", "linkedin_url"}
        return frozenset(always | company_keys | {"external_id"})
    if kind == "contacts" and match_by in OPTIONAL_KEYS:
        return frozenset(always)
    if match_by == "domain" and "domain" not in columns:
        return frozenset(always | {"website"})
    return frozenset(always | {match_by})
