"""Training: an artifact that gives the same answers, from writers who are held out in turn."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from classifiers.core.errors import ClassifierError
from classifiers.core.types import ReplyText
from classifiers.replies.cascade import load_cascade
from classifiers.replies.training.fitting import (
    CALIBRATION_WRITERS,
    TEST_WRITER,
    LabeledReply,
    TrainedReplyModel,
    calibration_split,
    save,
    train,
)
from classifiers.replies.training.recipe import labeled_replies

TEXTS = ("We already use another tool.", "Friday at 10 works, call me!", "Combien ça coûte ?", "")


KNOWN = {"unsubscribe", "out_of_office", "objection_financial", "positive_need_information"}


def few(rows: list[LabeledReply]) -> Iterator[LabeledReply]:
    """Two replies for each of four intents and writer: enough to fit in seconds."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        key = (row.intent, row.writer)
        seen[key] += 1
        if seen[key] <= 2 and row.writer in ("w1", "w2") and row.intent in KNOWN:
            yield row


@pytest.fixture(scope="module")
def shares() -> list[float]:
    """Return what the training of `trained` said of how far it was."""
    return []


@pytest.fixture(scope="module")
def trained(shares: list[float]) -> TrainedReplyModel:
    """A model of few replies."""
    return train(list(few(labeled_replies())), epochs=1, progress=shares.append)


def test_a_trained_model_gives_the_same_after_saving_and_loading(
    trained: TrainedReplyModel, tmp_path: Path
) -> None:
    save(tmp_path, trained=trained, version="replies-test", report={})
    replies = [ReplyText("Re: Offer", text) for text in TEXTS]

    before = trained.cascade("replies-test").predict(replies)
    after = load_cascade(tmp_path).predict(replies)

    assert [p.intent for p in after] == [p.intent for p in before]
    assert np.allclose([p.score for p in after], [p.score for p in before], atol=0.01)


def test_training_says_how_far_it_is(trained: TrainedReplyModel, shares: list[float]) -> None:
    assert len(shares) >= 2
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.slow
def test_training_twice_gives_the_same_artifact(trained: TrainedReplyModel, tmp_path: Path) -> None:
    again = train(list(few(labeled_replies())), epochs=1)

    sums = [
        save(tmp_path / name, trained=each, version="replies-test", report={})
        for name, each in (("one", trained), ("two", again))
    ]

    assert sums[0] == sums[1]


@pytest.mark.slow
def test_intents_without_examples_are_neither_missed_nor_answered() -> None:
    known = KNOWN - {"positive_need_information"}
    rows = [row for row in few(labeled_replies()) if row.intent in known]

    cascade = train(rows, epochs=1).cascade("replies-test")

    found = cascade.predict([ReplyText("Re: Offer", "We have no budget for this until summer.")])
    assert found[0].intent in known
    with pytest.raises(ClassifierError, match="at least 3 intents"):
        train([row for row in rows if row.intent != "unsubscribe"], epochs=1)


def test_some_writers_are_kept_to_calibrate() -> None:
    writers = {row.writer for row in labeled_replies()}

    assert calibration_split(writers) == CALIBRATION_WRITERS < writers
    assert calibration_split({"w9", "w22"}) == {"w22"}
    assert calibration_split({"w1", "w2"}) == {"w2"}
    assert TEST_WRITER not in CALIBRATION_WRITERS
