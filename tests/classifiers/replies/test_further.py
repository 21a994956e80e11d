"""The live reply model learns further from corrections."""

from pathlib import Path

import pytest

from classifiers.core.types import ReplyText
from classifiers.replies.cascade import ReplyCascade, load_cascade
from classifiers.replies.training.fitting import TEST_WRITER, LabeledReply, TrainedReplyModel, save
from classifiers.replies.training.incremental import learn_further
from classifiers.replies.training.recipe import labeled_replies

TEXT = "The glimmerwick committee has zorbled your note, thanks."
SAID = [
    LabeledReply(ReplyText("Re: hello", f"{TEXT} {end}"), "objection_financial", "people", "en")
    for end in ("Anna", "Kind regards", "Bye", "All the best", "Tom")
]


@pytest.fixture(scope="module")
def live() -> ReplyCascade:
    """The cascade that comes with the product."""
    return load_cascade()


@pytest.fixture(scope="module")
def trained(live: ReplyCascade) -> TrainedReplyModel:
    """The same after some corrections."""
    taught = [row for row in labeled_replies() if row.writer != TEST_WRITER][:150]
    return learn_further(live, SAID, taught=taught)


@pytest.mark.slow
def test_it_says_what_people_said_and_other_replies_stay(
    live: ReplyCascade, trained: TrainedReplyModel
) -> None:
    further = trained.cascade("further")
    like = ReplyText("Re: hello", f"{TEXT} Lisa")
    others = [row.reply for row in labeled_replies() if row.writer == TEST_WRITER][::10]

    pairs = zip(live.predict(others), further.predict(others), strict=True)

    assert live.predict([like])[0].intent != "objection_financial"
    assert further.predict([like])[0].intent == "objection_financial"
    assert sum(old.intent == new.intent for old, new in pairs) >= len(others) - 2


def test_what_it_does_by_itself_keeps_its_floors(
    live: ReplyCascade, trained: TrainedReplyModel, tmp_path: Path
) -> None:
    save(tmp_path, trained=trained, version="replies-further", report={}, data_hash="d" * 64)

    loaded = load_cascade(tmp_path)

    assert (loaded.thresholds, loaded.suspicion) == (live.thresholds, live.suspicion)
    assert loaded.predict([SAID[0].reply])[0].intent == "objection_financial"
