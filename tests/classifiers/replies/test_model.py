"""The linear model: exact explanations."""

from pathlib import Path

import numpy as np
import pytest

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.replies.cascade import load_cascade
from classifiers.replies.intents import INTENTS
from classifiers.replies.model.intent_model import IntentModel
from classifiers.replies.model.reply_features import features_of

TEXTS = ("We already use another tool.", "Friday at 10 works, call me!", "How much is it?", "")


@pytest.fixture(scope="module")
def shipped() -> IntentModel:
    return IntentModel.from_artifact(
        artifacts.load(artifacts.pretrained("replies"), kind="replies")
    )


def test_contributions_bias_and_meaning_add_up_to_the_logit(shipped: IntentModel) -> None:
    for text in TEXTS:
        features = features_of(written=text, subject="Re: Offer")
        logits = shipped.logits(features)
        meant = shipped.weights.scales["meaning"] * (features.embedding @ shipped.weights.embedding)

        for place, intent in enumerate(INTENTS):
            total = sum(shipped.contributions(features, intent=intent).values())
            total += shipped.weights.bias[place] + meant[place]
            assert total == pytest.approx(logits[place], abs=1e-3)


def test_an_artifact_of_other_features_is_refused(tmp_path: Path) -> None:
    artifact = artifacts.load(artifacts.pretrained("replies"), kind="replies")
    arrays = dict(artifact.arrays) | {"rows": np.array([1], dtype=np.uint16)}
    artifacts.save(
        tmp_path, kind="replies", version="x", config=artifact.config, arrays=arrays, report={}
    )

    with pytest.raises(ArtifactError, match="do not fit"):
        load_cascade(tmp_path)


def test_an_artifact_with_other_signals_is_refused(tmp_path: Path) -> None:
    artifact = artifacts.load(artifacts.pretrained("replies"), kind="replies")
    named = artifact.config["named"]
    assert isinstance(named, list)
    config = dict(artifact.config) | {"named": named[:-1]}
    artifacts.save(
        tmp_path, kind="replies", version="x", config=config, arrays=artifact.arrays, report={}
    )

    with pytest.raises(ArtifactError, match="of another version"):
        load_cascade(tmp_path)
