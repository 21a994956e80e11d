"""Replies → intents: clean, then rules, then the model; below the floor of its action, a person."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from classifiers import artifacts
from classifiers.errors import ArtifactError
from classifiers.replies.clean import Cleaned, clean
from classifiers.replies.features import features_of
from classifiers.replies.intents import ACTIONS, category_of
from classifiers.replies.joint import JointModel
from classifiers.replies.reading import read
from classifiers.replies.rules import ReplyRules
from classifiers.types import Evidence, Label, ReplyPrediction, ReplyText

MOST_REASONS = 6
MOST_OTHERS = 2


class ReplyCascade:
    """Says what a reply wants, why, and what the product may do about it.

    Args:
        model: scores what no rule decides.
        floors: action → score from which it may be done; `none` for intents without an action.
        suspicion: probability of `unsubscribe` from which a person looks at a reply although
            another intent leads: a request to stop that is missed costs the most.
        version: of the artifact.
        rules: the certain cases.
    """

    def __init__(
        self,
        *,
        model: JointModel,
        floors: Mapping[str, float],
        suspicion: float,
        version: str,
        rules: ReplyRules | None = None,
    ) -> None:
        self.version = version
        self.floors = dict(floors)
        self.suspicion = suspicion
        self._model = model
        self._rules = rules or ReplyRules()

    def predict(self, replies: Sequence[ReplyText]) -> list[ReplyPrediction]:
        """Classify replies, in their order; never raises, whatever the text."""
        return [self._predict_one(reply) for reply in replies]

    def action_of(self, intent: str, score: float) -> str:
        """Return what may be done about an intent; `review` below the floor."""
        action = ACTIONS.get(intent, "none")
        return action if score >= self.floors[action] else "review"

    def _predict_one(self, reply: ReplyText) -> ReplyPrediction:
        cleaned = clean(reply.text)
        decision = self._rules.decide(cleaned, subject=reply.subject, headers=reply.headers)
        if decision is None:
            return self._ask_model(cleaned, reply.subject)
        return ReplyPrediction(
            intent=decision.intent,
            category=category_of(decision.intent),
            score=decision.score,
            action=self.action_of(decision.intent, decision.score),
            written=cleaned.written,
            left_out=cleaned.left_out,
            source="rules",
            model=self.version,
            why=(Evidence(decision.intent, "rule", decision.text, decision.score),),
        )

    def _ask_model(self, cleaned: Cleaned, subject: str) -> ReplyPrediction:
        reading = read(cleaned)
        features = features_of(
            written=cleaned.written, subject=subject, quoted=cleaned.quoted, gloss=reading.gloss
        )
        stop = self._rules.asks_to_stop(cleaned.written)
        probabilities = self._model.probabilities(features, reading, asks_to_stop=stop is not None)
        if self._rules.asks_to_go_on(cleaned.written):
            probabilities[self._model.intents.index("unsubscribe")] = 0.0
            probabilities /= probabilities.sum()
        best = int(np.argmax(probabilities))
        intent, score = self._model.intents[best], round(float(probabilities[best]), 4)
        action = self.action_of(intent, score)
        unsubscribe = float(probabilities[self._model.intents.index("unsubscribe")])
        if intent != "unsubscribe" and (stop or unsubscribe >= self.suspicion):
            action = "review"
        contributions = self._model.contributions(features, intent=intent)
        strongest = sorted(contributions.items(), key=lambda item: -item[1])[:MOST_REASONS]
        return ReplyPrediction(
            intent=intent,
            category=category_of(intent),
            score=score,
            action=action,
            written=cleaned.written,
            left_out=cleaned.left_out,
            source="model",
            model=self.version,
            why=tuple(
                Evidence(intent, "words", words, round(value, 4))
                for words, value in strongest
                if value > 0
            ),
            others=tuple(
                Label(self._model.intents[place], round(float(probabilities[place]), 4))
                for place in np.argsort(-probabilities)[1 : MOST_OTHERS + 1]
            ),
        )


def load_cascade(folder: Path | None = None) -> ReplyCascade:
    """Read the cascade of an artifact; without a folder, the one that comes with the product.

    Raises:
        ArtifactError: the artifact is missing, damaged or does not fit.
    """
    artifact = artifacts.load(folder or artifacts.pretrained("replies"), kind="replies")
    floors, suspicion = artifact.config.get("floors"), artifact.config.get("suspicion")
    if not isinstance(floors, dict) or not isinstance(suspicion, float):
        raise ArtifactError("The config of the reply model names no floors. Train it again.")
    if missing := {*ACTIONS.values(), "none"} - set(floors):
        raise ArtifactError(f"The config of the reply model has no floor for {sorted(missing)}.")
    return ReplyCascade(
        model=JointModel.from_artifact(artifact),
        floors={str(action): float(floor) for action, floor in floors.items()},
        suspicion=suspicion,
        version=artifact.version,
    )
