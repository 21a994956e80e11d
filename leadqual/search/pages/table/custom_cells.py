"""Cells of the columns that a workspace adds by its custom fields."""

from collections.abc import Callable, Iterable, Mapping

from leadqual.leads.models import Company, Contact, CustomField
from leadqual.search.exports.export_columns import CUSTOM_PREFIX
from leadqual.search.pages.table.table_cells import TableCell

CellOf = Callable[[Contact | Company], TableCell]


def custom_cells(fields: Iterable[CustomField]) -> Mapping[str, CellOf]:
    """Return code of the column → what makes its cell, for each custom field."""
    return {f"{CUSTOM_PREFIX}{field.code}": _cell_of(field) for field in fields}


def _cell_of(field: CustomField) -> CellOf:
    column, kind = f"{CUSTOM_PREFIX}{field.code}", CustomField.Kind(field.kind)

    def cell(record: Contact | Company) -> TableCell:
        value = record.custom.get(field.code)
        if value is None:
            return TableCell(column, heading=field.label)
        text = f"{value:,}" if kind is CustomField.Kind.NUMBER else str(value)
        url = text if kind is CustomField.Kind.LINK else ""
        return TableCell(column, text=text, url=url, heading=field.label)

    return cell
