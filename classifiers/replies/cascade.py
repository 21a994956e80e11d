"""Replies → intents: clean, then rules, then the model; below its action's threshold, a person.

A reply in a language that the model was not taught goes to a person whatever the model says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from classifiers.core.types import Evidence, Label, ReplyPrediction, ReplyText
from classifiers.replies.cleaning.clean import Cleaned, clean, visible
from classifiers.replies.intents import (
    ABSENCE,
    ACTIONS,
    ASKS_SOURCE,
    ASKS_TO_STOP,
    DENIES,
    FOR_OTHER,
    MAY_ANSWER,
    OPT_OUT,
    OTHER,
    PROPOSE_STOP,
    REFERRAL,
    category_of,
)
from classifiers.replies.model.encoder_input import read
from classifiers.replies.model.ensemble import EnsembleModel
from classifiers.replies.model.reply_features import ReplyFeatures, features_of
from classifiers.replies.rules.intent_rules import Decision, ReplyRules
from classifiers.replies.rules.phrases import fold
from classifiers.replies.rules.stop_recipients import stop_for_other
from classifiers.replies.rules.subjects import own_words_of
from classifiers.replies.rules.supported_languages import (
    NOT_SUPPORTED,
    unsupported_language,
)
from classifiers.replies.rules.unread_parts import ENCRYPTED, UNREAD, without_armor

MAX_REASONS = 6
MAX_OTHERS = 2
DIGITS = 3
"""Of scores and thresholds: both are rounded once, and what is compared is what is shown."""
STOP_PHRASE = 0.9  # Score of a phrase that asks to stop, where the model cannot read the rest.
_SHORT, _CONFIDENT_SCORE = 30, 0.9
_NO_VISIBLE_TEXT = "a text that shows nothing"
_LETTER = re.compile(r"[^\W\d_]")


class ReplyCascade:
    """Says what a reply wants, why, and what the product may do about it.

    Args:
        thresholds: action → score from which it may be done; `none` for intents without an action.
        suspicion: probability of `unsubscribe` from which a person looks at a reply although
            another intent leads: a request to stop that is missed costs the most.
    """

    def __init__(
        self,
        *,
        model: EnsembleModel,
        thresholds: Mapping[str, float],
        suspicion: float,
        version: str,
    ) -> None:
        self.version = version
        self.thresholds = {
            action: round(threshold, DIGITS) for action, threshold in thresholds.items()
        }
        self.suspicion = suspicion
        self.model = model
        self._rules = ReplyRules()

    def predict(self, replies: Sequence[ReplyText]) -> list[ReplyPrediction]:
        """Classify replies, in their order; never raises, whatever the text."""
        return [self._predict_one(reply) for reply in replies]

    def action_of(self, intent: str, score: float) -> str:
        """Return what may be done about an intent; `review` below the threshold."""
        action = ACTIONS.get(intent, "none")
        return action if score >= self.thresholds[action] else "review"

    def _predict_one(self, reply: ReplyText) -> ReplyPrediction:
        reply = _without_armor(replace(reply, subject=visible(reply.subject)))
        cleaned = clean(reply.text)
        decision = self._rules.decide(cleaned, subject=reply.subject, headers=reply.headers)
        if decision is None:
            found = self._from_model(cleaned, reply.subject)
        else:
            found = self._from_rule(cleaned, decision)
        if found.action == "none":
            found = self._review_possible_stop(found, cleaned, reply)
        if decision is None or not decision.holds_in_any_language:
            stop = self._rules.asks_to_stop(cleaned.written)
            found = _check_language(found, cleaned, reply, stop=stop)
        if decision is not None and decision.is_written_by_nobody:
            return found
        return self._with_possible_stop(self._check_recipient(found, reply), cleaned, reply)

    def _check_recipient(self, found: ReplyPrediction, reply: ReplyText) -> ReplyPrediction:
        """Keep what is no stop of its writer from being one: a question, or somebody else's."""
        is_stop = found.intent == OPT_OUT and found.source == "model"
        if is_stop and (question := self._rules.asks_source(found.written)):
            why = (Evidence(OTHER, ASKS_SOURCE, question), *_unsupported_languages(found))
            return _with_intent(found, intent=OTHER, action="review", why=why)
        is_referral = found.action == "propose_contact" or found.source == "rules"
        because = {reason.because for reason in found.why}
        is_hinted = found.intent == OPT_OUT or ASKS_TO_STOP in because
        if is_referral or not is_hinted or NOT_SUPPORTED in because:
            return found
        other = stop_for_other(found.written, own=reply.own)
        if other is None or self._rules.asks_to_continue(found.written):
            return found
        why = (
            Evidence(REFERRAL, FOR_OTHER, other.words),
            Evidence(OPT_OUT, ASKS_TO_STOP, other.words),
        )
        return _with_intent(found, intent=REFERRAL, action=PROPOSE_STOP, why=why)

    def _with_possible_stop(
        self, found: ReplyPrediction, cleaned: Cleaned, reply: ReplyText
    ) -> ReplyPrediction:
        """Note that a reply may ask to stop, in any language; what is done stays.

        A short reply in a language that the model was not taught may always do so, unless the
        model is sure of something else.
        """
        because = {reason.because for reason in found.why}
        if found.action == ACTIONS[OPT_OUT] or because & {ASKS_TO_STOP, ASKS_SOURCE}:
            return found
        hint: str | None = None
        if found.intent == OPT_OUT:
            hint = ""
        elif found.intent == ABSENCE and found.source == "rules":
            hint = self._rules.asks_to_stop(cleaned.written)
            hint = hint or self._rules.possible_stop(cleaned.written)
            found = found if hint is None else replace(found, action="review")
        else:
            written = cleaned.written or f"{cleaned.signature}\n{cleaned.disclaimer}"
            own_subject = own_words_of(fold(reply.subject))
            hint = self._rules.possible_stop(written) or self._rules.possible_stop(own_subject)
            is_short = bool(cleaned.written) and len(cleaned.written) <= _SHORT
            if (
                hint is None
                and is_short
                and _unsupported_languages(found)
                and found.score < _CONFIDENT_SCORE
            ):
                hint = ""
        if hint is None:
            return found
        return replace(found, why=(*found.why, Evidence(OPT_OUT, ASKS_TO_STOP, hint)))

    def _review_possible_stop(
        self, found: ReplyPrediction, cleaned: Cleaned, reply: ReplyText
    ) -> ReplyPrediction:
        """Have a person look at what would be filed, where it may be a request to stop."""
        hint = self._rules.hint_of_stop(cleaned, subject=reply.subject, headers=reply.headers)
        if hint is None and not cleaned.written and not cleaned.left_out:
            hint = _NO_VISIBLE_TEXT if re.search(r"\w", reply.text) else None
        if hint is None:
            return self._review_unread_answer(found, cleaned, reply)
        why = (Evidence("unsubscribe", ASKS_TO_STOP, hint), *found.why)
        return replace(found, action="review", why=why)

    def _review_unread_answer(
        self, found: ReplyPrediction, cleaned: Cleaned, reply: ReplyText
    ) -> ReplyPrediction:
        """Have a person look at what would be filed, where it may hold an unread answer."""
        answer = self._rules.hint_of_answer(cleaned, subject=reply.subject, headers=reply.headers)
        if answer is None:
            is_certain = found.source == "rules" and found.intent != "empty_body"
            hidden = self._rules.hint_of_hidden(cleaned, subject=reply.subject)
            if hidden is None or is_certain:
                return found
            why = (Evidence(found.intent, MAY_ANSWER, hidden), *found.why)
            return replace(found, action="review", why=why)
        intent = OTHER if found.intent == "empty_body" else found.intent
        why = (Evidence(intent, MAY_ANSWER, answer), *found.why)
        return replace(found, intent=intent, category=category_of(intent), action="review", why=why)

    def _from_rule(self, cleaned: Cleaned, decision: Decision) -> ReplyPrediction:
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

    def _from_model(self, cleaned: Cleaned, subject: str) -> ReplyPrediction:
        reading = read(cleaned)
        features = features_of(written=cleaned.written, subject=subject, gloss=reading.gloss)
        stop = self._rules.asks_to_stop(cleaned.written)
        probabilities = self.model.probabilities(features, reading, asks_to_stop=stop is not None)
        unsubscribe = self.model.intents.index("unsubscribe")
        suspected = float(probabilities[unsubscribe])
        if self._rules.asks_to_continue(cleaned.written):
            probabilities[unsubscribe] = 0.0
            probabilities /= probabilities.sum()
        if _LETTER.search(cleaned.written):  # Whatever was written, it is not nothing.
            probabilities[self.model.intents.index("empty_body")] = 0.0
            probabilities /= probabilities.sum()
        best = self._best(probabilities)
        intent, score = self.model.intents[best], round(float(probabilities[best]), DIGITS)
        action = self.action_of(intent, score)
        doubts = [Evidence("unsubscribe", ASKS_TO_STOP, stop)] if stop else []
        if intent != "unsubscribe" and (stop or suspected >= self.suspicion):
            action = "review"
            doubts = doubts or [Evidence("unsubscribe", ASKS_TO_STOP, "", round(suspected, DIGITS))]
        if intent == "unsubscribe" and (denied := self._rules.denies_stop(cleaned.written)):
            action, doubts = "review", [Evidence("unsubscribe", DENIES, denied)]
        return ReplyPrediction(
            intent=intent,
            category=category_of(intent),
            score=score,
            action=action,
            written=cleaned.written,
            left_out=cleaned.left_out,
            source="model",
            model=self.version,
            why=(*doubts, *self._words(features, intent)),
            others=tuple(
                Label(self.model.intents[index], round(float(probabilities[index]), DIGITS))
                for index in [at for at in np.argsort(-probabilities) if at != best][:MAX_OTHERS]
            ),
        )

    def _words(self, features: ReplyFeatures, intent: str) -> Iterator[Evidence]:
        contributions = self.model.contributions(features, intent=intent)
        for words, value in sorted(contributions.items(), key=lambda item: -item[1])[:MAX_REASONS]:
            if value > 0:
                yield Evidence(intent, "words", words, round(value, 4))

    def _best(self, probabilities: NDArray[np.float64]) -> int:
        """Return the index of the likeliest intent of the likeliest category."""
        categories = [category_of(intent) for intent in self.model.intents]
        sums = dict.fromkeys(categories, 0.0)
        for category, probability in zip(categories, probabilities, strict=True):
            sums[category] += float(probability)
        likeliest = max(sums, key=lambda category: sums[category])
        in_category = np.array([category == likeliest for category in categories])
        return int(np.argmax(np.where(in_category, probabilities, -1.0)))


