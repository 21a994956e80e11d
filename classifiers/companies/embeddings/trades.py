"""Trades of companies in words, as vectors: what a company can be like beside another company.

`python -m classifiers.companies.embeddings.trades` writes the vectors of the default encoder
again, e.g. after a trade was added to `companies/trades.csv`.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.model_files import DEFAULT_MODEL

DATA = Path(__file__).parents[2] / "data"
TRADES = DATA / "companies/trades.csv"
VECTORS = DATA / "companies/trades.npy"


@dataclass(frozen=True, slots=True, eq=False)
class Trades:
    """Trades as an encoder reads them.

    Args:
        vectors: of each trade, shape (n_trades, n_dimensions).
        sectors: number of the sector that each belongs to, from 0, shape (n_trades,).
    """

    vectors: NDArray[np.float32]
    sectors: NDArray[np.intp]


def trades_of(encoder: CompanyEncoder) -> Trades:
    """Return the trades as `encoder` reads them; the default's come from a file, without torch."""
    if encoder.model == DEFAULT_MODEL:
        return _stored()
    phrases, sectors = _phrases()
    return Trades(encoder.encode(phrases), sectors)


def trades_version() -> str:
    """Return the SHA-256 of the trades in words: vectors of other words are made anew."""
    return hashlib.sha256(TRADES.read_bytes()).hexdigest()


@cache
def _stored() -> Trades:
    return Trades(np.load(VECTORS, allow_pickle=False).astype(np.float32), _phrases()[1])


def _phrases() -> tuple[list[str], NDArray[np.intp]]:
    with TRADES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {name: number for number, name in enumerate(sorted({row["sector"] for row in rows}))}
    return [row["trade"] for row in rows], np.array([numbers[row["sector"]] for row in rows])


if __name__ == "__main__":
    np.save(VECTORS, CompanyEncoder().encode(_phrases()[0]).astype(np.float16))
