"""Index files of a large workspace below `STATE_DIR`, shared by all processes.

The folder of a workspace and encoder holds `current.json`, which names a folder with

- `records`: ranking features of each company, two kilobytes each, mapped into memory;
- `space.npz`: the fitted space, into which newer vectors are projected;
- `keys`, `by_known`, `by_size`: ID of each record, and the order of the first cards;
- `codes`, `codes.rows`: all records in 160 bytes each, scanned for every query
  (`recommender.retrieval`); read into memory, except in worker processes.

The files are derived from the tables and may be deleted at any time. A new build writes another
folder and replaces `current.json` atomically; processes that have the old one open keep it. A file
whose size differs from `current.json` is damaged and counts as missing.
"""

import hashlib
import json
import mmap
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from leadqual.campaigns.pool.company_pool import find_rows
from leadqual.companies.models import N_TOPICS
from leadqual.companies.readings import PoolRow
from leadqual.companies.vectors import unpack
from leadqual.core.files.folder_versions import fetch_in_background, fetch_version, share_version
from leadqual.core.files.shared_files import delete_shared_folder
from recommender.errors import IndexFileError
from recommender.ranking.factors import features_from_records
from recommender.ranking.linear import linear_rows
from recommender.ranking.space import Space
from recommender.retrieval import SAMPLE, CompanyIndex
from recommender.types import Features

Records = NDArray[np.void]

FACTS = ("industry", "country", "city", "size", "founded", "technologies", "business_model")
"""Fields that records share with `Features`."""

_maps_codes: list[bool] = []  # Not empty once `share_codes` was called.
_LAYOUT = 6  # Files of another layout are rebuilt.
_CURRENT = "current.json"
_CHUNK = 10_000
_FILES = ("records", "keys", "by_known", "by_size", "codes", "codes.rows", "space.npz")


def record_type(n_dimensions: int) -> np.dtype[np.void]:
    """Return the type of a record with this many dimensions; about two kilobytes."""
    return np.dtype(
        [
            ("text", "<f2", n_dimensions),
            ("topics", "<f2", N_TOPICS),
            ("industry", "<i8"),
            ("country", "<i8"),
            ("city", "<i8"),
            ("technologies", "<u8", 4),
            ("size", "<f4"),
            ("founded", "<f4"),
            ("business_model", "i1"),
            ("n_known", "<i2"),
        ]
    )


def records_of(rows: Sequence[PoolRow], *, space: Space) -> Records:
    """Convert database rows to records, projected into a space, in the same order."""
    raw = unpack([row.vector for row in rows], n_dimensions=len(space.centre))
    text = space.place(raw)
    records = np.zeros(len(rows), dtype=record_type(text.shape[1]))
    with_topics = [position for position, row in enumerate(rows) if row.topics is not None]
    encoded = [row.topics for row in rows if row.topics is not None]
    features = features_from_records(
        rows, text, business_models=[row.business_model for row in rows]
    )
    records["text"] = text
    records["topics"][with_topics] = unpack(encoded, n_dimensions=N_TOPICS)
    records["n_known"] = [row.n_known for row in rows]
    for name in FACTS:
        records[name] = getattr(features, name)
    return records


def features_of(records: Records) -> Features:
    """Return records as features for the recommender."""
    columns: dict[str, Any] = {name: np.ascontiguousarray(records[name]) for name in FACTS}
    return Features(
        text=records["text"].astype(np.float32),
        words=records["topics"].astype(np.float32),
        **columns,
    )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Contents of `current.json`.

    Args:
        folder: name of the folder with the files.
        revision: of the newest company in the files; later ones are read from the database.
        n_companies: number of records.
        n_numbers: dimensions of the space.
        n_at_first: number of companies the space was fitted on.
        sizes: file → bytes.
    """

    folder: str
    revision: int
    n_companies: int
    n_numbers: int
    n_at_first: int
    sizes: dict[str, int]
    layout: int = _LAYOUT


@dataclass(frozen=True, slots=True, eq=False)
class IndexFiles:
    """The open files of a workspace; all arrays are mapped, not read.

    Args:
        mapped: the memory of `records`.
        company_ids: sorted IDs, one for each record.
        by_known: rows by number of known facts, then by size: the easiest to review first.
        by_size: rows by employees, the largest first.
    """

    manifest: Manifest
    records: Records
    mapped: mmap.mmap
    company_ids: NDArray[np.int64]
    by_known: NDArray[np.int32]
    by_size: NDArray[np.int32]
    codes: CompanyIndex
    space: Space

    def __len__(self) -> int:
        return self.manifest.n_companies

    def release(self) -> None:
        """Release the pages of records that were read; the system still has them cached.

        Otherwise the process would gradually hold the whole file.
        """
        self.mapped.madvise(mmap.MADV_DONTNEED)

    def rows_of(self, company_ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row of each company; -1 if it has none."""
        return find_rows(self.company_ids, company_ids)


