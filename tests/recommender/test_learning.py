import numpy as np
import pytest

from recommender.errors import VerdictError
from recommender.ranking.factor_learning import ReasonGiven, learn_weights
from recommender.types import FactorWeights, Features
from tests.recommender.test_ranker import companies

LARGE, SMALL = 6.0, 1.0


def by_size(n: int, *, seed: int = 0) -> tuple[Features, np.ndarray]:
    """Companies whose text says nothing: the large ones are liked."""
    generator = np.random.default_rng(seed)
    signs = np.where(np.arange(n) % 2, 1, -1)
    plain = companies(generator, n)
    sizes = np.where(signs > 0, LARGE, SMALL) + generator.normal(0, 0.4, n)
    return Features(text=plain.text, industry=plain.industry, size=sizes.astype(np.float32)), signs


def share(weights: FactorWeights, factor: str) -> float:
    values = weights.as_dict()
    return values[factor] / sum(values.values())


def test_a_preference_for_size_is_found_from_twenty_verdicts() -> None:
    usual = FactorWeights()

    for seed in range(5):
        learned = learn_weights(*by_size(20, seed=seed))

        assert share(learned.weights, "size") > 1.5 * share(usual, "size")
        assert learned.separation["size"] > 0.8
        assert max(learned.separation, key=lambda name: learned.separation[name]) == "size"


def test_reasons_find_it_sooner_and_keep_their_direction() -> None:
    features, signs = by_size(6)
    reasons = [ReasonGiven("size", -1)] * 3 + [ReasonGiven("unheard of", 1)]

    without = learn_weights(features, signs)
    learned = learn_weights(features, signs, reasons)

    assert learned.weights.size > 1.5 * without.weights.size
    assert learned.weights.industry == without.weights.industry
    assert (learned.n_verdicts, learned.n_reasons) == (6, 3)
    assert learned.directions["size"] == -1
    assert learned.directions["text"] == 0


def test_more_verdicts_move_the_weights_further() -> None:
    few, many = (learn_weights(*by_size(n)).weights.size for n in (8, 80))

    assert FactorWeights().size < few < many


def test_no_verdicts_or_only_likes_keep_the_usual_weights() -> None:
    features, _ = by_size(6)

    assert learn_weights(features.take(slice(0, 0)), []).weights == FactorWeights()
    assert learn_weights(features, [1] * 6).weights == FactorWeights()


def test_order_does_not_matter_and_unknown_factors_stay() -> None:
    features, signs = by_size(30)
    shuffled = np.random.default_rng(1).permutation(30)

    one, other = (
        learn_weights(features, signs).weights.as_dict(),
        learn_weights(features.take(shuffled), signs[shuffled]).weights.as_dict(),
    )

    assert one == pytest.approx(other)
    assert one["technologies"] == FactorWeights().technologies


def test_a_weight_of_zero_stays_zero() -> None:
    assert learn_weights(*by_size(20), usual=FactorWeights(size=0)).weights.size == 0


def test_wrong_numbers_are_refused() -> None:
    with pytest.raises(VerdictError, match="as many"):
        learn_weights(by_size(4)[0], [1])
