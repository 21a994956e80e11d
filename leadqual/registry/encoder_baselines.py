"""What companies are compared against under each encoder: its center, and trades in words."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import Trades, load_trades, no_places, trades_version
from leadqual.registry.models import SHIPPED_ENCODER, EncoderTrades
from leadqual.registry.selectors import encoder_version
from leadqual.registry.versions.loading import load_encoder


@dataclass(frozen=True, slots=True, eq=False)
class EncoderBaseline:
    """What an encoder says before any company is read.

    Args:
        centre: what all its vectors share, shape (n_dimensions,); zeros where unknown.
    """

    centre: NDArray[np.float32]
    trades: Trades

    @property
    def n_dimensions(self) -> int:
        return len(self.centre)


@lru_cache(maxsize=2)
def baseline_of(version: str) -> EncoderBaseline:
    """Return the ground of an encoder; after the first call of a process it costs nothing.

    Trades that the job has stored are read and no model is loaded; else they are made now.
    """
    stored = EncoderTrades.objects.filter(encoder__version=version).first()
    if stored is None:
        shipped = CompanyEncoder()
        encoder = shipped if version == shipped.version else load_encoder(version)
        return EncoderBaseline(encoder.centre, load_trades(encoder))
    sectors = np.array(stored.sectors, dtype=np.intp)
    numbers = np.frombuffer(bytes(stored.vectors), dtype="<f2").astype(np.float32)
    vectors = numbers.reshape(len(sectors), -1)
    centre = np.zeros(vectors.shape[1], dtype=np.float32)
    return EncoderBaseline(centre, Trades(vectors, sectors, no_places(vectors.shape[1])))


def store_trade_vectors(version: str) -> None:
    """Store the trades as an encoder reads them, unless they are there as they are now.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    found = encoder_version(version)
    known = EncoderTrades.objects.filter(encoder=found, phrases=trades_version())
    if found.folder == SHIPPED_ENCODER or known.exists():
        return
    trades = load_trades(load_encoder(version))
    EncoderTrades.objects.update_or_create(
        encoder=found,
        defaults={
            "phrases": trades_version(),
            "sectors": trades.sectors.tolist(),
            "vectors": trades.vectors.astype("<f2").tobytes(),
        },
    )
