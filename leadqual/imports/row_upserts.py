"""Import rows sent by a program immediately, with a result for each row."""

import csv
import dataclasses
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.errors import PartlyFullError, WorkspaceFullError
from leadqual.accounts.workspaces.quotas import LIMIT_ADVICE
from leadqual.imports.control import stop_import
from leadqual.imports.errors import UpsertStoppedError
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.imports.options import Options
from leadqual.imports.services import check_columns, require_start, set_mapping, store_batch
from leadqual.leads.merged_keys import merged_company
from leadqual.leads.models import Company

FILE_NAME = "API upsert.csv"
COMPANY_ID = "company_id"
"""Code of the ID of a contact's company, which no file has."""
NO_COMPANY = (
    "The company is not there, or nothing but its name tells it from another one. Give its "
    "external ID or domain, and its name to create it."
)
_EXTERNAL_ID, _NAME = "company_external_id", "company_name"
_MAX_DIGITS = 19  # No ID has as many.
_ROW_COLUMN = "row"  # No field: with it no line is empty, and each has a result.


@dataclass(frozen=True, slots=True)
class RowResult:
    """The result of a row.

    Args:
        outcome: a code of `ImportRow.Outcome`.
        record_id: of the contact or company; None where the row was rejected or skipped.
        field: code of the field that was refused, if one was.
        reason: why it was rejected or skipped, in words; else empty.
        skipped_values: code of a field whose value could not be read → why; the row went in
            without it.
    """

    outcome: str
    record_id: int | None = None
    field: str = ""
    reason: str = ""
    skipped_values: Mapping[str, str] = dataclasses.field(default_factory=dict)


def upsert_rows(
    *,
    workspace: Workspace,
    author: User,
    kind: str,
    rows: Sequence[Mapping[str, str]],
    match_by: str,
) -> tuple[ImportBatch, list[RowResult]]:
    """Create or update a record for each row, as an import of these rows does.

    Erased people are rejected, do not contact stays set, and the import can be undone as a whole. A
    value that is missing or empty leaves the field of a record as it is. So does one that cannot be
    read, which its result names.

    Args:
        workspace: where the rows go.
        author: who sends them.
        kind: `contacts` or `companies`.
        rows: code of a field of imports → text; at least one.
        match_by: the key by which records are found, a code of `ImportBatch.MatchBy`.

    Returns:
        The import, and a result for each row in the same order.

    Raises:
        MappingError: the fields do not say what a row is; nothing has been kept.
        UpsertStoppedError: somebody stopped the import; its results are kept.
        WorkspaceFullError: a row has a new record that does not fit; rows before it are kept.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing has been kept.
    """
    require_start(workspace, kind)
    fields = list(dict.fromkeys(name for row in rows for name in row))
    content = _write_csv(fields, rows)
    batch = ImportBatch(
        workspace=workspace,
        author=author,
        kind=kind,
        file_name=FILE_NAME,
        encoding="utf-8",
        delimiter=",",
        columns=[
            {"name": name, "values": [], "guess": name if name in fields else "", "because": ""}
            for name in (_ROW_COLUMN, *fields)
        ],
        n_bytes=len(content),
    )
    mapping = {name: name for name in fields}
    options = Options(match_by=match_by)
    check_columns(batch, mapping, options)
    store_batch(batch, ContentFile(content), "list.csv")
    set_mapping(batch=batch, mapping=mapping, author=author, options=options)
    full = run_import(batch.pk)
    batch.refresh_from_db()
    if full is not None:
        stop_import(batch=batch, author=author)
        raise _full_error(batch, full)
    if batch.status != ImportBatch.Status.DONE:
        raise UpsertStoppedError(batch.pk, batch.n_rows)
    found = ImportRow.objects.filter(batch=batch).order_by("number")
    columns = found.values_list("number", "outcome", "record_id", "column", "reason")
    skipped = _skipped_values(batch)
    results = [
        RowResult(outcome, record_id, column, reason, skipped[number])
        for number, outcome, record_id, column, reason in columns
    ]
    if len(results) != len(rows):
        raise RuntimeError(f"{len(rows)} rows were sent, {len(results)} have a result")
    return batch, results


def link_companies(workspace: Workspace, rows: Mapping[int, dict[str, str]]) -> list[int]:
    """Name the company of each row that has its ID or external ID by what imports find it by.

    Companies without a row of their own are created by their name. A query for IDs, one for
    external IDs, and some for each company that was merged into another.

    Args:
        workspace: whose companies.
        rows: place of a row in the request → code of a field of imports → text; changed here.

    Returns:
        The places of rows whose company is not there.
    """
    companies = Company.objects.filter(workspace=workspace)
    ids = {_parse_id(row.get(COMPANY_ID, "")) for row in rows.values()}
    keys = {row.get(_EXTERNAL_ID, "") for row in rows.values()} - {""}
    by_id = companies.in_bulk(ids - {0})
    by_key = {one.external_id: one for one in companies.filter(external_id__in=keys)}
    named = {row.get(_EXTERNAL_ID): row[_NAME] for row in rows.values() if _NAME in row}
    unknown = []
    for index, row in rows.items():
        key, text = row.get(_EXTERNAL_ID, ""), row.pop(COMPANY_ID, "")
        if not key and not text:
            continue
        pk = _parse_id(text)
        company = by_id.get(pk) or by_key.get(key)
        company = company or merged_company(workspace, {"external_id": key}, pk=pk)
        if company is None and not text and key in named:
            row.setdefault(_NAME, named[key])
        elif company is None or not _name_company(row, company):
            unknown.append(index)
    return unknown


def _parse_id(text: str) -> int:
    """Return an ID; 0 if the text is not one."""
    return int(text) if text.isdecimal() and len(text) < _MAX_DIGITS else 0


def _name_company(row: dict[str, str], company: Company) -> bool:
    """Name a company by its keys; False where only its name, which another one has, tells it."""
    found = {
        _EXTERNAL_ID: company.external_id,
        "company_website": company.domain,
        "company_linkedin_url": company.linkedin_url,
    }
    for code in found:
        row.pop(code, None)
    row |= {_NAME: company.name, **{code: value for code, value in found.items() if value}}
    same_name = Company.objects.filter(workspace=company.workspace_id, name_key=company.name_key)
    return any(found.values()) or not same_name.exclude(pk=company.pk).exists()


def _full_error(batch: ImportBatch, full: WorkspaceFullError) -> PartlyFullError:
    """Build the error that says which rows were stored before the workspace was full."""
    return PartlyFullError(
        f"The workspace has reached its limit of {full.limit:,} {full.quota}. The first "
        f"{batch.n_rows:,} rows are in and stay (import {batch.pk}), the others were not saved. "
        f"Delete {full.quota}, or {LIMIT_ADVICE}. Then send all rows again: those that are in are "
        "found and not doubled.",
        quota=full.quota,
        limit=full.limit,
    )


def _skipped_values(batch: ImportBatch) -> defaultdict[int, dict[str, str]]:
    """Return line → field → why its value was left out."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for cell in ImportCell.objects.filter(batch=batch).order_by("pk"):
        found[cell.number].setdefault(cell.column, cell.reason)
    return found


def _write_csv(fields: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([_ROW_COLUMN, *fields])
    for number, row in enumerate(rows):
        writer.writerow([number, *(row.get(name, "").replace("\0", "") for name in fields)])
    return text.getvalue().encode()
