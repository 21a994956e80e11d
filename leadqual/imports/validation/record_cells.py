"""Owner, status, tags and custom fields of rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from leadqual.accounts.models import Workspace
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.columns.opt_outs import TAG_SEPARATOR, is_opt_out_word
from leadqual.imports.columns.status_words import normalize_status, status_codes_by_word
from leadqual.imports.validation.values import RejectedValueError, decimal, is_empty
from leadqual.leads.errors import CustomFieldError
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_values import Stored, read_value
from leadqual.leads.records.owners import owners_of
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.records.statuses import Statuses, statuses_of
from leadqual.leads.records.tags import joined_tags

OWNER, STATUS, TAGS = "owner", "status", "tags"
"""Codes of fields that people and companies have; custom fields begin with `CUSTOM`."""

_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:,? \d{1,2}:\d{2}.*)?")
_MONTHS = 12
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)

_Kind = CustomField.Kind


class RecordValues(NamedTuple):
    """Owner, status, tags and custom fields of a row; empty if not given."""

    owner_id: int | None = None
    status: str = ""
    tags: tuple[str, ...] = ()
    custom: Mapping[str, Stored] = {}

    def updated_with(self, later: "RecordValues") -> "RecordValues":
        """Lay the filled values of a later row over these; tags are those of both."""
        return RecordValues(
            later.owner_id or self.owner_id,
            later.status or self.status,
            tuple(joined_tags([*self.tags, *later.tags])),
            {**self.custom, **later.custom},
        )


@dataclass(frozen=True, slots=True)
class RecordFields:
    """What cells of these fields are read by.

    Args:
        owners: email, or full name where only one member has it, in lower case → key of a member.
        custom: fields that the workspace added, by code.
        statuses: value of the file in one spelling → status that was chosen for it, "" for none,
            or that is called so.
        status_names: labels of the statuses of the workspace.
    """

    owners: Mapping[str, int] = field(default_factory=dict)
    custom: Mapping[str, CustomField] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    status_names: Sequence[str] = ()

    def reader_of(self, code: str) -> Callable[[str], Any] | None:
        """Return the parser of a field's cells; None if the field was deleted."""
        if code.startswith(CUSTOM):
            one = self.custom.get(code.removeprefix(CUSTOM))
            return None if one is None else lambda cell: _read_custom(one, cell)
        return {OWNER: self._owner, STATUS: self._status, TAGS: _read_tags}.get(code)

    def _status(self, value: str) -> str:
        if is_empty(value) or is_opt_out_word(value):  # Read as do not contact instead.
            return ""
        plain = normalize_status(value)
        if plain not in self.statuses:
            raise RejectedValueError(
                f"Not a status. Choose which of {', '.join(self.status_names)} it is where columns "
                "are mapped, or map the column to a new custom field."
            )
        return self.statuses[plain]

    def _owner(self, value: str) -> int | None:
        if is_empty(value):
            return None
        if (found := self.owners.get(" ".join(value.casefold().split()))) is None:
            raise RejectedValueError(
                "Not a member of this workspace. Use the email of a member, or leave it empty."
            )
        return found


def record_fields(
    workspace: Workspace, kind: str, codes: Sequence[str], statuses: Mapping[str, str]
) -> RecordFields:
    """Return what the mapped fields are read by; a query each for members, fields and statuses.

    Args:
        workspace: whose members, fields and statuses.
        kind: `contacts` or `companies`.
        codes: of all mapped fields.
        statuses: those chosen for values of the file.
    """
    owners: dict[str, int] = {}
    if OWNER in codes:
        members = owners_of(workspace)
        names = [user.get_full_name().casefold() for user in members.values()]
        named = zip(members, names, strict=True)
        owners = {name: key for key, name in named if name and names.count(name) == 1}
        owners |= {user.email.casefold(): key for key, user in members.items()}
    custom = custom_fields(workspace, kind) if any(map(is_custom, codes)) else []
    own = statuses_of(workspace) if STATUS in codes else Statuses()
    labels = dict(own.choices())
    chosen = {value: code for value, code in statuses.items() if not code or code in labels}
    return RecordFields(
        owners,
        {one.code: one for one in custom},
        {**status_codes_by_word(own), **chosen},
        list(labels.values()),
    )


