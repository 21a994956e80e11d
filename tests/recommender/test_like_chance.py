import numpy as np
import pytest

from recommender.ranking.scale import PRIOR_LIKE_SHARES, like_chances


def test_other_campaigns_decide_while_there_are_no_own_cards() -> None:
    scores, shares = np.array(PRIOR_LIKE_SHARES).T

    np.testing.assert_allclose(like_chances(scores, [], []), shares, atol=0.06)


@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_own_cards_decide_once_there_are_many(share: float) -> None:
    """In one campaign 62 % of the cards at 0.3 are likes, in another 10 %."""
    judged = [0.25 + n / 2000 for n in range(200)]
    is_liked = [(n * 37) % 100 < 100 * share for n in range(200)]

    chance = like_chances(np.array([0.3]), judged, is_liked)[0]

    assert chance == pytest.approx(share, abs=0.08)


def test_better_scores_are_never_less_likely_and_chances_stay_within_0_and_1() -> None:
    scores = np.linspace(-1, 1, 41)

    for liked in (False, True):
        chances = like_chances(scores, [0.9] * 50 + [0.1] * 50, [liked] * 50 + [not liked] * 50)
        assert (np.diff(chances) >= 0).all()
        assert chances.min() >= 0
        assert chances.max() <= 1