def folder_for(workspace_id: int, encoder: str) -> Path:
    """Return the folder of a workspace and encoder; it may not exist."""
    name = hashlib.sha256(encoder.encode()).hexdigest()[:12]
    return Path(settings.STATE_DIR) / "indexes" / f"{workspace_id}-{name}"


def fetch_files(workspace_id: int, encoder: str) -> None:
    """Fetch files built by another host, before this one checks its own."""
    fetch_version(folder_for(workspace_id, encoder), _CURRENT)


def version_of(workspace_id: int, encoder: str) -> int:
    """Return a number that changes with every new index; 0 if there is none."""
    fetch_in_background(folder_for(workspace_id, encoder), _CURRENT)
    try:
        return (folder_for(workspace_id, encoder) / _CURRENT).stat().st_mtime_ns
    except OSError:
        return 0


def read_manifest(workspace_id: int, encoder: str) -> Manifest | None:
    """Return the manifest; None if files are missing, damaged or of another layout."""
    parent = folder_for(workspace_id, encoder)
    try:
        manifest = Manifest(**json.loads((parent / _CURRENT).read_text(encoding="utf-8")))
        sizes = {name: (parent / manifest.folder / name).stat().st_size for name in _FILES}
    except (OSError, ValueError, TypeError):
        return None
    is_complete = sizes == manifest.sizes and manifest.layout == _LAYOUT
    return manifest if is_complete and manifest.n_companies else None


