"""The mix and the thresholds: fitted on answers about writers whom no model saw."""

import numpy as np
import pytest

from classifiers.core.types import ReplyPrediction
from classifiers.replies.intents import INTENTS
from classifiers.replies.thresholds import HeldOutScores, fit_mix
from classifiers.replies.training.thresholds_fit import (
    MAX_THRESHOLD,
    MAX_WRONG,
    MIN_THRESHOLDS,
    NEVER,
    action_thresholds_of,
    max_error_share,
)


def answer(action: str, truth: str, score: float) -> tuple[ReplyPrediction, str]:
    return (
        ReplyPrediction(
            intent=truth,
            category="other",
            score=score,
            action=action,
            written="",
            left_out=(),
            source="model",
            model="test",
            why=(),
        ),
        truth,
    )


def test_the_floor_is_the_lowest_score_at_which_the_bound_holds() -> None:
    right = [answer("do_not_contact", "unsubscribe", 0.99 - number / 1000) for number in range(90)]
    wrong = [answer("do_not_contact", "other_intents", 0.6 - number / 1000) for number in range(9)]

    threshold = action_thresholds_of([*right, *wrong])["do_not_contact"]

    assert threshold == pytest.approx(0.901)


def test_an_action_that_was_hardly_ever_seen_must_be_as_sure_as_a_rule() -> None:
    seldom = [answer("propose_contact", "referral_specific_contacts", 0.99)] * 10

    assert action_thresholds_of(seldom)["propose_contact"] == MAX_THRESHOLD
    assert action_thresholds_of([])["do_not_contact"] == MAX_THRESHOLD


def test_an_action_that_goes_wrong_when_it_is_surest_is_never_taken_without_a_person() -> None:
    right = [answer("propose_date", "out_of_office", 0.99)] * 90
    wrong = [answer("propose_date", "other_intents", 0.99)] * 5

    assert action_thresholds_of([*right, *wrong])["propose_date"] == NEVER > 1


def test_no_floor_is_below_the_lowest() -> None:
    many = [answer("propose_date", "out_of_office", 0.2)] * 500

    assert action_thresholds_of(many)["propose_date"] == MIN_THRESHOLDS["propose_date"]


def test_the_bound_falls_with_the_number_that_was_seen() -> None:
    assert max_error_share(0, 60) > MAX_WRONG["do_not_contact"] > max_error_share(0, 80)
    assert max_error_share(3, 3) == 1.0
    assert max_error_share(1, 200) < max_error_share(2, 200)


def test_the_mix_trusts_the_model_that_is_right() -> None:
    rng = np.random.default_rng(2)
    scored = []
    for number in range(400):
        truth = number % len(INTENTS)
        noise = rng.normal(size=len(INTENTS))
        clear = rng.normal(size=len(INTENTS)) + 2 * np.eye(len(INTENTS))[truth]
        english = number % 2 == 0
        scored.append(
            HeldOutScores(
                linear=clear if english else noise,
                sentence=noise if english else clear,
                group=0 if english else 1,
                asks_to_stop=INTENTS[truth] == "unsubscribe",
                truth=truth,
            )
        )

    mix = fit_mix(scored)

    assert mix.english.linear > 5 * mix.english.sentence
    assert mix.others.sentence > 5 * mix.others.linear
    assert mix.stop > 1
