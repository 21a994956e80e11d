import csv

import numpy as np

from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.companies.embeddings.trades import TRADES_FILE, load_trades


def test_stored_vectors_are_those_of_the_default_encoder() -> None:
    encoder = CompanyEncoder()
    with TRADES_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    trades = load_trades(encoder)

    assert len(trades.vectors) == len(trades.sectors) == len(rows)
    assert len({row["trade"] for row in rows}) == len(rows)
    for number in (0, 100, len(rows) - 1):
        vector = encoder.encode([rows[number]["trade"]])[0]
        assert vector @ trades.vectors[number] > 0.999
    sectors = {row["sector"] for row in rows}
    assert set(trades.sectors.tolist()) == set(range(len(sectors)))
    assert np.isfinite(trades.vectors).all()
