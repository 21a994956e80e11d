"""How fast company texts become vectors, beside sentence-transformers as it comes.

Both take the same blocks of texts in turn, on the same processor in the same run, so that
whatever else the machine does slows both; medians over the blocks. Vectors of both are compared.
"""

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.fast_encoder import has_short_floats
from classifiers.companies.records import record_from_row

FILES = ("yc_half.jsonl.gz", "pool.jsonl.gz")
N_BLOCKS, BLOCK = 8, 160
NEAREST = 10
LIBRARY = "sentence-transformers, default"
PRODUCT = "LeadQual"

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


def run(data: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Encode company texts block by block with each method in turn."""
    texts = read_texts(data)[: N_BLOCKS * BLOCK]
    encoder = CompanyEncoder()
    library = encoder._transformer  # the same weights, loaded once
    methods: dict[str, Encode] = {
        LIBRARY: lambda texts: library.encode(list(texts), show_progress_bar=False),
        PRODUCT: encoder.encode,
    }
    for encode in methods.values():
        encode(texts[:32])  # The first call loads and lays out what the others find ready.
    blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
    taken = [
        {name: timed(encode, block) for name, encode in methods.items()}
        for _number, block in _told(blocks, say)
    ]
    vectors = {name: np.vstack([block[name][2] for block in taken]) for name in methods}
    return {
        "texts": len(texts),
        "threads": torch.get_num_threads(),
        "16-bit floats": has_short_floats(),
        "methods": {
            name: {
                "texts a second": round(float(np.median([BLOCK / t[name][0] for t in taken])), 1),
                "times the library": _ratio(taken, name, 0),
                "times the library, processor time": _ratio(taken, name, 1),
                **agreement(vectors[name], vectors[LIBRARY]),
            }
            for name in methods
        },
    }


def read_texts(data: Path) -> list[str]:
    """Return the texts of companies in `data`, each once, mixed in the same way every time."""
    texts: dict[str, None] = {}
    for name in FILES:
        with gzip.open(data / name, "rt", encoding="utf-8") as lines:
            texts.update(dict.fromkeys(company_text(record_from_row(json.loads(x))) for x in lines))
    mixed = list(texts)
    random.Random(0).shuffle(mixed)
    return mixed


def timed(encode: Encode, texts: Sequence[str]) -> tuple[float, float, Vectors]:
    """Return seconds on the clock, seconds of processor, and the vectors."""
    clock, processor = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    return time.perf_counter() - clock, time.process_time() - processor, vectors


def agreement(vectors: Vectors, expected: Vectors) -> dict[str, float]:
    """Compare unit vectors with those expected: cosines, and neighbors that are the same."""
    cosines = (vectors * expected).sum(1)
    pairs = zip(_nearest(vectors), _nearest(expected), strict=True)
    return {
        "cosine": round(float(cosines.mean()), 6),
        "least cosine": round(float(cosines.min()), 6),
        f"top-{NEAREST} overlap": round(
            float(np.mean([len(one & other) / NEAREST for one, other in pairs])), 4
        ),
    }


def _nearest(vectors: Vectors) -> list[set[int]]:
    near = vectors @ vectors.T
    np.fill_diagonal(near, -np.inf)
    return [set(row) for row in np.argsort(-near, axis=1)[:, :NEAREST].tolist()]


def _ratio(
    taken: Sequence[Mapping[str, tuple[float, float, Vectors]]], name: str, place: int
) -> float:
    return round(float(np.median([b[LIBRARY][place] / b[name][place] for b in taken])), 2)


def _told(
    blocks: Sequence[Sequence[str]], say: Callable[[str], None]
) -> Iterator[tuple[int, Sequence[str]]]:
    for number, block in enumerate(blocks):
        say(f"block {number + 1} of {len(blocks)}")
        yield number, block
