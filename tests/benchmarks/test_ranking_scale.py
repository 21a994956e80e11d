import numpy as np

from benchmarks.campaigns.ranking_scale import calibration
from recommender.ranking.factors import unit_rows
from recommender.types import Features


def test_share_of_likes_grows_with_the_score() -> None:
    generator = np.random.default_rng(2)
    names = [f"{top} -> {kind}" for top in "AB" for kind in "xyz"]
    middles = generator.normal(size=(len(names), 64))
    rows = [unit_rows(middle + 1.3 * generator.normal(size=(60, 64))) for middle in middles]
    kinds = [name for name in names for _ in range(60)]

    shares = calibration(Features(text=np.concatenate(rows)), kinds)["5 likes, 5 dislikes"]

    assert list(shares.values()) == sorted(shares.values())
    assert shares["0.8 to 1"] > 0.95
    assert min(shares.values()) < 0.1
