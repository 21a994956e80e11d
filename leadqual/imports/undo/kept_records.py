"""Records kept by the undo of an import, with the reason and later changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from leadqual.imports.merging.merge_order import merge_companies, merge_contacts
from leadqual.imports.models import ImportBatch, ImportChange, ImportRow
from leadqual.imports.undo.created_records import MODELS
from leadqual.imports.validation.row_names import is_within_limit, rows_at
from leadqual.imports.validation.row_validators import validator_of
from leadqual.imports.validation.validated_rows import (
    CompanyValues,
    ContactValues,
)
from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.owners import owners_of

PARTLY_RESTORED = "Some values were changed since the import and are kept. The rest was restored."
_STORED = ("created", "updated", "unchanged")

Record = Contact | Company
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as the import wrote it; empty texts are no value."""

    name: str
    imported: str
    now: str


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record that undo kept, or kept a field of.

    Args:
        number: line that created it, or changed it last.
        name: of the person or company; empty where it is gone.
        address: its page; empty where it is gone.
        why: a sentence.
        changed_at: last change of any kind; None where it is gone.
        differences: what is not as the import wrote it, as far as the file says it.
    """

    number: int
    name: str
    address: str
    why: str
    changed_at: datetime | None = None
    differences: list[Difference] = field(default_factory=list)


class KeptRecords:
    """Everything that undo kept, for pages: created records first, then updated ones."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._created = _created(batch)
        self._updated = batch.changes.filter(kind=batch.kind).exclude(kept=[]).order_by("number")
        self._n_created = self._created.count()

    def __len__(self) -> int:
        return self._n_created + self._updated.count()

    def __getitem__(self, part: slice) -> list[KeptRecord]:
        """Return a slice of them; a few queries and one pass over the file."""
        start, stop, n = part.start, part.stop, self._n_created
        found = _kept_created(self._batch, list(self._created[start:stop])) if start < n else []
        if stop > n:
            found += _kept_updated(self._batch, list(self._updated[max(0, start - n) : stop - n]))
        return found


def _created(batch: ImportBatch) -> QuerySet[ImportRow]:
    return batch.rows.filter(outcome="created").exclude(kept="").order_by("number")


def _kept_created(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[KeptRecord]:
    records = _load_records(batch, [row.record_id for row in rows])
    imported = _imported_values(batch, list(records))
    found = []
    for row in rows:
        record = records.get(row.record_id or 0)
        values = imported.get(row.record_id or 0, {})
        found.append(
            _build_kept_record(row.number, record, row.kept, _differences_from_file(record, values))
        )
    return found


def _kept_updated(batch: ImportBatch, changes: Sequence[ImportChange]) -> list[KeptRecord]:
    records = _load_records(batch, [change.record_id for change in changes])
    keys = {change.after.get("company_id") for change in changes}
    companies = Company.objects.filter(workspace=batch.workspace_id).in_bulk(keys - {None})
    owners = owners_of(batch.workspace)
    found = []
    for change in changes:
        record = records.get(change.record_id)
        after = {**change.after}
        if "company_id" in after:
            after["company_id"] = str(companies.get(after["company_id"], ""))
        if "owner_id" in after:
            after["owner_id"] = str(owners.get(after["owner_id"], ""))
        names = [name for name in change.kept if name != "job_title_id"]  # Beside the title.
        differences = [_difference(record, name, after.get(name)) for name in names if record]
        found.append(_build_kept_record(change.number, record, PARTLY_RESTORED, differences))
    return found


def _load_records(batch: ImportBatch, keys: Iterable[int | None]) -> dict[int, Record]:
    is_contacts = MODELS[batch.kind] is Contact
    records: Any = Contact.objects.select_related("company") if is_contacts else Company.objects
    found: dict[int, Record] = records.filter(workspace=batch.workspace_id).in_bulk(
        [key for key in keys if key]
    )
    return found


def _build_kept_record(
    number: int, record: Record | None, why: str, differences: list[Difference]
) -> KeptRecord:
    if record is None:
        return KeptRecord(number, "", "", why)
    page = "search:person" if isinstance(record, Contact) else "search:company"
    address = reverse(page, args=[record.pk])
    return KeptRecord(number, str(record), address, why, record.updated_at, differences)


def _imported_values(batch: ImportBatch, keys: Sequence[int]) -> dict[int, Values]:
    """Read from the file what an import wrote into the records that it created."""
    rows = batch.rows.filter(record_id__in=keys, outcome__in=_STORED).order_by("number")
    record_of = {number: key for number, key in rows.values_list("number", "record_id") if key}
    if not record_of or not all(map(is_within_limit, record_of)):
        return {}
    checker = validator_of(batch)
    found: dict[int, ContactValues | CompanyValues] = {}
    for number, values in checker.check(rows_at(batch, set(record_of))).good:
        key = record_of[number]
        found[key] = _merge_values(found[key], values) if key in found else values
    return {key: _fields(values) for key, values in found.items()}


def _merge_values(
    before: ContactValues | CompanyValues, after: ContactValues | CompanyValues
) -> ContactValues | CompanyValues:
    if isinstance(before, ContactValues) and isinstance(after, ContactValues):
        return merge_contacts(before, after)
    if isinstance(before, CompanyValues) and isinstance(after, CompanyValues):
        return merge_companies(before, after)
    return after


def _fields(values: ContactValues | CompanyValues) -> Values:
    """Give values by the columns of the table; a company only where it names one."""
    if isinstance(values, CompanyValues):
        known: Values = {**values.fields, **values.keys._asdict()}
        return {field.code: known.get(field.code, "") for field in COMPANY_FIELDS}
    fields = values._asdict()
    company, _, _ = fields.pop("company"), fields.pop("record"), fields.pop("country_guess")
    if not fields["country"]:  # A guess is no word of the file.
        del fields["country"]
    return {**fields, "company_id": company.name if company else ""}


def _differences_from_file(record: Record | None, imported: Values) -> list[Difference]:
    if record is None:
        return []
    found = [_difference(record, name, value) for name, value in imported.items()]
    return [one for one in found if one.imported != one.now and not _is_same_company(one)]


def _is_same_company(one: Difference) -> bool:
    return one.name == "company" and name_key(one.imported or "-") == name_key(one.now or "-")


def _difference(record: Record, name: str, imported: object) -> Difference:
    is_link = name in {"company_id", "owner_id"}
    words = (name.removesuffix("_id") if is_link else name).replace("_", " ")
    now = getattr(record, name.removesuffix("_id") if is_link else name)
    return Difference(words, _format_value(imported), _format_value(now))


def _format_value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
