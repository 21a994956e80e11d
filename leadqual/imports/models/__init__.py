"""Tables of imports: files, their rows, what they changed, and mappings of columns."""

from leadqual.imports.models.batches import (
    AT_WORK,
    ImportBatch,
    ImportCell,
    ImportChange,
    ImportRow,
)
from leadqual.imports.models.saved_mapping import SavedMapping

__all__ = [
    "AT_WORK",
    "ImportBatch",
    "ImportCell",
    "ImportChange",
    "ImportRow",
    "SavedMapping",
]
