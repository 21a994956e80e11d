"""Which records an export contained: one bit for each ID, packed by ranges of IDs.

The timeline of a record reads a row of some bytes for each export; an export of ten million records
writes about 150 rows of 8 kB at most.
"""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from leadqual.leads.models import Company, Contact, Export, ExportedRange

RANGE = 65_536
"""IDs in a row."""

_MAX_RANGES = 2_000  # The newest exports of a workspace with IDs in the range of the record.


class ExportedKeys:
    """IDs of the records in an export, collected while it is sent."""

    def __init__(self) -> None:
        self._ranges: dict[int, NDArray[np.bool_]] = {}

    def add(self, keys: Sequence[int]) -> None:
        range_numbers, offsets = np.divmod(np.asarray(keys, dtype=np.int64), RANGE)
        for range_number in np.unique(range_numbers):
            bits = self._ranges.setdefault(int(range_number), np.zeros(RANGE, dtype=np.bool_))
            bits[offsets[range_numbers == range_number]] = True

    def save(self, export: Export) -> None:
        """Write the collected IDs; one query for several ranges."""
        rows = [
            ExportedRange(
                export=export, part=range_number, bits=zlib.compress(np.packbits(bits).tobytes())
            )
            for range_number, bits in sorted(self._ranges.items())
        ]
        ExportedRange.objects.bulk_create(rows, batch_size=200)


def keys_of(export: Export) -> Iterator[NDArray[np.int64]]:
    """Yield the IDs of the records in an export, at most `RANGE` at once."""
    for row in export.ranges.order_by("part").iterator(chunk_size=1):
        bits = np.frombuffer(zlib.decompress(row.bits), dtype=np.uint8)
        yield np.flatnonzero(np.unpackbits(bits)).astype(np.int64) + row.part * RANGE


def exports_with(record: Contact | Company, *, until: datetime) -> Iterator[Export]:
    """Yield the exports up to a time that contain a record, the newest first; one query."""
    is_contact = isinstance(record, Contact)
    range_number, offset = divmod(record.pk, RANGE)
    rows = ExportedRange.objects.filter(
        part=range_number,
        export__workspace=record.workspace_id,
        export__records=Export.Records.PEOPLE if is_contact else Export.Records.COMPANIES,
        export__created_at__lte=until,
    )
    newest = rows.select_related("export__author", "export__contact_list")
    for row in newest.order_by("-export__created_at", "-export")[:_MAX_RANGES]:
        bits = zlib.decompress(row.bits)
        if bits[offset // 8] & (128 >> offset % 8):
            yield row.export
