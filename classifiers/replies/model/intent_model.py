"""The intent model: one linear layer over hashed words, letters, phrase groups and a vector."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.core.array_types import Floats
from classifiers.core.artifacts import Artifact
from classifiers.core.errors import ArtifactError
from classifiers.replies.model.reply_features import (
    BLOCKS,
    BUCKETS,
    Feature,
    ReplyFeatures,
    names_of_features,
)
from classifiers.replies.rules.phrases import load_phrases


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found.

    Args:
        rarity: (BUCKETS,) weight of each bucket, larger for what is rare.
        hashed: (BUCKETS, n_intents) weights of the buckets, centered over the intents.
        named: (n_named, n_intents) weights of the named features, centered.
        embedding: (DEFAULT_DIMENSIONS, n_intents) weights of the numbers of the vector, centered.
        bias: (n_intents,), centered.
        scales: how much each block counts, `named` for the named ones, and `meaning`.
    """

    rarity: Floats
    hashed: Floats
    named: Floats
    embedding: Floats
    bias: Floats
    scales: Mapping[str, float]


class IntentModel:
    """Scores intents and says which words gave the score.

    Args:
        intents: in the order of the columns of the weights.
    """

    def __init__(self, *, intents: Sequence[str], weights: Weights) -> None:
        self.intents = tuple(intents)
        self.weights = weights

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> "IntentModel":
        """Read the weights of an artifact.

        Raises:
            ArtifactError: the arrays do not fit this version of the features.
        """
        arrays = artifact.arrays
        config = artifact.config
        intents, scales = config.get("intents"), config.get("scales")
        if not isinstance(intents, list) or not isinstance(scales, dict):
            raise ArtifactError("The config of the reply model names no intents or no scales.")
        if config.get("named") != list(names_of_features(load_phrases())):
            raise ArtifactError("The reply model is of another version. Train it again.")
        try:
            hashed = np.zeros((BUCKETS, len(intents)), dtype=np.float32)
            hashed[arrays["rows"].astype(np.int64)] = arrays["hashed"]
            weights = Weights(
                rarity=arrays["rarity"].astype(np.float32),
                hashed=hashed,
                named=arrays["named"].astype(np.float32),
                embedding=arrays["meaning"].astype(np.float32),
                bias=arrays["bias"].astype(np.float32),
                scales={str(name): float(value) for name, value in scales.items()},
            )
        except (KeyError, IndexError, ValueError) as error:
            raise ArtifactError(f"The arrays of the reply model do not fit: {error}.") from error
        return cls(intents=intents, weights=weights)

    def logits(self, features: ReplyFeatures) -> NDArray[np.float64]:
        """Return one number for each intent; they add up to 0."""
        total = self.weights.bias.astype(np.float64)
        total += self.weights.scales["meaning"] * (features.embedding @ self.weights.embedding)
        for members, values, weights in self._blocks(features):
            total += values @ weights[[member.index for member in members]]
        return total

    def contributions(self, features: ReplyFeatures, *, intent: str) -> dict[str, float]:
        """Return words or phrases → what each added to the logit of an intent.

        The values add up to the logit less its bias and the meaning, which has no words. A feature
        that stands for several words, such as a pair, is shared among them evenly.
        """
        column = self.intents.index(intent)
        shares: defaultdict[str, float] = defaultdict(float)
        for members, values, weights in self._blocks(features):
            added = values * weights[[member.index for member in members], column]
            for member, contribution in zip(members, added, strict=True):
                for word in member.words:
                    shares[word] += float(contribution) / len(member.words)
        return dict(shares)

    def _blocks(
        self, features: ReplyFeatures
    ) -> Iterator[tuple[tuple[Feature, ...], Floats, Floats]]:
        """Yield the features of each block, their weighted values, and the weights they meet."""
        for block in BLOCKS:
            members: tuple[Feature, ...] = getattr(features, block)
            if members:
                values = weighted(members, self.weights.rarity) * self.weights.scales[block]
                yield members, values.astype(np.float32), self.weights.hashed
        if features.named:
            counts = np.array([member.count for member in features.named], dtype=np.float32)
            yield features.named, counts * self.weights.scales["named"], self.weights.named


def weighted(members: Sequence[Feature], rarity: Floats) -> Floats:
    """Return the values of one hashed block: count by rarity, with length 1 as a whole."""
    if not members:
        return np.zeros(0, dtype=np.float32)
    indices = np.fromiter((member.index for member in members), dtype=np.int64)
    counts = np.fromiter((member.count for member in members), dtype=np.float32)
    values = counts * rarity[indices]
    length = float(np.linalg.norm(values))
    return values / length if length else values
