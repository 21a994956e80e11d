"""The index finds the candidates among which the exact ranking is that of all companies."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.errors import IndexFileError
from recommender.ranking.linear import linear_query, linear_rows
from recommender.ranking.ranker import Ranker
from recommender.ranking.scale import balanced
from recommender.retrieval import CompanyIndex, rows_of
from recommender.types import FactorWeights, Features

N = 20_000
N_KINDS = 100


def clustered(n: int = N, *, seed: int = 0) -> Features:
    """Companies of many kinds at the cosines of real ones, every fact missing for some."""
    rng = np.random.default_rng(seed)

    def rows(n_numbers: int, noise: float) -> NDArray[np.float32]:
        kinds = rng.standard_normal((N_KINDS, n_numbers)) / np.sqrt(n_numbers)
        made = kinds[kind] + noise * rng.standard_normal((n, n_numbers)) / np.sqrt(n_numbers)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        single: NDArray[np.float32] = made.astype(np.float32)
        return single

    kind = rng.integers(N_KINDS, size=n)
    text, words = rows(384, 1.0), rows(100, 1.5)
    words[rng.random(n) < 0.1] = 0
    return Features(
        text=text,
        words=words,
        industry=np.where(rng.random(n) < 0.2, 0, 1 + kind % 40),
        size=np.where(rng.random(n) < 0.2, np.nan, rng.uniform(0, 11, n)).astype(np.float32),
        founded=np.where(rng.random(n) < 0.3, np.nan, rng.integers(1900, 2025, n)).astype(
            np.float32
        ),
        country=rng.integers(0, 12, n),
        city=rng.integers(0, 300, n),
        technologies=(rng.integers(0, 2**40, (n, 4)) & rng.integers(0, 2**40, (n, 4))).astype(
            np.uint64
        ),
        business_model=rng.integers(-1, 4, n).astype(np.int8),
    )


@pytest.fixture(scope="module")
def companies() -> Features:
    return clustered()


@pytest.fixture(scope="module")
def index(companies: Features) -> CompanyIndex:
    rows = linear_rows(companies)
    made = CompanyIndex.fit(rows[:8_000])
    for start in range(0, N, 5_000):
        made.add(rows[start : start + 5_000])
    return made


@pytest.mark.parametrize(
    ("counts", "weights"),
    [
        ((3, 200), FactorWeights()),
        ((10, 30), FactorWeights(industry=1.0, words=0.2)),
        ((5, 5), FactorWeights(size=1.0, place=1.0)),
    ],
)
def test_the_best_hundred_are_among_the_candidates(
    companies: Features, index: CompanyIndex, counts: tuple[int, int], weights: FactorWeights
) -> None:
    rng = np.random.default_rng(sum(counts))
    order = np.argsort(-(companies.text @ companies.text[7]))
    likes = rng.choice(order[:80], counts[0], replace=False)
    dislikes = np.concatenate(
        [
            rng.choice(order[80:600], counts[1] // 2, replace=False),
            rng.choice(order[600:], counts[1] - counts[1] // 2, replace=False),
        ]
    )
    judged = np.concatenate([likes, dislikes])
    signs = np.repeat([1, -1], [len(likes), len(dislikes)])
    among = np.ones(N, dtype=bool)
    among[judged] = False
    ranker = Ranker(weights=weights).fit(companies.take(judged), signs.astype(np.int8))
    exact = ranker.rank(companies, top=100, exclude=~among).order

    pulls = balanced(signs)
    text = FactorWeights(weights.text, weights.words, 0, 0, 0, 0, 0, 0)
    queries = [
        linear_query(companies.take(judged), pulls, weights=counts) for counts in (weights, text)
    ]
    found = [
        index.best(np.stack(queries), n=1_200, allowed=among),
        *index.best_of_each(linear_rows(companies.take(likes)), n=10, allowed=among),
    ]

    least = 0.99 if weights == FactorWeights() else 0.97
    assert np.isin(exact, np.concatenate(found)).mean() >= least


def test_rows_that_are_left_out_are_never_returned(index: CompanyIndex) -> None:
    rng = np.random.default_rng(3)
    among = rng.random(N) < 0.01
    query = rng.standard_normal((2, index.n_dimensions)).astype(np.float32)

    found = index.best(query, n=10_000, allowed=among)

    np.testing.assert_array_equal(found, np.flatnonzero(among))
    assert not len(index.best(query, n=10, allowed=np.zeros(N, dtype=bool)))


def test_rows_may_be_added_to_an_empty_copy(companies: Features, index: CompanyIndex) -> None:
    delta = index.empty()
    rows = linear_rows(companies.take(np.arange(7)))
    assert not len(delta.best(rows, n=5))

    delta.add(rows)

    assert len(delta) == 7
    assert len(index) == N
    assert delta.best_of_each(rows, n=1)[3].tolist() == [3]


@pytest.mark.parametrize("is_mapped", [True, False])
def test_a_file_is_read_as_it_was_written(
    companies: Features, index: CompanyIndex, tmp_path: Path, *, is_mapped: bool
) -> None:
    index.save(tmp_path / "codes")
    again = CompanyIndex.load(tmp_path / "codes", is_mapped=is_mapped)
    query = linear_rows(companies.take(np.array([9])))

    np.testing.assert_array_equal(again.best(query, n=50), index.best(query, n=50))
    among = np.arange(N) % 3 > 0
    np.testing.assert_array_equal(
        again.best(query, n=50, allowed=among), index.best(query, n=50, allowed=among)
    )
    assert len(again) == N
    delta = again.empty()
    delta.add(query)
    assert delta.best(query, n=5).tolist() == [0]


def test_rows_of_a_file_are_mapped_and_stay_when_it_is_deleted(
    companies: Features, index: CompanyIndex, tmp_path: Path
) -> None:
    query = linear_rows(companies.take(np.array([9])))
    index.save(tmp_path / "codes")
    again = CompanyIndex.load(tmp_path / "codes", is_mapped=True)

    assert str(rows_of(tmp_path / "codes")) in Path("/proc/self/maps").read_text()
    for file in tmp_path.iterdir():
        file.unlink()

    assert 9 in again.best(query, n=5)


def test_an_index_without_rows_is_saved_too(companies: Features, tmp_path: Path) -> None:
    rows = linear_rows(companies.take(np.arange(500)))
    CompanyIndex.fit(rows).save(tmp_path / "codes")

    again = CompanyIndex.load(tmp_path / "codes")

    assert len(again) == 0
    assert not len(again.best(rows[:2], n=5))


def test_a_missing_or_torn_file_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "codes"
    with pytest.raises(IndexFileError, match="Rebuild the index"):
        CompanyIndex.load(path)
    rows = linear_rows(clustered(500))
    full = CompanyIndex.fit(rows)
    full.add(rows)

    for file, lengths in ((rows_of(path), (0, 10, -1)), (path, (0, 10, 5_000))):
        for n_bytes in lengths:
            full.save(path)
            file.write_bytes(file.read_bytes()[:n_bytes])
            with pytest.raises(IndexFileError, match="Rebuild the index"):
                CompanyIndex.load(path)
