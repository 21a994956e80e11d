"""What people say of titles, put beside what they said before, and what that would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifiers.titles.lookup.dictionary import Entry
from classifiers.titles.model.learned_functions import LearnedHeads
from classifiers.titles.propagation.correction_memory import CorrectionMemory
from classifiers.titles.propagation.propagation_rule import StoredCorrection
from classifiers.titles.text.signature import signature
from classifiers.titles.training.frozen_test_set import FUNCTION, MetricDrop
from classifiers.titles.workspace_cascade import WorkspaceCascade, matched_by
from leadqual.labeling.corrections.affected_titles import Neighbor, neighbors
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import effective_corrections
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.quality_gate.frozen_test import (
    WorseTitle,
    metric_drops_of,
    worse_titles,
)
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function

NO_HEADS = LearnedHeads(())


@dataclass(frozen=True, slots=True)
class Change:
    """What people say of some titles now and what they said before, by key of the title."""

    said: Mapping[int, StoredCorrection]
    former: Mapping[int, StoredCorrection]

    def book(self, book: CorrectionMemory) -> CorrectionMemory:
        return book.changed(
            added=self.said.values(), removed=[saying.number for saying in self.former.values()]
        )

    def signatures(self) -> list[str]:
        """Return the signatures whose titles may follow or go back."""
        sayings = (*self.said.values(), *self.former.values())
        return sorted({saying.signature for saying in sayings} - {""})

    def functions(self) -> set[str]:
        """Return the functions that titles have or had by it."""
        sayings = (*self.said.values(), *self.former.values())
        return {slug for saying in sayings for slug in saying.entry.functions}


def stored_corrections(
    words: Mapping[JobTitle, CorrectionInput], online: WorkspaceCascade
) -> dict[int, StoredCorrection]:
    """Return key of each title → what would be in the book; numbers above all others."""
    number = max((saying.number for saying in online.book.sayings), default=0)
    found = online.cascade.predict([title.title for title in words], explain=False)
    return {
        title.pk: StoredCorrection(
            number=number + place,
            key=title.normalised,
            signature=signature(title.normalised) if word.propagate else "",
            entry=Entry(word.functions, word.level, word.industry or ""),
            overruled=matched_by(answer),
        )
        for place, ((title, word), answer) in enumerate(
            zip(words.items(), found, strict=True), start=1
        )
    }


def current_sayings(titles: Iterable[JobTitle]) -> dict[int, StoredCorrection]:
    """Return key of each title → what a person says of it now; without those retired since."""
    rows = effective_corrections().filter(job_title__in=[title.pk for title in titles])
    rows = rows.select_related("job_title", "level", "industry").prefetch_related("functions")
    return {
        row.job_title_id: StoredCorrection(
            number=row.pk,
            key=row.job_title.normalised,
            signature=row.signature,
            entry=Entry(
                functions=tuple(each.slug for each in living_functions_of(row)),
                level=row.level.slug,
                industry=row.industry.slug if row.industry else "",
            ),
            overruled=None if row.overruled is None else frozenset(row.overruled),
        )
        for row in rows
    }


def falls_of(online: WorkspaceCascade, change: Change) -> list[MetricDrop]:
    """Ask the frozen test set about another book; learned heads stay as they are."""
    return metric_drops_of(
        WorkspaceCascade(online.cascade, online.book, NO_HEADS),
        WorkspaceCascade(online.cascade, change.book(online.book), NO_HEADS),
    )


def worse_of(
    online: WorkspaceCascade, change: Change, falls: Sequence[MetricDrop]
) -> tuple[WorseTitle, ...]:
    """Return the titles of the frozen test set by which functions fall too far; none otherwise."""
    refused = [fall.label for fall in falls if fall.is_above_margin and fall.kind == FUNCTION]
    if not refused:
        return ()
    before = WorkspaceCascade(online.cascade, online.book, NO_HEADS)
    after = WorkspaceCascade(online.cascade, change.book(online.book), NO_HEADS)
    return tuple(worse_titles(before, after, refused))


def affected(
    workspace_id: int, titles: Iterable[JobTitle], change: Change, *, locked: bool = False
) -> list[Neighbor]:
    """Return the titles that may follow or go back, the most frequent first; one query."""
    but = [title.pk for title in titles]
    return neighbors(workspace_id, change.signatures(), but=but, locked=locked)


def living_functions_of(correction: Correction) -> list[Function]:
    """Return what a correction says, without functions that were retired."""
    return [each for each in correction.functions.all() if each.retired_at is None]
