"""Lines of a suppression list: the columns to read, and the keys in each line."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.core.files import File

from leadqual.accounts.models import Workspace
from leadqual.core.errors import WrongValue
from leadqual.imports.files.headers import printable
from leadqual.imports.files.reading import FileRow
from leadqual.imports.files.workbooks import is_workbook
from leadqual.leads.company_identity import name_key
from leadqual.leads.do_not_contact.contact_keys import domain_of, is_email, normalize_email
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    read_entry,
)
from leadqual.leads.erased_keys import ERASED, read_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import Company

CUSTOMER = "customer"
"""Every line is a company: its domain, or the domain that its name or an address leads to."""
KINDS = ("email", "domain", "phone", "linkedin")
_COLUMN_NAMES = {
    "email": ("email", "e-mail", "mail", "address"),
    "linkedin": ("linkedin",),
    "domain": ("domain", "website", "web site", "url", "homepage"),
    "phone": ("phone", "mobile", "telephone", "tel"),
    "name": ("company", "customer", "account", "organization", "organisation", "firm", "name"),
}
_COLUMN_ORDER = ("email", "domain", "linkedin", "phone")
_CUSTOMER_COLUMN_ORDER = ("domain", "email", "name")
_UNREADABLE = "This is not an email address, domain, phone number or LinkedIn profile."
_EMPTY_LINE = "This line has no value in the column."
_NO_COMPANY = "No company with this name and a domain exists in the workspace. Add its domain."
_TWO_COMPANIES = "Companies with this name have different domains. Add the domain."
MAX_VALUE = 300
_BETWEEN_WORDS = re.compile(r"[\s,;|<>()\"']+")
_DELIMITERS = b",;\t"
_MAX_LINE = 2**16
_MAX_MEMORY = 2**22


def guess_columns(
    header: Sequence[str], samples: Sequence[Sequence[str]], *, kind: str, column: str = ""
) -> list[int]:
    """Return the indexes of the columns to read, best first.

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
    found = {what: _find_column(what, header, samples) for what in _COLUMN_NAMES}
    order = _CUSTOMER_COLUMN_ORDER if kind == CUSTOMER else (kind,) if kind else _COLUMN_ORDER
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


def _find_column(what: str, header: Sequence[str], samples: Sequence[Sequence[str]]) -> int | None:
    """Find the column by its values, else by its name."""
    by_value = {
        at: _matching_share(what, [row[at] for row in samples]) for at in range(len(header))
    }
    at = max(by_value, key=lambda place: by_value[place]) if by_value else None
    if at is not None and by_value[at] > 0.5:  # most of its values
        return at
    for name in _COLUMN_NAMES[what]:
        for place, title in enumerate(header):
            if name in title.casefold():
                return place
    return None


def _matching_share(what: str, values: Sequence[str]) -> float:
    filled = [value for value in values if value.strip()]
    if what not in ("email", "domain", "linkedin") or not filled:
        return 0.0
    return sum(read_entry(value, kind=what) is not None for value in filled) / len(filled)


@dataclass(slots=True)
class ParsedLines:
    """The parsed content of some lines.

    Args:
        entries: of lines that were understood, in their order.
        rejected: number of a line, its value and why it was not understood.
    """

    entries: list[EntryKey] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


def read_lines(
    workspace: Workspace, rows: Sequence[FileRow], *, places: Sequence[int], kind: str
) -> ParsedLines:
    """Read lines; one query where they are customers.

    Args:
        workspace: whose companies names are looked up in.
        rows: of the file.
        places: of the columns to read, the best one first.
        kind: of `columns.KINDS`, `CUSTOMER`, or empty.
    """
    domains = _domains_by_name(workspace, rows, places) if kind == CUSTOMER else {}
    erased = read_erased(workspace.pk)
    lines = ParsedLines()
    for row in rows:
        values = [value for at in places if (value := _cell_value(row, at))]
        entry, reason = _parse_line(values, kind, domains)
        if entry and erased.has(_identity_of(entry)):
            lines.rejected.append((row.number, "", ERASED))
        elif entry:
            lines.entries.append(entry)
        else:
            value = printable(row.text if row.problem else " | ".join(values))
            reason = row.problem or reason
            if erased.has(_identity_in_text(value)):
                value, reason = "", ERASED
            lines.rejected.append((row.number, value[:MAX_VALUE], reason[:200]))
    return lines


def _identity_of(entry: EntryKey) -> Identity:
    """An erased person is kept away by the hash; a list does not bring the address back."""
    if entry.kind in ("email", "alias"):
        return Identity(emails=[entry.value])
    if entry.kind == "linkedin":
        return Identity(linkedin_urls=[entry.value])
    if entry.kind == "phone":
        return Identity(phones=[entry.value])
    return Identity()


def _identity_in_text(text: str) -> Identity:
    """Return addresses, profiles and numbers in a line that was not understood."""
    words = _BETWEEN_WORDS.split(text)
    return Identity(emails=words, linkedin_urls=words, phones=[text, *words])


def _cell_value(row: FileRow, at: int) -> str:
    return row.values[at].strip() if at < len(row.values) else ""


def _parse_line(
    values: Sequence[str], kind: str, domains: dict[str, set[str]]
) -> tuple[EntryKey | None, str]:
    if not values:
        return None, _EMPTY_LINE
    if kind != CUSTOMER:
        return read_entry(values[0], kind=kind), _UNREADABLE
    reason = _UNREADABLE
    for value in values:
        address = normalize_email(value)
        domain = domain_of(address) if is_email(address) else value
        if entry := read_entry(domain, kind="domain"):
            return entry, ""
        known = domains.get(name_key(value), set())
        if len(known) == 1:
            return read_entry(*known, kind="domain"), _NO_COMPANY
        reason = _TWO_COMPANIES if known else _NO_COMPANY
    return None, reason


def _domains_by_name(
    workspace: Workspace, rows: Sequence[FileRow], places: Sequence[int]
) -> dict[str, set[str]]:
    keys = {name_key(value) for row in rows for at in places if (value := _cell_value(row, at))}
    found: dict[str, set[str]] = {}
    companies = Company.objects.filter(workspace=workspace, name_key__in=keys - {""})
    for key, domain in companies.values_list("name_key", "domain"):
        if domain:
            found.setdefault(key, set()).add(domain)
    return found


def add_header(file: BinaryIO) -> "File[bytes]":
    """Return a copy of a text file with a header row on top; a workbook as it is.

    Args:
        file: at any position, in an encoding in which separators are one byte.
    """
    target = SpooledTemporaryFile(max_size=_MAX_MEMORY)  # noqa: SIM115  # returned open
    is_book = is_workbook(file)
    file.seek(0)
    if not is_book:
        first = file.readline(_MAX_LINE)
        delimiter = max((bytes([one]) for one in _DELIMITERS), key=first.count)
        names = [f"column {at + 1}".encode() for at in range(first.count(delimiter) + 1)]
        target.write(delimiter.join(names) + b"\n")
        file.seek(0)
    shutil.copyfileobj(file, target)
    return File(cast("BinaryIO", target), name="list.csv")
