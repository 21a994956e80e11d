"""What more labels buy: a power law through the sizes."""

import math

import numpy as np
import pytest

from research.advice import curve_of
from research.study import CurvePoint, study_of
from tests.research.made import FACTS, results

SIZES = (25, 50, 100, 200, 500, 1_000)


def points(of: dict[int, tuple[float, ...]]) -> list[CurvePoint]:
    return list(study_of(FACTS, results({"tuned": of})).points["tuned"].values())


def law(size: int) -> float:
    return 0.9 - 2.0 / math.sqrt(size)


def test_a_power_law_is_found_again_and_foretells_what_comes() -> None:
    curve = curve_of(points({size: (law(size), law(size)) for size in SIZES}))

    assert curve is not None
    assert curve.fitted == pytest.approx((0.9, 2.0, 0.5), abs=1e-6)
    assert curve.score(4_000).value == pytest.approx(law(4_000), abs=1e-6)
    assert curve.gain(1_000).value == pytest.approx(law(1_100) - law(1_000), abs=1e-6)


def test_the_interval_holds_what_noise_hides_and_grows_with_it() -> None:
    chance = np.random.default_rng(1)

    def noisy(spread: float) -> dict[int, tuple[float, ...]]:
        return {n: tuple(law(n) + spread * chance.standard_normal(5)) for n in SIZES}

    little, much = curve_of(points(noisy(0.004))), curve_of(points(noisy(0.04)))

    assert little is not None
    assert much is not None
    told, vague = little.gain(1_000), much.gain(1_000)
    assert told.low is not None and told.high is not None  # noqa: PT018  # both at once for mypy
    assert vague.low is not None and vague.high is not None  # noqa: PT018
    assert told.low < law(1_100) - law(1_000) < told.high
    assert vague.high - vague.low > told.high - told.low


def test_more_labels_are_never_foretold_to_harm_nor_to_go_beyond_one() -> None:
    falling = curve_of(points({size: (0.9 - size / 2_000,) * 2 for size in SIZES}))
    steep = curve_of(points({n: (min(0.98, 0.1 * np.log(n)),) * 2 for n in SIZES[:4]}))

    assert falling is not None
    assert falling.gain(1_000).value == 0
    assert steep is not None
    assert steep.score(10**9).value <= 1


def test_three_sizes_are_too_few() -> None:
    assert curve_of(points(dict.fromkeys(SIZES[:3], (0.5, 0.6)))) is None
