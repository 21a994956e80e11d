"""The linear model: exact explanations, and an artifact that gives the same answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from classifiers import artifacts
from classifiers.errors import ArtifactError, ClassifierError
from classifiers.replies.cascade import load_cascade
from classifiers.replies.features import features_of
from classifiers.replies.intents import INTENTS
from classifiers.replies.model import IntentModel
from classifiers.replies.recipe import labelled_replies, train_product_model
from classifiers.replies.training import TEST_WRITER, LabelledReply, save, train
from classifiers.types import ReplyText

TEXTS = ("We already use another tool.", "Friday at 10 works, call me!", "How much is it?", "")


@pytest.fixture(scope="module")
def shipped() -> IntentModel:
    return IntentModel.from_artifact(
        artifacts.load(artifacts.pretrained("replies"), kind="replies")
    )


def few(rows: list[LabelledReply]) -> Iterator[LabelledReply]:
    """Three replies for each intent and writer: enough to fit in a second."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.intent, row.writer)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 3 and row.writer in ("w1", "w2"):
            yield row


@pytest.mark.parametrize("text", TEXTS)
def test_contributions_and_bias_add_up_to_the_logit(shipped: IntentModel, text: str) -> None:
    features = features_of(written=text, subject="Re: Offer", quoted="")
    logits = shipped.logits(features)

    for place, intent in enumerate(INTENTS):
        total = sum(shipped.contributions(features, intent=intent).values()) + shipped.bias(intent)
        assert total == pytest.approx(logits[place], abs=1e-3)


@pytest.mark.parametrize("text", TEXTS)
def test_probabilities_are_probabilities(shipped: IntentModel, text: str) -> None:
    found = shipped.probabilities(features_of(written=text, subject="", quoted=""))

    assert found.sum() == pytest.approx(1)
    assert found.min() >= 0


def test_a_trained_model_gives_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    trained = train(list(few(labelled_replies())))
    save(tmp_path, trained=trained, version="replies-test", report={})
    replies = [ReplyText("Re: Offer", text) for text in TEXTS]

    before = trained.cascade("replies-test").predict(replies)
    after = load_cascade(tmp_path).predict(replies)

    assert [p.intent for p in after] == [p.intent for p in before]
    assert np.allclose([p.score for p in after], [p.score for p in before], atol=0.01)


def test_training_twice_gives_the_same_artifact(tmp_path: Path) -> None:
    rows = list(few(labelled_replies()))
    sums = [
        save(tmp_path / name, trained=train(rows), version="replies-test", report={})
        for name in ("one", "two")
    ]

    assert sums[0] == sums[1]


def test_an_artifact_of_other_features_is_refused(tmp_path: Path) -> None:
    artifact = artifacts.load(artifacts.pretrained("replies"), kind="replies")
    arrays = dict(artifact.arrays) | {"rows": np.array([1], dtype=np.uint16)}
    artifacts.save(
        tmp_path, kind="replies", version="x", config=artifact.config, arrays=arrays, report={}
    )

    with pytest.raises(ArtifactError, match="do not fit"):
        load_cascade(tmp_path)


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"nowhere\.jsonl cannot be read"):
        train_product_model(tmp_path / "nowhere.jsonl", tmp_path / "out")


def test_an_unknown_label_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    path.write_text('{"subject": "", "text": "", "label": "x", "writer": "w1", "language": "en"}\n')

    with pytest.raises(ClassifierError, match="line 1: 'x' is no intent"):
        labelled_replies(tmp_path)


def test_the_test_writer_is_never_learned_from(tmp_path: Path) -> None:
    path = tmp_path / "written.jsonl"
    row = {"subject": "", "text": "no", "label": "unsubscribe", "language": "en"}
    path.write_text(json.dumps(row | {"writer": TEST_WRITER}) + "\n")

    with pytest.raises(ClassifierError, match="kept for testing"):
        train_product_model(tmp_path, tmp_path / "out")
