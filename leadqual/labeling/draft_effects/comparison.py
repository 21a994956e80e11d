"""What a workspace's titles are now and would be with a draft of the taxonomy, side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.lookup.dictionary import Dictionary
from classifiers.titles.lookup.phrases import PhraseRules
from classifiers.titles.model.learned_functions import LearnedHead, LearnedHeads
from classifiers.titles.propagation.correction_memory import CorrectionMemory
from classifiers.titles.propagation.propagation_rule import StoredCorrection
from classifiers.titles.text.signature import signature
from classifiers.titles.training.changed_titles import Replay
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.labeling.classification.workspace_cascade import head_of, load_learning
from leadqual.labeling.models.corrections import LearnedFunction
from leadqual.labeling.models.merges import CarriedFunction
from leadqual.registry.versions.loading import load_title_model
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.slug_history import slug_changes
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_of


class DraftedCascade:
    """The live cascade with what is live, and with what a draft says; learned heads stay fitted."""

    def __init__(self, old: Document, new: Document) -> None:
        self.model = load_title_model(is_exact=True)
        self.before, self.after = (self._cascade(knowledge_of(one)) for one in (old, new))
        self.replay = Replay(self.before, self.after)
        self._fates = slug_changes(old.functions, new.functions)
        self._old = {row.slug for row in old.functions}
        self._new = {row.slug for row in new.functions}
        self._leads = {alias: row.slug for row in new.functions for alias in row.formerly}

    def _cascade(self, knowledge: TitleKnowledge) -> TitleCascade:
        return TitleCascade(
            taxonomy=knowledge.taxonomy,
            model=self.model,
            dictionary=Dictionary(knowledge.dictionary),
            phrases=PhraseRules(knowledge.phrases),
            thresholds=knowledge.thresholds,
        )

    def then(self, slug: str) -> str:
        """Return the slug that a function has with the draft, or that took its place; "" for none.

        Args:
            slug: of a function that is live or was retired before.
        """
        if slug in self._new:
            return slug
        return self._fates.heir(slug) if slug in self._old else self._leads.get(slug, "")

    def same_slug(self, slug: str) -> str:
        """Return the slug that the same row has with the draft; its own where it has none.

        A function that was merged is another one than what took its place.
        """
        return self._fates.renamed.get(slug, slug)

    def same(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return functions of now under the slugs that the same rows have with the draft."""
        return frozenset(map(self.same_slug, slugs))

    def live(self, slug: str) -> str:
        """Return the slug that a function of the draft has now; its own where it is new."""
        return self._fates.former(slug)

    def workspace(self, workspace_id: int) -> "DraftedWorkspace":
        """Return both cascades with what a workspace taught; four queries."""
        learning = load_learning(workspace_id, self.before)
        now, then = self._heads(workspace_id)
        return DraftedWorkspace(
            self,
            before=WorkspaceCascade(self.before, learning.book, LearnedHeads(now)),
            after=WorkspaceCascade(
                self.after, self._book(workspace_id, learning.book), LearnedHeads(then)
            ),
        )

    def _book(self, workspace_id: int, book: CorrectionMemory) -> CorrectionMemory:
        """Return what people said as it would be: merges and new slugs are followed.

        Where no function that somebody named would be left, nothing is said: that is not Other.
        """
        carried: dict[int, list[tuple[str, str]]] = {}
        rows = CarriedFunction.objects.filter(correction__workspace=workspace_id)
        for number, named, into in rows.values_list("correction", "named__slug", "into__slug"):
            carried.setdefault(number, []).append((named, into))
        changed, silent = [], []
        for saying in book.sayings:
            functions = self._said(saying, carried.get(saying.number, ()))
            if saying.entry.functions and not functions:
                silent.append(saying.number)
            elif functions != saying.entry.functions:
                changed.append(replace(saying, entry=replace(saying.entry, functions=functions)))
        return book.changed(added=changed, removed=silent) if changed or silent else book

    def _said(
        self, saying: StoredCorrection, carried: Sequence[tuple[str, str]]
    ) -> tuple[str, ...]:
        """Return the functions that a saying would name.

        What a merge added goes out where what was named comes back or leads elsewhere.
        """
        held = {into for named, into in carried if self._leads_there(named, into)}
        lost = {into for _, into in carried} - held
        named = (slug for slug in saying.entry.functions if slug not in lost)
        return tuple(dict.fromkeys(filter(None, map(self.then, named))))

    def _leads_there(self, named: str, into: str) -> bool:
        return named not in self._new and self.then(named) == self.same_slug(into)

    def _heads(self, workspace_id: int) -> tuple[list[LearnedHead], list[LearnedHead]]:
        rows = LearnedFunction.objects.filter(
            workspace=workspace_id,
            model_version=self.model.version,
            state=LearnedFunction.State.ACTIVE,
        ).select_related("function")
        heads = [head_of(row) for row in rows]
        now = [head for head in heads if head.function in self._old]
        later = (replace(head, function=self.same_slug(head.function)) for head in heads)
        return now, [head for head in later if head.function in self._new]


