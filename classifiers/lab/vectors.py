"""Vectors of texts by the sentence model as it is, kept in a file: no text is read twice."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import CompanyEncoder

_UNREADABLE = (OSError, ValueError, KeyError, BadZipFile)


class Vectors:
    """Vectors by text.

    The model is MiniLM, which reads English; other languages get no English words, so that this is
    what anybody gets who takes the model as it comes.
    """

    def __init__(self) -> None:
        self._encoder = CompanyEncoder(has_glosses=False)
        self._of: dict[str, NDArray[np.float32]] = {}

    def prepare(self, texts: Sequence[str], file: Path) -> float:
        """Read texts, or take their vectors from a file that was written by an earlier call.

        Args:
            texts: all that will be asked for.
            file: named for the texts; one that is damaged is written again.

        Returns:
            CPU seconds for each text, as they were when the texts were read.
        """
        different = list(dict.fromkeys(texts))
        found = _kept(file, len(different))
        if found is None:
            self._encoder.load()
            start = time.process_time()
            vectors = self._encoder.encode(different)
            found = vectors, (time.process_time() - start) / max(len(different), 1)
            _keep(file, *found)
        vectors, seconds = found
        self._of = dict(zip(different, vectors, strict=True))
        return seconds

    def of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the vectors of texts that were prepared, shape (n_texts, n_dimensions)."""
        return np.stack([self._of[text] for text in texts]).astype(np.float64)


def _kept(file: Path, n_texts: int) -> tuple[NDArray[np.float32], float] | None:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            vectors, seconds = arrays["vectors"].astype(np.float32), float(arrays["seconds"])
    except _UNREADABLE:
        return None
    return (vectors, seconds) if len(vectors) == n_texts else None


def _keep(file: Path, vectors: NDArray[np.float32], seconds: float) -> None:
    """Write a whole file or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with part.open("wb") as target:
        np.savez(target, vectors=vectors, seconds=np.float64(seconds))
    part.replace(file)
