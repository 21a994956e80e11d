"""How fast company texts become vectors, beside MiniLM in sentence-transformers as it comes.

Both take the same blocks of texts in turn, on the same processor in the same run, so that
whatever else the machine does slows both; medians over the blocks.
"""

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.company_rows import record_from_row
from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import MINILM

FILES = ("yc_half.jsonl.gz", "pool.jsonl.gz")
N_BLOCKS, BLOCK = 8, 160
LIBRARY = "MiniLM, sentence-transformers"
PRODUCT = "LeadQual"

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


def run(data: Path, *, say: Callable[[str], None] = lambda _what: None) -> dict[str, object]:
    """Encode company texts block by block with each method in turn."""
    texts = read_texts(data)[: N_BLOCKS * BLOCK]
    methods: dict[str, Encode] = {
        LIBRARY: CompanyEncoder(model=MINILM).encode,
        PRODUCT: CompanyEncoder().encode,
    }
    for encode in methods.values():
        encode(texts[:32])  # The first call loads and lays out what the others find ready.
    blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
    taken = [
        {name: timed(encode, block) for name, encode in methods.items()}
        for _number, block in _told(blocks, say)
    ]
    return {
        "texts": len(texts),
        "methods": {
            name: {
                "texts a second": round(float(np.median([BLOCK / t[name][0] for t in taken])), 1),
                "times the library": _ratio(taken, name, 0),
                "times the library, processor time": _ratio(taken, name, 1),
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


def timed(encode: Encode, texts: Sequence[str]) -> tuple[float, float]:
    """Return seconds on the clock, and seconds of processor."""
    clock, processor = time.perf_counter(), time.process_time()
    encode(texts)
    return time.perf_counter() - clock, time.process_time() - processor


def _ratio(taken: Sequence[Mapping[str, tuple[float, float]]], name: str, place: int) -> float:
    return round(float(np.median([b[LIBRARY][place] / b[name][place] for b in taken])), 2)


def _told(
    blocks: Sequence[Sequence[str]], say: Callable[[str], None]
) -> Iterator[tuple[int, Sequence[str]]]:
    for number, block in enumerate(blocks):
        say(f"block {number + 1} of {len(blocks)}")
        yield number, block
