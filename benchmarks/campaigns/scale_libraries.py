"""Two of the peers of `scale`; each runs in a process of its own, without Django."""

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_TOP = 100
N_CELLS, N_PROBES = 1_024, 64
MAX_QDRANT = 200_000
"""Its local mode compares with all in NumPy; more would only take longer, in proportion."""


def figures_of(
    seconds: list[float], found: list[NDArray[np.intp]], wanted: NDArray[np.intp]
) -> dict[str, object]:
    """Return recall and milliseconds of some questions."""
    recall = [np.isin(right, one).mean() for right, one in zip(wanted, found, strict=True)]
    p50, p95 = np.percentile(np.array(seconds) * 1e3, [50, 95]).round(1).tolist()
    return {"recall_at_100": round(float(np.mean(recall)), 4), "ms": {"p50": p50, "p95": p95}}


def faiss_alone(
    path: Path,
    asked: NDArray[np.float32],
    wanted: NDArray[np.intp],
) -> dict[str, object]:
    """Cells and 8 bits a number."""
    import faiss

    raw = np.load(path, mmap_mode="r")
    n = len(raw)
    started = time.perf_counter()
    cells = max(16, min(N_CELLS, n // 100))
    index: Any = faiss.index_factory(raw.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    sample = np.sort(np.random.default_rng(0).choice(n, min(n, 40 * cells), replace=False))
    index.train(raw[sample].astype(np.float32))
    for start in range(0, n, 20_000):
        index.add(raw[start : start + 20_000].astype(np.float32))
    built = time.perf_counter() - started
    index.nprobe = N_PROBES
    seconds, found = [], []
    for query in [*asked[:4], *asked]:
        started = time.perf_counter()
        _, rows = index.search(query[None, :], N_TOP)
        seconds.append(time.perf_counter() - started)
        found.append(rows[0])
    return figures_of(seconds[4:], found[4:], wanted) | {
        "index_mb": round(len(faiss.serialize_index(index)) / 2**20),
        "built_in_s": round(built, 1),
    }


def qdrant_local(
    path: Path,
    asked: NDArray[np.float32],
    _wanted: NDArray[np.intp],
) -> dict[str, object]:
    """A comparison with all in NumPy; of more than `MAX_QDRANT` with so many."""
    if find_spec("qdrant_client") is None:
        return {"left out": "qdrant-client is not installed"}
    import psutil
    from qdrant_client import QdrantClient, models

    raw = np.load(path, mmap_mode="r")
    n = len(raw)
    used = min(n, MAX_QDRANT)
    client = QdrantClient(":memory:")
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    client.create_collection(
        "companies",
        vectors_config=models.VectorParams(size=raw.shape[1], distance=models.Distance.COSINE),
    )
    for start in range(0, used, 5_000):
        block = raw[start : min(start + 5_000, used)].astype(np.float32)
        ids: list[Any] = list(range(start, start + len(block)))
        client.upsert("companies", models.Batch(ids=ids, vectors=block.tolist()))
    built = time.perf_counter() - started
    seconds = []
    for query in [*asked[:2], *asked[:10]]:
        started = time.perf_counter()
        client.query_points("companies", query=query.tolist(), limit=N_TOP)
        seconds.append(time.perf_counter() - started)
    p50, p95 = np.percentile(np.array(seconds[2:]) * 1e3, [50, 95]).round(1).tolist()
    return {
        "n_companies": used,
        "recall_at_100": 1.0,  # It compares with all.
        "ms": {"p50": p50, "p95": p95},
        "memory_mb": round((psutil.Process().memory_info().rss - before) / 2**20),
        "built_in_s": round(built, 1),
    }