@dataclass(frozen=True, slots=True)
class ChangedTitle:
    """A title that would be something else.

    Args:
        place: among the titles that were asked about.
    """

    place: int
    now: TitlePrediction
    then: TitlePrediction


class DraftedWorkspace:
    """What the titles of one workspace are and would be.

    Args:
        drafted: both taxonomies.
        before: the cascade with what the workspace taught, as it is.
    """

    def __init__(
        self, drafted: DraftedCascade, *, before: WorkspaceCascade, after: WorkspaceCascade
    ) -> None:
        self._drafted = drafted
        self._before, self._after = before, after
        self._turned = CorrectionMemory(_turned(before.book, after.book))
        self._heads = LearnedHeads(_changed(before.heads.heads, after.heads.heads))

    def turned(self, titles: Sequence[str], keys: Sequence[str]) -> list[ChangedTitle]:
        """Return the titles whose functions, level or industry would be others.

        Args:
            titles: as they came in.
            keys: the same normalized.
        """
        places = np.flatnonzero(self._suspects(keys)).tolist()
        texts = [titles[place] for place in places]
        answers = zip(
            places,
            self._before.predict(texts, explain=False),
            self._after.predict(texts, explain=False),
            strict=True,
        )
        return [ChangedTitle(*row) for row in answers if self._differ(*row[1:])]

    def _suspects(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        found = self._drafted.replay.suspects(keys)
        if self._turned:
            found |= [self._is_spoken_of(key) for key in keys]
        if self._heads:
            asked = WorkspaceCascade(self._before.cascade, CorrectionMemory(()), self._heads)
            limits = [head.threshold for head in self._heads.heads]
            found |= (asked.head_scores(keys) >= limits).any(axis=1)
        return found

    def _is_spoken_of(self, key: str) -> bool:
        if key in self._turned.entries:
            return True
        text = signature(key)
        return self._turned.may_reach(text) and any(self._turned.candidates(text))

    def _differ(self, now: TitlePrediction, then: TitlePrediction) -> bool:
        if (now.level.slug, now.industry and now.industry.slug) != (
            then.level.slug,
            then.industry and then.industry.slug,
        ):
            return True
        return self._drafted.same(slugs_of(now)) != frozenset(slugs_of(then))


def slugs_of(answer: TitlePrediction) -> tuple[str, ...]:
    """Return the functions of an answer, best first."""
    return tuple(label.slug for label in answer.functions)


def _turned(before: CorrectionMemory, after: CorrectionMemory) -> list[StoredCorrection]:
    """Return the sayings that say something else, or nothing, in one of two books."""
    first, second = ({one.number: one for one in book.sayings} for book in (before, after))
    numbers = [key for key in first.keys() | second.keys() if first.get(key) != second.get(key)]
    return [first.get(key) or second[key] for key in sorted(numbers)]


def _changed(before: Sequence[LearnedHead], after: Sequence[LearnedHead]) -> list[LearnedHead]:
    slugs = {head.function for head in before} ^ {head.function for head in after}
    return [head for head in (*before, *after) if head.function in slugs]
