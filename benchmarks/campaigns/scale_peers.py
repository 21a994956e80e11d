"""The nearest hundred of the same vectors by pgvector alone, FAISS and Qdrant's local mode."""

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from benchmarks.campaigns.scale_libraries import (
    N_TOP,
    faiss_alone,
    figures_of,
    qdrant_local,
)
from leadqual.campaigns.pool.candidate_search import IndexedPool
from recommender.ranking.factors import unit_rows

EF_SEARCH = 400
_BUILD = """
    CREATE INDEX company_vector_hnsw ON campaigns_companyvector
     USING hnsw ((vector::halfvec(512)) halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)
     WHERE vector_dims(vector) = 512
"""
_NEAREST = """
    SELECT company_id FROM campaigns_companyvector WHERE vector_dims(vector) = 512
     ORDER BY vector::halfvec(512) <=> %s::halfvec(512) LIMIT 100
"""


def peers(
    large: IndexedPool, raw: Path, queries: NDArray[np.float32], *, say: Callable[[str], None]
) -> dict[str, object]:
    """Ask each for the hundred nearest to likes minus half dislikes, text alone.

    Each is measured against the exact order by the same measure, the cosine; none of them knows
    factors, or what it has to leave out.

    Args:
        large: the workspace, for the keys of its companies.
        raw: file with the vectors.
        queries: one for each team.
        say: called with what is done next.
    """
    asked = unit_rows(queries)
    vectors = np.load(raw, mmap_mode="r")
    wanted = _exact(vectors, asked)
    say("pgvector")
    keys = np.asarray(large.files.company_ids)[: len(vectors)]
    figures: dict[str, object] = {"pgvector, HNSW": _pgvector(asked, keys, wanted)}
    for name, call in (("FAISS, IVF and 8 bit", faiss_alone), ("Qdrant, local mode", qdrant_local)):
        say(name)
        figures[name] = _apart(call, raw, asked, wanted)
    return figures


def _exact(vectors: NDArray[np.float16], asked: NDArray[np.float32]) -> NDArray[np.intp]:
    scores = np.empty((len(asked), len(vectors)), dtype=np.float32)
    for start in range(0, len(vectors), 20_000):
        rows = slice(start, start + 20_000)
        scores[:, rows] = asked @ vectors[rows].astype(np.float32).T
    return np.argpartition(-scores, N_TOP, axis=1)[:, :N_TOP]


def _pgvector(
    asked: NDArray[np.float32], keys: NDArray[np.int64], wanted: NDArray[np.intp]
) -> dict[str, object]:
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute("SET maintenance_work_mem = '1800MB'")
        cursor.execute("SET max_parallel_maintenance_workers = 1")
        cursor.execute(_BUILD)
        built = time.perf_counter() - started
        cursor.execute(
            "SELECT pg_relation_size('company_vector_hnsw'),"
            " pg_relation_size('campaigns_companyvector')"
        )
        index, rows = cursor.fetchone()
        cursor.execute(f"SET hnsw.ef_search = {EF_SEARCH}")
        seconds, found = [], []
        for query in [*asked[:4], *asked]:
            text = "[" + ",".join(f"{value:.5f}" for value in query) + "]"
            started = time.perf_counter()
            cursor.execute(_NEAREST, [text])
            answer = [key for (key,) in cursor.fetchall()]
            seconds.append(time.perf_counter() - started)
            found.append(np.searchsorted(keys, answer))
    return figures_of(seconds[4:], found[4:], wanted) | {
        "index_mb": round(index / 2**20),
        "table_mb": round(rows / 2**20),
        "built_in_s": round(built, 1),
    }


def _apart(call: Callable[..., object], *arguments: object) -> object:
    """Measure in a process of its own, so that what it leaves in memory is gone afterwards."""
    with multiprocessing.get_context("spawn").Pool(1) as one:
        return one.apply(call, arguments)
