"""The live models go on from where they are, with replies by writers who came later."""

from dataclasses import replace

import pytest

from classifiers.core.errors import ClassifierError
from classifiers.replies.cascade import load_cascade
from classifiers.replies.training.extending import HELD_OUT, NEW, extend
from classifiers.replies.training.recipe import labelled_replies


@pytest.mark.slow
def test_what_was_fitted_before_stays_when_further_languages_are_learned() -> None:
    live, rows = load_cascade(), labelled_replies()
    new = [row for row in rows if row.writer in NEW][::12]
    old = [row for row in rows if row.writer not in NEW][::120]

    trained, _ = extend(live, [*new, *old])

    assert replace(trained.model.mix, further=live.model.mix.further) == live.model.mix
    assert trained.thresholds == live.thresholds


def test_nothing_is_learned_when_no_reply_is_held_out() -> None:
    rows = [row for row in labelled_replies() if row.writer not in HELD_OUT][-20:]

    with pytest.raises(ClassifierError):
        extend(load_cascade(), rows)
