"""What the benchmark of languages measures."""

from collections import Counter

import numpy as np

from benchmarks.companies.languages import measure, ndcg_of_one, read_trades


def test_every_trade_is_described_once_in_each_language() -> None:
    texts, trades, languages = read_trades()

    assert len(set(texts)) == len(texts) == 240
    assert len(set(trades.tolist())) == 60
    assert set(Counter(zip(trades.tolist(), languages.tolist(), strict=True)).values()) == {1}


def test_vectors_by_trade_are_perfect_and_vectors_by_language_are_not() -> None:
    trades = np.array(["bakery", "bank", "bakery", "bank"])
    languages = np.array(["en", "en", "de", "de"])
    by_trade = np.eye(3, dtype=np.float32)[[0, 1, 0, 1]]
    by_language = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], dtype=np.float32)

    good = measure(by_trade, trades, languages, others=np.eye(3, dtype=np.float32)[2:])
    bad = measure(by_language, trades, languages, others=np.zeros((0, 2), dtype=np.float32))

    assert good["de"]["cross-language top-1"] == 1
    assert good["de"]["nDCG of English among others"] == 1
    assert bad["de"]["same trade among the 3 nearest"] == round(1 / 3, 3)
    assert bad["de"]["cross-language top-1"] < 1


def test_ndcg_of_one_falls_with_its_rank() -> None:
    scores = np.array([[0.1, 0.9, 0.5]], dtype=np.float32)
    wanted = np.array([[True, False]])

    assert ndcg_of_one(scores, wanted) == 0.5
    assert ndcg_of_one(-scores, wanted) == 1
