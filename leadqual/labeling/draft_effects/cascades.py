"""The cascade as it is live and as a draft of the taxonomy would make it, for each workspace."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cached_property

import numpy as np

from classifiers.core.array_types import Floats
from classifiers.core.types import TitlePrediction
from classifiers.titles.cascade import TitleCascade
from classifiers.titles.dictionary import Dictionary
from classifiers.titles.model.learned_functions import LearnedHeads
from classifiers.titles.model.network import BATCH, Scores, TitleModel
from classifiers.titles.phrase_rules import PhraseRules
from classifiers.titles.propagation import CorrectionMemory
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.labeling.classification import head_of, load_learning
from leadqual.labeling.models.corrections import CarriedFunction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.registry.versions.loading import load_title_model
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.slug_history import slug_changes
from leadqual.taxonomy.library_values import knowledge_of

MAX_REMEMBERED = 4 * BATCH


class RememberingModel(TitleModel):
    """The model of two cascades that classify the same titles: each text is scored once."""

    @cached_property
    def _rows(self) -> dict[str, tuple[Floats, ...]]:
        return {}

    def predict(self, titles: Sequence[str]) -> Scores:
        """Score normalized titles; scores of an exact model do not depend on the batch."""
        if self.plain is not None or not titles:
            return super().predict(titles)
        if len(self._rows) > MAX_REMEMBERED:
            self._rows.clear()
        new = [title for title in dict.fromkeys(titles) if title not in self._rows]
        scores = super().predict(new)
        rows = zip(scores.functions, scores.levels, scores.industries, scores.vectors, strict=True)
        self._rows.update(zip(new, rows, strict=True))
        return Scores(*map(np.array, zip(*map(self._rows.__getitem__, titles), strict=True)))


class DraftedCascade:
    """The live cascade with the live taxonomy and with a draft; learned heads stay fitted."""

    def __init__(self, old: Document, new: Document) -> None:
        # Exact: a title must have the same scores in any batch.
        live = load_title_model(is_exact=True)
        self.model = RememberingModel(
            **{field.name: getattr(live, field.name) for field in fields(live)}
        )
        self.before, self.after = map(self._cascade, (old, new))
        self._changes = slug_changes(old.functions, new.functions)
        self._old, self._new = ({row.slug for row in each.functions} for each in (old, new))
        self._aliases = {alias: row.slug for row in new.functions for alias in row.formerly}

    def _cascade(self, document: Document) -> TitleCascade:
        knowledge = knowledge_of(document)
        return TitleCascade(
            taxonomy=knowledge.taxonomy,
            model=self.model,
            dictionary=Dictionary(knowledge.dictionary),
            phrases=PhraseRules(knowledge.phrases),
            thresholds=knowledge.thresholds,
        )

    def same_slug(self, slug: str) -> str:
        """Return the slug that the same row has with the draft; its own where it has none.

        A function that was merged is another one than what took its place.
        """
        return self._changes.renamed.get(slug, slug)

    def live_slug(self, slug: str) -> str:
        """Return the slug that a function of the draft has now; its own where it is new."""
        return self._changes.former(slug)

    def functions_before(self, answer: TitlePrediction) -> frozenset[str]:
        """Return the functions of a live answer under the slugs of the draft."""
        return frozenset(map(self.same_slug, slugs_of(answer)))

    def workspace(self, workspace_id: int) -> tuple[WorkspaceCascade, WorkspaceCascade]:
        """Return both cascades with what a workspace corrected and learned; four queries."""
        corrections = load_learning(workspace_id, self.before).memory
        rows = LearnedFunction.objects.filter(
            workspace=workspace_id,
            model_version=self.model.version,
            state=LearnedFunction.State.ACTIVE,
        ).select_related("function")
        heads = [head_of(row) for row in rows]
        drafted = [replace(head, function=self.same_slug(head.function)) for head in heads]
        return (
            WorkspaceCascade(
                self.before,
                corrections,
                LearnedHeads([head for head in heads if head.function in self._old]),
            ),
            WorkspaceCascade(
                self.after,
                self._drafted_corrections(workspace_id, corrections),
                LearnedHeads([head for head in drafted if head.function in self._new]),
            ),
        )

    def _drafted_corrections(
        self, workspace_id: int, corrections: CorrectionMemory
    ) -> CorrectionMemory:
        """Return corrections with the functions of the draft; merges and new slugs are followed.

        A correction none of whose functions would be left does not count: that is not Other.
        """
        carried: dict[int, list[tuple[str, str]]] = {}
        rows = CarriedFunction.objects.filter(correction__workspace=workspace_id)
        for number, named, into in rows.values_list("correction", "named__slug", "into__slug"):
            carried.setdefault(number, []).append((named, into))
        changed, removed = [], []
        for row in corrections.corrections:
            functions = self._drafted_functions(row.entry.functions, carried.get(row.number, ()))
            if row.entry.functions and not functions:
                removed.append(row.number)
            elif functions != row.entry.functions:
                changed.append(replace(row, entry=replace(row.entry, functions=functions)))
        return corrections.changed(added=changed, removed=removed)

    def _drafted_functions(
        self, slugs: Sequence[str], carried: Sequence[tuple[str, str]]
    ) -> tuple[str, ...]:
        """Return what a correction would name.

        What a merge added goes out where the named function comes back or leads elsewhere.
        """
        kept = {
            into
            for named, into in carried
            if named not in self._new and self._drafted_slug(named) == self.same_slug(into)
        }
        dropped = {into for _, into in carried} - kept
        drafted = (self._drafted_slug(slug) for slug in slugs if slug not in dropped)
        return tuple(dict.fromkeys(filter(None, drafted)))

    def _drafted_slug(self, slug: str) -> str:
        """Return the slug that a live or retired function leads to with the draft; "" for none."""
        if slug in self._new:
            return slug
        return self._changes.successor(slug) if slug in self._old else self._aliases.get(slug, "")


def slugs_of(answer: TitlePrediction) -> tuple[str, ...]:
    """Return the functions of an answer, best first."""
    return tuple(label.slug for label in answer.functions)
