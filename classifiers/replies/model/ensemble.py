"""Two models that answer together: the linear one knows words, the sentence model knows meaning."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.core.artifacts import Artifact
from classifiers.core.errors import ArtifactError
from classifiers.core.probabilities import softmax
from classifiers.replies.model.encoder_input import EncoderInput
from classifiers.replies.model.intent_model import IntentModel
from classifiers.replies.model.reply_features import ReplyFeatures
from classifiers.replies.model.sentence_model import LoraDelta, SentenceModel
from classifiers.replies.rules.glosses import ENGLISH

COMMON_LANGUAGES = frozenset(("de", "fr", "es", "pt"))
"""Languages besides English of which both models have read hundreds of replies."""
ENGLISH_GROUP, COMMON_GROUP, FURTHER_GROUP = range(3)
"""Groups of languages, each with weights of its own; see `EnsembleWeights`."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much each model counts; both logits are multiplied and added up."""

    linear: float
    sentence: float


@dataclass(frozen=True, slots=True)
class EnsembleWeights:
    """What is fitted on writers held out, so that the scores are calibrated."""

    english: Weight
    others: Weight
    further: Weight
    stop: float

    def of(self, reading: EncoderInput) -> Weight:
        return self.of_group(group_of(reading.language))

    def of_group(self, group: int) -> Weight:
        return (self.english, self.others, self.further)[group]


def group_of(language: str) -> int:
    """Return the group of a language: English, four others, or further ones."""
    if language == ENGLISH:
        return ENGLISH_GROUP
    return COMMON_GROUP if language in COMMON_LANGUAGES else FURTHER_GROUP


class EnsembleModel:
    """Scores intents by both models; the linear one says which words spoke for an intent."""

    def __init__(
        self, *, linear: IntentModel, sentence: SentenceModel, mix: EnsembleWeights
    ) -> None:
        self.linear = linear
        self.sentence = sentence
        self.mix = mix
        self.intents = linear.intents

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> "EnsembleModel":
        """Read both models of an artifact.

        Raises:
            ArtifactError: the arrays do not fit this version of the features, or the sentence model
                is not the one they were made for.
        """
        linear = IntentModel.from_artifact(artifact)
        mix = artifact.config.get("mix")
        if not isinstance(mix, Mapping):
            raise ArtifactError("The config of the reply model has no mix. Train it again.")
        try:
            weights = EnsembleWeights(
                english=Weight(**mix["english"]),
                others=Weight(**mix["others"]),
                further=Weight(**mix["further"]),
                stop=float(mix["stop"]),
            )
            sentence = SentenceModel(_delta_from(artifact))
        except (KeyError, TypeError, ValueError) as error:
            raise ArtifactError(
                f"The sentence part of the reply model is of no use: {error}."
            ) from error
        return cls(linear=linear, sentence=sentence, mix=weights)

    def probabilities(
        self, features: ReplyFeatures, reading: EncoderInput, *, asks_to_stop: bool
    ) -> NDArray[np.float64]:
        """Return the calibrated probability of each intent; they add up to 1."""
        weight = self.mix.of(reading)
        total = weight.linear * self.linear.logits(features)
        total += weight.sentence * self.sentence.logits(reading.text)
        if asks_to_stop:
            total[self.intents.index("unsubscribe")] += self.mix.stop
        return softmax(total)

    def contributions(self, features: ReplyFeatures, *, intent: str) -> dict[str, float]:
        """Return words or phrases → what each added to an intent in the linear model."""
        return self.linear.contributions(features, intent=intent)


def arrays_of(delta: LoraDelta) -> dict[str, NDArray[np.generic]]:
    """Return the arrays that keep a change, in 16 bits."""
    arrays: dict[str, NDArray[np.generic]] = {"head": delta.head, "head_bias": delta.bias}
    for name, (outer, inner) in delta.low_rank.items():
        arrays[f"outer.{name}"] = outer.astype(np.float16)
        arrays[f"inner.{name}"] = inner.astype(np.float16)
    return arrays


def _delta_from(artifact: Artifact) -> LoraDelta:
    arrays = artifact.arrays
    names = [name.removeprefix("outer.") for name in arrays if name.startswith("outer.")]
    return LoraDelta(
        low_rank={
            name: (
                arrays[f"outer.{name}"].astype(np.float32),
                arrays[f"inner.{name}"].astype(np.float32),
            )
            for name in names
        },
        head=arrays["head"].astype(np.float32),
        bias=arrays["head_bias"].astype(np.float32),
    )