def _with_intent(
    found: ReplyPrediction, *, intent: str, action: str, why: tuple[Evidence, ...]
) -> ReplyPrediction:
    """Return a prediction with another intent, because of words that say it."""
    return replace(
        found,
        intent=intent,
        category=category_of(intent),
        score=STOP_PHRASE,
        action=action,
        source="rules",
        why=why,
        others=(),
    )


def _unsupported_languages(found: ReplyPrediction) -> tuple[Evidence, ...]:
    return tuple(reason for reason in found.why if reason.because == NOT_SUPPORTED)


def _without_armor(reply: ReplyText) -> ReplyText:
    """Return a reply without encrypted blocks, noted as parts that nobody could read."""
    text, is_encrypted = without_armor(reply.text)
    if not is_encrypted:
        return reply
    return replace(reply, text=text, headers={**reply.headers, UNREAD: ENCRYPTED})


def _check_language(
    found: ReplyPrediction, cleaned: Cleaned, reply: ReplyText, *, stop: str | None
) -> ReplyPrediction:
    """Have a person read a reply in a language that the model was not taught.

    Phrases that ask to stop are known in more languages than the model; they say what it is about.
    """
    language = unsupported_language(cleaned, subject=reply.subject)
    if not language:
        return found
    if stop and found.intent != "unsubscribe":
        found = replace(
            found,
            intent="unsubscribe",
            category=category_of("unsubscribe"),
            score=STOP_PHRASE,
            source="rules",
            why=(Evidence("unsubscribe", "rule", stop, STOP_PHRASE),),
            others=(),
        )
    if found.intent == "empty_body":  # Something was written, and nobody knows what.
        found = replace(found, intent="other_intents", category=category_of("other_intents"))
    why = (Evidence(found.intent, NOT_SUPPORTED, language), *found.why)
    return replace(found, action="review", why=why)


def load_cascade(folder: Path | None = None) -> ReplyCascade:
    """Read the cascade of an artifact; without a folder, the one that comes with the product.

    Raises:
        ArtifactError: the artifact is missing, damaged or does not fit.
    """
    artifact = artifacts.load(folder or artifacts.pretrained("replies"), kind="replies")
    thresholds, suspicion = artifact.config.get("floors"), artifact.config.get("suspicion")
    if not isinstance(thresholds, dict) or not isinstance(suspicion, float):
        raise ArtifactError("The config of the reply model names no thresholds. Train it again.")
    if missing := {*ACTIONS.values(), "none"} - set(thresholds):
        raise ArtifactError(
            f"The config of the reply model has no threshold for {sorted(missing)}."
        )
    return ReplyCascade(
        model=EnsembleModel.from_artifact(artifact),
        thresholds={str(action): float(threshold) for action, threshold in thresholds.items()},
        suspicion=suspicion,
        version=artifact.version,
    )