def map_records(path: Path) -> mmap.mmap:
    """Map a file of records for random access."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    mapped.madvise(mmap.MADV_RANDOM)
    return mapped


def share_codes() -> None:
    """Let this process and its children scan codes in the mapped file, once files are opened again.

    Jobs can wait longer for a scan, and save 160 bytes of memory for each company.
    """
    _maps_codes.append(True)


def open_files(workspace_id: int, encoder: str) -> IndexFiles | None:
    """Open the files of a workspace; None if they must be built."""
    manifest = read_manifest(workspace_id, encoder)
    if manifest is None:
        return None
    folder = folder_for(workspace_id, encoder) / manifest.folder
    n = (manifest.n_companies,)
    try:
        mapped = map_records(folder / "records")
        return IndexFiles(
            manifest=manifest,
            records=np.frombuffer(mapped, record_type(manifest.n_numbers)),
            mapped=mapped,
            company_ids=np.memmap(folder / "keys", np.int64, "r", shape=n),
            by_known=np.memmap(folder / "by_known", np.int32, "r", shape=n),
            by_size=np.memmap(folder / "by_size", np.int32, "r", shape=n),
            codes=CompanyIndex.load(folder / "codes", is_mapped=bool(_maps_codes)),
            space=_read_space(folder / "space.npz"),
        )
    except (OSError, ValueError, IndexFileError):  # Deleted or replaced meanwhile.
        return None


def write_files(
    workspace_id: int,
    encoder: str,
    blocks: Iterator[tuple[NDArray[np.int64], Records]],
    *,
    revision: int,
    space: Space,
    n_at_first: int,
) -> Manifest | None:
    """Write the files of a workspace and make them current.

    Args:
        workspace_id: whose companies.
        encoder: whose vectors.
        blocks: IDs and records, ascending by ID over all blocks.
        revision: of the newest change that is certainly included.
        space: into which the records are projected.
        n_at_first: number of companies it was fitted on.

    Returns:
        The manifest; None if there are no companies.
    """
    parent = folder_for(workspace_id, encoder)
    folder = parent / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        record_dtype, n = _write_records(folder, blocks)
        if not n:
            shutil.rmtree(folder)
            return None
        sample = _write_orders(folder, record_dtype, n)
        _write_codes(folder, record_dtype, sample)
        arrays = {field.name: getattr(space, field.name) for field in fields(Space)}
        np.savez(folder / "space.npz", **arrays)
        sizes = {name: (folder / name).stat().st_size for name in _FILES}
        n_numbers = record_dtype["text"].shape[0]
        manifest = Manifest(folder.name, revision, n, n_numbers, n_at_first, sizes)
        _make_current(parent, manifest)
        share_version(parent, folder, _CURRENT)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _delete_others(parent, keep=folder)
    return manifest


def delete_files(workspace_id: int, encoder: str) -> None:
    """Delete the files of a workspace that is no longer large or was deleted."""
    delete_shared_folder(folder_for(workspace_id, encoder))


def _read_space(path: Path) -> Space:
    with np.load(path, allow_pickle=False) as arrays:
        return Space(**{field.name: arrays[field.name] for field in fields(Space)})


def _write_records(
    folder: Path, blocks: Iterator[tuple[NDArray[np.int64], Records]]
) -> tuple[np.dtype[np.void], int]:
    """Write IDs and records; return the type and number of the records."""
    n, record_dtype = 0, record_type(0)
    with (folder / "records").open("wb") as records, (folder / "keys").open("wb") as keys:
        for block_keys, block in blocks:
            block.tofile(records)
            block_keys.astype(np.int64).tofile(keys)
            n, record_dtype = n + len(block), block.dtype
        for file in (records, keys):
            file.flush()
            os.fsync(file.fileno())
    return record_dtype, n


def _write_orders(folder: Path, record_dtype: np.dtype[np.void], n: int) -> Records:
    """Write the two orders; return some records to fit the codes on."""
    n_known, sizes = np.empty(n, np.int16), np.empty(n, np.float32)
    chosen = np.zeros(n, dtype=bool)
    chosen[np.random.default_rng(0).choice(n, min(SAMPLE, n), replace=False)] = True
    sample = []
    for start, chunk in _read_chunks(folder / "records", record_dtype):
        chunk_rows = slice(start, start + len(chunk))
        n_known[chunk_rows] = chunk["n_known"]
        sizes[chunk_rows] = np.nan_to_num(chunk["size"], nan=-1.0)
        sample.append(chunk[chosen[chunk_rows]])
    np.lexsort((-sizes, -n_known)).astype(np.int32).tofile(folder / "by_known")
    np.argsort(-sizes, kind="stable").astype(np.int32).tofile(folder / "by_size")
    return np.concatenate(sample)


def _write_codes(folder: Path, record_dtype: np.dtype[np.void], sample: Records) -> None:
    codes = CompanyIndex.fit(linear_rows(features_of(sample)))
    for _, chunk in _read_chunks(folder / "records", record_dtype):
        codes.add(linear_rows(features_of(chunk)))
    codes.save(folder / "codes")


def _read_chunks(path: Path, record_dtype: np.dtype[np.void]) -> Iterator[tuple[int, Records]]:
    """Read a file of records in chunks; a mapping would end up holding all of it in memory."""
    start = 0
    with path.open("rb") as file:
        while len(chunk := np.fromfile(file, record_dtype, _CHUNK)):
            yield start, chunk
            start += len(chunk)


def _make_current(parent: Path, manifest: Manifest) -> None:
    temporary = parent / f"{manifest.folder}.json"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(parent / _CURRENT)


def _delete_others(parent: Path, *, keep: Path) -> None:
    """Delete former and incomplete folders; mapped files live on until closed."""
    for other in parent.iterdir():
        if other.is_dir() and other != keep:
            shutil.rmtree(other, ignore_errors=True)
