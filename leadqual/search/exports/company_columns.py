"""Columns of company exports, and companies as rows of cells."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField
from leadqual.search.exports.export_columns import (
    CELL_KINDS,
    CHUNK,
    CellKind,
    Chunk,
    ExportColumn,
    Sender,
    columns_with,
    custom_columns,
    nobody_listens,
    status_label,
)

_COMPANY, _FIRMOGRAPHICS, _RECORD = "Company", "Normalized", "Record"
_ROWS = """
    SELECT o.id{sources}
      FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
      JOIN leads_company AS o ON o.id = wanted.id
     WHERE o.workspace_id = %(workspace)s
     ORDER BY wanted.place
"""
_OWNER = "coalesce((SELECT u.email FROM accounts_user AS u WHERE u.id = o.owner_id), '')"
_ACTIVITY = "(coalesce(o.last_activity_at, o.created_at) AT TIME ZONE 'UTC')::date"
_CONTACTS = "(SELECT count(*) FROM leads_contact AS c WHERE c.company_id = o.id)"

USUAL_COMPANY_COLUMNS = (
    *("name", "domain", "website", "linkedin_url", "industry", "city", "state", "country"),
    *("employees", "founded", "sector", "standard_industry", "size_band", "business_model"),
    *("contacts", "id"),
)
_IN_TABLE = {"place": ("city", "country"), "size": ("size", "employees")}


def _of(field: CompanyField) -> ExportColumn:
    kind = CELL_KINDS.get(field.kind, CellKind.TEXT)
    source = f"o.{field.code}" if kind != CellKind.TEXT else f"coalesce(o.{field.code}::text, '')"
    return ExportColumn(field.code, field.label, _COMPANY, source, kind)


COMPANY_COLUMNS: Mapping[str, ExportColumn] = {
    column.code: column
    for column in (
        *(_of(field) for field in COMPANY_FIELDS),
        ExportColumn("sector", "Sector", _FIRMOGRAPHICS, "o.sector"),
        ExportColumn(
            "standard_industry", "Standard industry", _FIRMOGRAPHICS, "o.standard_industry"
        ),
        ExportColumn("size_band", "Size band", _FIRMOGRAPHICS, "o.size_band"),
        ExportColumn("regions", "Regions", _FIRMOGRAPHICS, "o.regions", CellKind.TEXTS),
        ExportColumn("business_model", "Business model", _FIRMOGRAPHICS, "o.business_model"),
        ExportColumn("contacts", "Contacts", _RECORD, _CONTACTS, CellKind.WHOLE),
        ExportColumn("id", "LeadQual ID", _RECORD, "o.id", CellKind.WHOLE),
        ExportColumn("owner", "Owner", _RECORD, _OWNER),
        ExportColumn("status", "Status", _RECORD, status_label("o")),
        ExportColumn("tags", "Tags", _RECORD, "o.tags", CellKind.TEXTS),
        ExportColumn("last_activity", "Last activity", _RECORD, _ACTIVITY, CellKind.DATE),
    )
}
"""Code → column, in file order."""

"""Codes of the default columns."""


"""Columns of the company table that are several columns in a file, or have another code there."""


def columns_of_table(columns: Sequence[str], known: Mapping[str, ExportColumn]) -> list[str]:
    """Return the export codes for a company table: name, domain and its columns."""
    named = ("name", "domain", *(one for code in columns for one in _IN_TABLE.get(code, (code,))))
    return [code for code in dict.fromkeys((*named, "id")) if code in known]


def company_columns(workspace: Workspace) -> dict[str, ExportColumn]:
    """Return every column, including custom fields; one query."""
    return {**COMPANY_COLUMNS, **custom_columns(workspace, "company", "o")}


def chosen_company_columns(
    codes: Sequence[str], workspace: Workspace, *, keeps_order: bool = False
) -> list[ExportColumn]:
    """Return the columns with these codes, as `columns_with` does; the default ones for no codes.

    Raises:
        UnknownColumnError: there is no column with one of the codes.
    """
    wanted = codes or USUAL_COMPANY_COLUMNS
    return columns_with(wanted, company_columns(workspace), keeps_order=keeps_order)


def read_company_chunks(
    workspace: Workspace,
    keys: NDArray[np.int64],
    columns: Sequence[ExportColumn],
    sent: Sender = nobody_listens,
) -> Iterator[Chunk]:
    """Yield the cells of companies in the order of `keys`, one query for each chunk as it is read.

    Args:
        workspace: keys from other workspaces are skipped.
        keys: of companies.
        columns: at least one, with distinct codes.
        sent: called with the keys of each chunk before it is yielded.
    """
    statement = _ROWS.format(sources="".join(f", {column.source}" for column in columns))
    for start in range(0, len(keys), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                statement,
                {"keys": keys[start : start + CHUNK].tolist(), "workspace": workspace.pk},
            )
            rows = cursor.fetchall()
        if rows:
            found, *cells = map(list, zip(*rows, strict=True))
            sent(found)
            yield cells
