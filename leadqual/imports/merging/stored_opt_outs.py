"""Store do-not-contact entries for rows that ask for it, in the transaction of their chunk.

This includes skipped and rejected rows. A "no" does not lift an existing entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from leadqual.imports.models import ImportBatch, ImportRow
from leadqual.imports.validation.cell_readers import opt_out_reader
from leadqual.imports.validation.validated_rows import (
    CompanyValues,
    ContactValues,
    ValidatedRows,
)
from leadqual.imports.validation.values import Rejection
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entries,
    email_entry,
    entry_for,
    external_id_entry,
    read_entry,
    record_entry,
)
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.models import Company, Contact, DoNotContact

REASON = "import"
Kind = DoNotContact.Kind
_NO_KEY = {
    "contacts": "Nobody was marked Do not contact: the row is skipped and has no email, LinkedIn "
    "URL, phone number or external ID.",
    "companies": "No company was marked Do not contact: the row is skipped and has no domain or "
    "external ID.",
}


def origin_of(batch: ImportBatch) -> str:
    """Return the origin of the entries that an import sets; undoing it lifts them."""
    return f"import:{batch.pk}"


def entries_of(batch: ImportBatch) -> QuerySet[DoNotContact]:
    """Return the active entries that an import set."""
    return DoNotContact.objects.filter(
        workspace=batch.workspace_id, origin=origin_of(batch), lifted_at=None
    )


class StoredOptOuts:
    """Sets do not contact, chunk by chunk, and counts each person or company once.

    Args:
        batch: the import; after a pause it goes on with those that it has set.
    """

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._counted_values: set[object] = set()
        self._chunk_values: set[object] = set()
        if batch.n_do_not_contact:
            entries = entries_of(batch)
            self._counted_values.update(
                entries.filter(derived_from=None).values_list("value", flat=True)
            )
            if batch.kind == ImportBatch.Kind.CONTACTS:
                self._counted_values.update(covered_contacts(entries))

    def set(self, checked: ValidatedRows[Any]) -> tuple[int, list[tuple[int, Rejection]]]:
        """Set do not contact for the rows of a stored chunk; a dry run only counts them.

        Returns:
            How many people or companies are new, and the rows that match nobody, as problems.
        """
        self._chunk_values = set()
        if not checked.stops and not checked.rejected_opt_outs:
            return 0, []
        rows = {number: values for number, values in checked.good if number in checked.stops}
        batch = self._batch
        ids = dict(
            ImportRow.objects.filter(batch=batch, number__in=rows).values_list(
                "number", "record_id"
            )
        )
        records = _records(batch, [key for key in ids.values() if key])
        entries: set[EntryKey] = set()
        problems: list[tuple[int, Rejection]] = []
        n_new = 0
        for number, values in rows.items():
            record = records.get(ids.get(number) or 0)
            found = _entries_of(record, values)
            is_new = batch.is_checking and ids.get(number) is None
            if not found and not is_new:
                problems.append((number, self._no_key_problem()))
                continue
            entries.update(found)
            n_new += self._is_new({one.value for one in found} or {(number,)}, record)
        for _, values in checked.rejected_opt_outs:
            if found := _entries_of_row(values):
                entries.update(found)
                n_new += self._is_new({one.value for one in found})
        if not batch.is_checking:
            source = EntrySource(REASON, origin_of(batch), batch.author)
            add_entries(workspace=batch.workspace, entries=entries, source=source)
        return n_new, problems

    def keep(self) -> None:
        """Remember the people set by the last chunk, once it is committed."""
        self._counted_values |= self._chunk_values

    def _is_new(self, values: Iterable[object], record: Contact | Company | None = None) -> bool:
        names = {*values, *([record.pk] if record else [])}
        is_new = names.isdisjoint(self._counted_values) and names.isdisjoint(self._chunk_values)
        self._chunk_values |= names
        return is_new

    def _no_key_problem(self) -> Rejection:
        mapping = self._batch.mapping
        columns = (name for name, code in mapping.items() if opt_out_reader(code, name))
        return Rejection(next(columns, ""), "", _NO_KEY[self._batch.kind])


def _records(batch: ImportBatch, keys: Sequence[int]) -> Mapping[int, Contact | Company]:
    model: type[Contact | Company] = (
        Company if batch.kind == ImportBatch.Kind.COMPANIES else Contact
    )
    return model._default_manager.filter(workspace=batch.workspace_id).in_bulk(keys)


def _entries_of(
    record: Contact | Company | None, values: ContactValues | CompanyValues
) -> list[EntryKey]:
    """Return what covers a row: the record as stored, perhaps with another key, and its own key.

    A company that is stored needs no more than its record: the entry covers its domain, too.
    """
    if isinstance(record, Company):
        return [record_entry(Kind.COMPANY, record.pk)]
    return [*([entry_for(record)] if record else []), *_entries_of_row(values)[:1]]


def _entries_of_row(values: ContactValues | CompanyValues) -> list[EntryKey]:
    if isinstance(values, CompanyValues):
        key = values.keys.external_id
        found = [
            read_entry(values.keys.domain, kind=Kind.DOMAIN),
            external_id_entry(key, kind=Kind.COMPANY) if key else None,
        ]
    else:
        found = [
            email_entry(values.email) if values.email else None,
            read_entry(values.linkedin_url, kind=Kind.LINKEDIN),
            read_entry(values.phone, kind=Kind.PHONE),
            external_id_entry(values.external_id) if values.external_id else None,
        ]
    return [entry for entry in found if entry]
