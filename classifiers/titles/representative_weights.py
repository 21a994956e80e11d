"""The fitted weights of similarity to representative titles: of words and of features."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np

from classifiers.core.array_types import Doubles
from classifiers.core.text import DATA
from classifiers.titles.representative_space import NAMES, WordWeights

WEIGHTS = DATA / "titles/representative_weights.json"


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """How features of similarity become a chance: a logistic regression.

    Args:
        features: weight of each feature, shape (len(NAMES),).
        bias: log-odds of a title whose features are all 0.
        threshold: chance from which a function is given, where staff set none.
    """

    features: Doubles
    bias: float
    threshold: float

    def chances(self, features: Doubles) -> Doubles:
        """Return chances, 0 to 1, of features whose last axis is that of `NAMES`."""
        return 1 / (1 + np.exp(-(features @ self.features + self.bias)))


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """All that was fitted, once for all functions.

    Args:
        new: for functions that the model has never seen.
    """

    words: WordWeights
    new: FeatureWeights
    known: FeatureWeights

    def as_json(self) -> dict[str, object]:
        """Return it as it is stored."""
        return {
            "new": _as_json(self.new),
            "known": _as_json(self.known),
            "unknown_word": self.words.unknown,
            "words": dict(sorted(self.words.weights.items())),
        }


@lru_cache(maxsize=2)
def load_weights(path: Path = WEIGHTS) -> LearnedWeights:
    """Read what was fitted; what comes with the product where no file is named."""
    content = json.loads(path.read_text("utf-8"))
    return LearnedWeights(
        words=WordWeights(content["words"], content["unknown_word"]),
        new=_weights(content["new"]),
        known=_weights(content["known"]),
    )


def _as_json(weights: FeatureWeights) -> dict[str, object]:
    pairs = zip(NAMES, weights.features.tolist(), strict=True)
    return {
        "features": {name: round(weight, 4) for name, weight in pairs},
        "bias": round(weights.bias, 4),
        "threshold": weights.threshold,
    }


def _weights(content: Mapping[str, object]) -> FeatureWeights:
    features = cast("Mapping[str, float]", content["features"])
    return FeatureWeights(
        features=np.array([features.get(name, 0.0) for name in NAMES]),
        bias=cast("float", content["bias"]),
        threshold=cast("float", content["threshold"]),
    )
