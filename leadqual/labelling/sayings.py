"""What people say of titles, put beside what they said before, and what that would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifiers.titles.book import Book, Saying
from classifiers.titles.dictionary import Entry
from classifiers.titles.frozen import Fall
from classifiers.titles.learned import LearnedHeads
from classifiers.titles.online import OnlineCascade, settled_by
from classifiers.titles.signature import signature
from leadqual.labelling.gate import what_falls
from leadqual.labelling.models import Correction
from leadqual.labelling.reach import Neighbour, neighbours
from leadqual.labelling.spoken import spoken_corrections
from leadqual.labelling.words import Word
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function

NO_HEADS = LearnedHeads(())


@dataclass(frozen=True, slots=True)
class Change:
    """What people say of some titles now and what they said before, by key of the title."""

    said: Mapping[int, Saying]
    former: Mapping[int, Saying]

    def book(self, book: Book) -> Book:
        """Return a book with the change."""
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


def sayings_of(words: Mapping[JobTitle, Word], online: OnlineCascade) -> dict[int, Saying]:
    """Return key of each title → what would be in the book; numbers above all others."""
    number = max((saying.number for saying in online.book.sayings), default=0)
    found = online.cascade.predict([title.title for title in words], explain=False)
    return {
        title.pk: Saying(
            number=number + place,
            key=title.normalised,
            signature=signature(title.normalised) if word.moves_neighbours else "",
            entry=Entry(word.functions, word.level, word.industry or ""),
            overruled=settled_by(answer),
        )
        for place, ((title, word), answer) in enumerate(
            zip(words.items(), found, strict=True), start=1
        )
    }


def current_sayings(titles: Iterable[JobTitle]) -> dict[int, Saying]:
    """Return key of each title → what a person says of it now; without those retired since."""
    rows = spoken_corrections().filter(job_title__in=[title.pk for title in titles])
    rows = rows.select_related("job_title", "level", "industry").prefetch_related("functions")
    return {
        row.job_title_id: Saying(
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


def falls_of(online: OnlineCascade, change: Change) -> list[Fall]:
    """Ask the frozen test set about another book; learned heads stay as they are."""
    return what_falls(
        OnlineCascade(online.cascade, online.book, NO_HEADS),
        OnlineCascade(online.cascade, change.book(online.book), NO_HEADS),
    )


def affected(
    workspace_id: int, titles: Iterable[JobTitle], change: Change, *, locked: bool = False
) -> list[Neighbour]:
    """Return the titles that may follow or go back, the most frequent first; one query."""
    but = [title.pk for title in titles]
    return neighbours(workspace_id, change.signatures(), but=but, locked=locked)


def living_functions_of(correction: Correction) -> list[Function]:
    """Return what a correction says, without functions that were retired."""
    return [each for each in correction.functions.all() if each.retired_at is None]
