"""Two models in one: weights by language, a vote for requests to stop, an artifact that fits."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.core.probabilities import softmax
from classifiers.replies.cascade import load_cascade
from classifiers.replies.cleaning.clean import clean
from classifiers.replies.model.encoder_input import read
from classifiers.replies.model.ensemble import (
    EnsembleModel,
    EnsembleWeights,
    Weight,
)
from classifiers.replies.model.reply_features import features_of

ARTIFACT = artifacts.load(artifacts.pretrained("replies"), kind="replies")
MODEL = EnsembleModel.from_artifact(ARTIFACT)
TEXT = "We have a supplier."


def probabilities(model: EnsembleModel, text: str, *, asks_to_stop: bool = False) -> np.ndarray:
    features = features_of(written=text, subject="")
    return model.probabilities(features, read(clean(text)), asks_to_stop=asks_to_stop)


def mixed(mix: EnsembleWeights) -> EnsembleModel:
    return EnsembleModel(linear=MODEL.linear, sentence=MODEL.sentence, mix=mix)


def test_probabilities_are_probabilities() -> None:
    found = probabilities(MODEL, TEXT)

    assert found.sum() == pytest.approx(1)
    assert found.min() >= 0


def test_each_model_alone_is_the_joint_one_with_the_other_at_nothing() -> None:
    sentence = probabilities(mixed(replace(MODEL.mix, english=Weight(0.0, 1.0))), TEXT)
    linear = probabilities(mixed(replace(MODEL.mix, english=Weight(1.0, 0.0))), TEXT)

    assert np.allclose(sentence, softmax(MODEL.sentence.logits(TEXT)))
    assert np.allclose(
        linear,
        softmax(MODEL.linear.logits(features_of(written=TEXT, subject=""))),
    )


def test_other_languages_have_weights_of_their_own() -> None:
    model = mixed(replace(MODEL.mix, others=Weight(0.0, 0.0), stop=0.0))

    assert np.allclose(probabilities(model, "Kein Interesse, danke."), 1 / len(MODEL.intents))
    assert not np.allclose(probabilities(model, TEXT), 1 / len(MODEL.intents))


def test_a_phrase_that_asks_to_stop_is_a_vote() -> None:
    place = MODEL.intents.index("unsubscribe")
    model = mixed(replace(MODEL.mix, stop=2.0))

    assert probabilities(model, TEXT, asks_to_stop=True)[place] > probabilities(model, TEXT)[place]


@pytest.mark.parametrize("lost", ["head", "head_bias"])
def test_an_artifact_without_its_sentence_part_is_refused(tmp_path: Path, lost: str) -> None:
    arrays = {name: array for name, array in ARTIFACT.arrays.items() if name != lost}
    artifacts.save(
        tmp_path, kind="replies", version="x", config=ARTIFACT.config, arrays=arrays, report={}
    )

    with pytest.raises(ArtifactError, match="sentence part"):
        load_cascade(tmp_path)


def test_an_artifact_without_a_mix_is_refused(tmp_path: Path) -> None:
    config = {name: value for name, value in ARTIFACT.config.items() if name != "mix"}
    artifacts.save(
        tmp_path, kind="replies", version="x", config=config, arrays=ARTIFACT.arrays, report={}
    )

    with pytest.raises(ArtifactError, match="has no mix"):
        load_cascade(tmp_path)


def test_a_mix_is_kept_as_plain_numbers() -> None:
    assert isinstance(MODEL.mix, EnsembleWeights)
    assert isinstance(ARTIFACT.config["mix"], dict)
