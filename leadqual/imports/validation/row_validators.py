"""The validator of the rows of an import."""

from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.record_cells import record_fields
from leadqual.imports.validation.validated_rows import RowValidator


def validator_of(batch: ImportBatch) -> RowValidator:
    """Return the validator of the rows of an import; up to two queries."""
    codes = list(batch.mapping.values())
    return RowValidator(
        batch.kind,
        layout_of(batch).header,
        batch.mapping,
        batch.match_by,
        record_fields(batch.workspace, batch.kind, codes, batch.statuses),
    )
