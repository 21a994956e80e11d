"""The trades of companies as vectors: the kinds of companies that a company can be like."""

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import DEFAULT_MODEL, CompanyEncoder
from classifiers.core.text import DATA, read_table

TRADES_FILE = DATA / "companies/trades.csv"
VECTORS_FILE = DATA / "companies/trades.npy"
PLACES_FILE = DATA / "companies/places.txt"
PLACE_VECTORS_FILE = DATA / "companies/places.npy"
PLACE_TEXTS = ("{}", "A company based in {}.", "Serves customers in {}.")
N_PLACES = 30
"""Directions that are kept of places; 20 to 40 are as good (`docs/models/recommender.md`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Trades:
    """Trades as an encoder reads them.

    Args:
        vectors: of each trade, shape (n_trades, n_dimensions).
        sectors: number of the sector that each belongs to, from 0, shape (n_trades,).
        places: orthogonal unit vectors along which vectors of places differ, shape
            (n_places, n_dimensions); none for another encoder than the default one.
    """

    vectors: NDArray[np.float32]
    sectors: NDArray[np.intp]
    places: NDArray[np.float32]


def load_trades(encoder: CompanyEncoder) -> Trades:
    """Return the trades as `encoder` reads them; the default's come from a file, without torch."""
    if encoder.model == DEFAULT_MODEL:
        return _load_default()
    phrases, sectors = _read_phrases()
    return Trades(encoder.encode(phrases), sectors, no_places(encoder.n_dimensions))


def no_places(n_dimensions: int) -> NDArray[np.float32]:
    """Return the directions of places where these are not known."""
    return np.zeros((0, n_dimensions), dtype=np.float32)


def trades_version() -> str:
    """Return the SHA-256 of the trades in words: vectors of other words are made again."""
    return hashlib.sha256(TRADES_FILE.read_bytes()).hexdigest()


@cache
def _load_default() -> Trades:
    vectors, places = (
        np.load(path, allow_pickle=False) for path in (VECTORS_FILE, PLACE_VECTORS_FILE)
    )
    return Trades(vectors.astype(np.float32), _read_phrases()[1], places.astype(np.float32))


def place_directions(encoder: CompanyEncoder) -> NDArray[np.float32]:
    """Return the directions along which texts differ that name one place or another."""
    places = PLACES_FILE.read_text(encoding="utf-8").strip().split("|")
    vectors = [encoder.encode([text.format(place) for place in places]) for text in PLACE_TEXTS]
    deviations = np.concatenate([rows - rows.mean(axis=0) for rows in vectors])
    return np.asarray(
        np.linalg.svd(deviations, full_matrices=False)[2][:N_PLACES], dtype=np.float32
    )


def _read_phrases() -> tuple[list[str], NDArray[np.intp]]:
    rows = read_table(TRADES_FILE)
    numbers = {name: number for number, name in enumerate(sorted({row["sector"] for row in rows}))}
    return [row["trade"] for row in rows], np.array([numbers[row["sector"]] for row in rows])


if __name__ == "__main__":
    np.save(VECTORS_FILE, CompanyEncoder().encode(_read_phrases()[0]).astype(np.float16))
    np.save(PLACE_VECTORS_FILE, place_directions(CompanyEncoder()).astype(np.float16))