def is_custom(code: str) -> bool:
    """Return whether the code of a field is that of a custom field."""
    return code.startswith(CUSTOM)


def is_record_field(code: str) -> bool:
    return code in {OWNER, STATUS, TAGS} or is_custom(code)


def record_values(table: Mapping[str, Sequence[Any]], n_rows: int) -> list[RecordValues | None]:
    """Join the columns of these fields to the values of each row; None where it says nothing.

    Args:
        table: code of a field → its value in each row.
        n_rows: of the table.
    """
    codes = [code for code in table if is_record_field(code)]
    if not codes:
        return [None] * n_rows
    nothing = [""] * n_rows
    found: list[RecordValues | None] = []
    parts = [table.get(code, nothing) for code in (OWNER, STATUS, TAGS)]
    added = [code for code in codes if is_custom(code)]
    custom = zip(*(table[code] for code in added), strict=True) if added else [()] * n_rows
    for owner, status, tags, cells in zip(*parts, custom, strict=True):
        values = {
            code.removeprefix(CUSTOM): cell
            for code, cell in zip(added, cells, strict=True)
            if cell not in ("", None)
        }
        one = RecordValues(owner or None, status, tuple(tags), values)
        found.append(one if any(one) else None)
    return found


def _read_tags(value: str) -> tuple[str, ...]:
    return () if is_empty(value) else tuple(joined_tags(TAG_SEPARATOR.split(value)))


def _read_custom(one: CustomField, value: str) -> Stored | None:
    if is_empty(value) and value.casefold() not in map(str.casefold, one.choices):
        return None
    try:
        return read_value(one, _CLEANERS.get(one.kind, str)(value))
    except CustomFieldError as error:
        raise RejectedValueError(error.message[:300]) from error


def _normalize_number(value: str) -> str:
    """Write a number with a decimal point: "1,234.5", "1.234,5" and "12,5 %" are numbers, too."""
    plain = value.removesuffix("%").strip(" $€£")
    sign, digits = ("-", plain[1:]) if plain[:1] in {"-", "\N{MINUS SIGN}"} else ("", plain)
    if not digits or not re.fullmatch(r"[\d.,'\s]*\d[\d.,'\s]*", digits):
        return value
    if re.fullmatch(r"\d+\.\d+", digits):
        return sign + digits  # As spreadsheets write it; not thousands.
    found = decimal(digits)
    return value if found is None else f"{sign}{found}"


def _normalize_date(value: str) -> str:
    """Write a day as 2026-12-31; one of which the month is not clear is refused."""
    for pattern, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0))):
        if found := pattern.fullmatch(value):
            parts = [int(found.group(at + 1)) for at in order]
            return _iso_date(*parts) or value
    if not (found := _SLASHED.fullmatch(value)):
        return value
    first, second, year = map(int, found.groups())
    if first <= _MONTHS and second <= _MONTHS and first != second:
        raise RejectedValueError("Day and month are not clear. Use the form 2026-12-31.")
    day, month = (first, second) if first > _MONTHS else (second, first)
    return _iso_date(year, month, day) or value


def _iso_date(year: int, month: int, day: int) -> str:
    with suppress(ValueError):
        return date(year, month, day).isoformat()
    return ""


def _normalize_link(value: str) -> str:
    return f"https://{value}" if _WITHOUT_SCHEME.fullmatch(value) else value


_CLEANERS: Mapping[str, Callable[[str], str]] = {
    _Kind.NUMBER.value: _normalize_number,
    _Kind.DATE.value: _normalize_date,
    _Kind.LINK.value: _normalize_link,
}
