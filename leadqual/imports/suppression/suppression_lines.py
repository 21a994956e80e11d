"""Lines of a suppression list → entries, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from leadqual.accounts.models import Workspace
from leadqual.imports.files.reading import FileRow
from leadqual.imports.suppression.suppression_columns import CUSTOMER
from leadqual.leads.do_not_contact.contact_keys import domain_of, is_email, normalize_email
from leadqual.leads.do_not_contact.entries import EntryKey, read_entry
from leadqual.leads.erased_people.erasure_keys import Identity
from leadqual.leads.erased_people.hash_check import ERASED, read_erased
from leadqual.leads.models import Company
from leadqual.leads.name_keys import name_key

_NOT_READ = "This is not an email address, domain, phone number or LinkedIn profile."
_EMPTY = "This line has no value in the column."
_NO_COMPANY = "No company with this name and a domain exists in the workspace. Add its domain."
_TWO_COMPANIES = "Companies with this name have different domains. Add the domain."
MAX_VALUE = 300


@dataclass(slots=True)
class ParsedLines:
    """What some lines say.

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
    domains = _domains(workspace, rows, places) if kind == CUSTOMER else {}
    erased = read_erased(workspace.pk)
    lines = ParsedLines()
    for row in rows:
        values = [value for at in places if (value := _value(row, at))]
        entry, reason = _read(values, kind, domains)
        if entry and erased.has(_identity_of(entry)):
            lines.rejected.append((row.number, "", ERASED))
        elif entry:
            lines.entries.append(entry)
        else:
            value = row.text if row.problem else " | ".join(values)
            reason = row.problem or reason
            lines.rejected.append((row.number, _printable(value)[:MAX_VALUE], reason[:200]))
    return lines


def _identity_of(entry: EntryKey) -> Identity:
    """An erased person is kept away by the hash; a list does not bring the address back."""
    if entry.kind in ("email", "alias"):
        return Identity(emails=[entry.value])
    if entry.kind == "linkedin":
        return Identity(linkedin_urls=[entry.value])
    return Identity()


def _value(row: FileRow, at: int) -> str:
    return row.values[at].strip() if at < len(row.values) else ""


def _printable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _read(
    values: Sequence[str], kind: str, domains: dict[str, set[str]]
) -> tuple[EntryKey | None, str]:
    if not values:
        return None, _EMPTY
    if kind != CUSTOMER:
        return read_entry(values[0], kind=kind), _NOT_READ
    reason = _NOT_READ
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


def _domains(
    workspace: Workspace, rows: Sequence[FileRow], places: Sequence[int]
) -> dict[str, set[str]]:
    keys = {name_key(value) for row in rows for at in places if (value := _value(row, at))}
    found: dict[str, set[str]] = {}
    companies = Company.objects.filter(workspace=workspace, name_key__in=keys - {""})
    for key, domain in companies.values_list("name_key", "domain"):
        if domain:
            found.setdefault(key, set()).add(domain)
    return found
