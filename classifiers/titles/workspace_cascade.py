"""The cascade of a workspace: corrections count at once, also for close variants."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from classifiers.core.array_types import Doubles, Floats
from classifiers.core.types import OTHER, Evidence, Label, TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.learned_functions import LearnedHeads
from classifiers.titles.model.role_answers import MAX_FUNCTIONS
from classifiers.titles.propagation import CloseVariant, CorrectionMemory, StoredCorrection
from classifiers.titles.text.misspelled_roles import split_corrected_roles
from classifiers.titles.text.signature import signature

# How often two real titles of one signature have the same functions: 0.92 of pairs of 13,780
# titles labeled by hand, whose labellers agree at 0.945.
NEIGHBOR_SCORE = 0.92
MODEL = "model"
DICTIONARY = "dictionary"
CORRECTION = "correction"
NEIGHBOR = "neighbour"  # Kind of evidence: a person corrected a title like this one.
LEARNED = "learned"  # Kind of evidence: learned from corrected titles.


class WorkspaceCascade:
    """Answers with the corrections of a workspace, exact and propagated, and its learned heads.

    A title that a person corrected has that answer. Else one next to such a title has its functions
    and keeps its own level and industry. Else heads learned from corrections add to the model.
    """

    def __init__(
        self, cascade: TitleCascade, memory: CorrectionMemory, heads: LearnedHeads | None = None
    ) -> None:
        self.cascade = cascade
        self.memory = memory.living(cascade.taxonomy)
        self.heads = LearnedHeads(()) if heads is None else heads

    def predict(self, titles: Sequence[str], *, explain: bool = True) -> list[TitlePrediction]:
        """Classify titles, in the same order."""
        found = self.cascade.predict(titles, corrections=self.memory.entries, explain=explain)
        return self.corrected(found)

    def corrected(
        self,
        found: Sequence[TitlePrediction],
        *,
        vectors: Mapping[str, Floats] | None = None,
    ) -> list[TitlePrediction]:
        """Put corrections of neighbors and learned heads over answers of the cascade.

        Args:
            found: answers of the cascade.
            vectors: normalized title → its unit vector, where known; else the model is asked.
        """
        answers = [self._neighbor(answer) for answer in found] if self.memory else list(found)
        return self._learned(answers, vectors)

    def _neighbor(self, answer: TitlePrediction) -> TitlePrediction:
        if answer.source == CORRECTION or not answer.normalised:
            return answer
        text = signature(answer.normalised)
        if not self.memory.has_candidates(text):
            return answer
        correction = self.memory.neighbor(variant_of(answer, text))
        return answer if correction is None else self._following(answer, correction)

    def _following(self, answer: TitlePrediction, correction: StoredCorrection) -> TitlePrediction:
        slugs = [
            slug for slug in correction.entry.functions if slug in self.cascade.taxonomy.by_slug
        ]
        return replace(
            answer,
            functions=tuple(Label(slug, NEIGHBOR_SCORE) for slug in slugs),
            source=CORRECTION,
            why=tuple(Evidence(slug, NEIGHBOR, correction.key) for slug in slugs or (OTHER,)),
        )

    def head_scores(
        self,
        keys: Sequence[str],
        *,
        vectors: Mapping[str, Floats] | None = None,
        least: Doubles | None = None,
    ) -> Doubles:
        """Return what the heads say of normalized titles, shape (n_titles, n_heads), in log-odds.

        A title with several roles has the best score of those that the dictionary and the rules
        leave open, or of the whole where all are open; without one it has minus infinity.

        Args:
            keys: normalized titles.
            vectors: normalized title → its unit vector, where known; else the model is asked.
            least: titles that reach it with no head have minus infinity, which is quicker, shape
                (n_heads,).
        """
        texts = [self.texts_of_heads(key) for key in keys]
        asked = list(dict.fromkeys(text for each in texts for text in each))
        scores = self.heads.scores(asked, self._vectors(asked, vectors), least=least)
        rows = dict(zip(asked, scores, strict=True))
        found = np.full((len(keys), len(self.heads)), -np.inf)
        for row, each in enumerate(texts):
            for text in each:
                np.maximum(found[row], rows[text], out=found[row])
        return found

    def texts_of_heads(self, key: str) -> tuple[str, ...]:
        roles = self.cascade.open_roles(key)
        if roles in ((), (key,)) or roles != split_corrected_roles(key):
            return roles
        return (*roles, key)

    def _vectors(self, texts: Sequence[str], known: Mapping[str, Floats] | None) -> Floats:
        if known is None or any(text not in known for text in texts):
            return self.cascade.model.unit_vectors(texts)
        dimensions = self.cascade.model.heads.shape[0]
        return np.array([known[text] for text in texts], np.float32).reshape(-1, dimensions)

    def _learned(
        self, answers: list[TitlePrediction], known: Mapping[str, Floats] | None
    ) -> list[TitlePrediction]:
        open_ones = [n for n, answer in enumerate(answers) if answer.source != CORRECTION]
        if not self.heads or not open_ones:
            return answers
        limits = np.array([head.threshold for head in self.heads.heads])
        keys = [answers[n].normalised for n in open_ones]
        scores = self.head_scores(keys, vectors=known, least=limits)
        for row in np.flatnonzero((scores >= limits).any(axis=1)):
            n = open_ones[row]
            given = [
                (int(index), float(scores[row, index]))
                for index in np.flatnonzero(scores[row] >= limits)
            ]
            answers[n] = self._with_heads(answers[n], given)
        return answers

    def _with_heads(
        self, answer: TitlePrediction, given: Sequence[tuple[int, float]]
    ) -> TitlePrediction:
        heads = [(self.heads.heads[index], score) for index, score in given]
        displaced = (slug for head, _ in heads for slug in head.displaces)
        taken = set(self.cascade.taxonomy.now(displaced))
        labels = {label.slug: label for label in answer.functions if label.slug not in taken}
        why = [reason for reason in answer.why if reason.label in labels]
        for head, score in heads:
            if head.function in labels or head.function not in self.cascade.taxonomy.by_slug:
                continue
            chance = round(float(1 / (1 + np.exp(head.threshold - score))), 4)
            labels[head.function] = Label(head.function, chance)
            why.append(
                Evidence(head.function, LEARNED, f"{head.n_titles} corrected titles", chance)
            )
        best = sorted(labels.values(), key=lambda label: -label.score)[:MAX_FUNCTIONS]
        kept = {label.slug for label in best}
        return replace(
            answer,
            functions=tuple(best),
            source=answer.source if MODEL in answer.source else f"{answer.source} + {MODEL}",
            why=tuple(reason for reason in why if reason.label in kept),
        )


def variant_of(answer: TitlePrediction, signature: str) -> CloseVariant:
    """Return a title, as the cascade alone answers, for the rule of propagation."""
    return CloseVariant(
        answer.normalised, signature, answer.level.slug, dictionary_functions(answer)
    )


def dictionary_functions(answer: TitlePrediction) -> frozenset[str] | None:
    """Return the functions that the dictionary gives to the whole title; None where it does not."""
    if answer.source != DICTIONARY:
        return None
    return frozenset(label.slug for label in answer.functions)
