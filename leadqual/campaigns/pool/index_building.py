"""The job that builds the index files of large workspaces."""

import logging
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.pool import index_files
from leadqual.campaigns.pool.company_pool import space_of
from leadqual.campaigns.pool.index_files import Records, records_of
from leadqual.companies import readings
from leadqual.companies.vectors import unpack
from leadqual.core.locks import hold_once
from leadqual.registry.encoder_baselines import baseline_of
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_encoder
from recommender.ranking.space import SAMPLE, Space

logger = logging.getLogger(__name__)

MAX_UNINDEXED = 30_000
"""Most companies that are compared exhaustively; larger workspaces get index files."""

MIN_CHANGED = 2_000
CHANGED_SHARE = 0.02
"""Rebuild files after this many changes; until then processes hold them in memory."""

GROWTH = 2.0
"""Fit the space again once the number of companies has grown by this factor."""

_CHUNK = 10_000


def update_indexes() -> int:
    """Build files that are missing, damaged or outdated; delete those of small workspaces.

    Safe to run concurrently: one process works, the others return.

    Returns:
        Number of workspaces with new files.
    """
    with hold_once("campaigns.keep_indexes") as is_ours:
        sizes = readings.reading_counts(_encoders()) if is_ours else []
        return sum(_update(*size) for size in sizes)


def is_any_due(encoder: str) -> bool:
    """Return whether files of a large workspace and an encoder are missing or outdated."""
    sizes = readings.reading_counts([encoder])
    return any(n > MAX_UNINDEXED and _is_due(key, encoder, n) for key, _, n in sizes)


def _encoders() -> set[str]:
    """Return the encoders that rankings may use: the live one, and possible next ones."""
    complete = ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER, progress=1)
    return {load_encoder().version, *complete.values_list("version", flat=True)}


def _update(workspace_id: int, encoder: str, n: int) -> bool:
    if n <= MAX_UNINDEXED:
        if n <= MAX_UNINDEXED // 2:
            index_files.delete_files(workspace_id, encoder)
        return False
    if not _is_due(workspace_id, encoder, n):
        return False
    build(workspace_id, encoder)
    return True


def _is_due(workspace_id: int, encoder: str, n: int) -> bool:
    index_files.fetch_files(workspace_id, encoder)
    manifest = index_files.read_manifest(workspace_id, encoder)
    if manifest is None:
        return True
    max_changed = max(MIN_CHANGED, int(n * CHANGED_SHARE))
    n_changed = readings.n_changed(workspace_id, encoder, after=manifest.revision)
    return n_changed > max_changed or abs(n - manifest.n_companies) > max_changed


def build(workspace_id: int, encoder: str) -> None:
    """Write the files of a workspace; unchanged records are copied from the former files."""
    revision = readings.latest_revision(workspace_id, encoder)
    n = readings.n_changed(workspace_id, encoder, after=0)
    former = index_files.open_files(workspace_id, encoder)
    if former is not None and n > GROWTH * former.manifest.n_at_first:
        former = None  # The space was fitted on too few companies.
    space = _fit_space(workspace_id, encoder) if former is None else former.space
    manifest = index_files.write_files(
        workspace_id,
        encoder,
        _read_blocks(workspace_id, encoder, former, space),
        revision=revision,
        space=space,
        n_at_first=n if former is None else former.manifest.n_at_first,
    )
    if manifest is not None:
        logger.info(
            "index files written",
            extra={"workspace": workspace_id, "n_companies": manifest.n_companies},
        )


def _fit_space(workspace_id: int, encoder: str) -> Space:
    keys = np.concatenate([keys for keys, _ in _read_keys(workspace_id, encoder)])
    chosen = np.random.default_rng(0).choice(keys, min(SAMPLE, len(keys)), replace=False)
    rows = readings.pool_rows_of(workspace_id, encoder, np.sort(chosen).tolist())
    raw = unpack([row.vector for row in rows], n_dimensions=baseline_of(encoder).n_dimensions)
    return space_of(raw, encoder=encoder)


def _read_keys(
    workspace_id: int, encoder: str
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield IDs and revisions of a workspace in chunks, by ID."""
    last = 0
    while len(found := readings.reading_keys(workspace_id, encoder, after=last, limit=_CHUNK)):
        last = int(found[-1, 0])
        yield found[:, 0], found[:, 1]


def _read_blocks(
    workspace_id: int, encoder: str, former: index_files.IndexFiles | None, space: Space
) -> Iterator[tuple[NDArray[np.int64], Records]]:
    """Yield IDs and records of a workspace in chunks, by ID."""
    for keys, revisions in _read_keys(workspace_id, encoder):
        is_read = np.ones(len(keys), dtype=bool)
        if former is not None:
            places = former.rows_of(keys)
            is_read = (places < 0) | (revisions > former.manifest.revision)
        rows = readings.pool_rows_of(workspace_id, encoder, keys[is_read].tolist())
        new_records = records_of(rows, space=space)
        positions = np.searchsorted(keys, [row.company_id for row in rows])
        records = np.zeros(len(keys), dtype=new_records.dtype)
        records[positions] = new_records
        is_present = ~is_read
        if former is not None:
            records[is_present] = former.records[places[is_present]]
            former.release()
        is_present[positions] = True  # Companies just deleted have no row.
        yield keys[is_present], records[is_present]
