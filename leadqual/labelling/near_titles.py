"""Titles near one title, of which nobody spoke: people label them with it in one step."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists

from classifiers.titles.space import title_space
from leadqual.labelling.selectors import titles_of
from leadqual.labelling.spoken import spoken_corrections
from leadqual.leads.models import JobTitle
from leadqual.registry.loading import load_titles

MOST_NEAR = 100
LEAST_LIKENESS = 0.5
# Ticked at first.
SURE_LIKENESS = 0.75
_MOST_COMPARED = 400


@dataclass(frozen=True, slots=True)
class NearTitle:
    """A title near another one.

    Args:
        title: with its labels.
        likeness: in words and in what the model knows of them, 0 to 1.
    """

    title: JobTitle
    likeness: float

    @property
    def is_sure(self) -> bool:
        """Say whether it is so alike that it is probably the same."""
        return self.likeness >= SURE_LIKENESS


def near_titles(title: JobTitle) -> list[NearTitle]:
    """Return the titles of its workspace that are most like a title, the likest first.

    Left out are those that a person settled, by their own name or by that of a like one. Compared
    are the 400 that share most pieces of words with it, found by an index; six queries.
    """
    rows = titles_of(title.workspace).filter(normalised__trigram_similar=title.normalised)
    rows = rows.exclude(pk=title.pk).exclude(level=None).exclude(source="correction")
    rows = rows.exclude(Exists(spoken_corrections(of_title=True)))
    shared = TrigramSimilarity("normalised", title.normalised)
    found = list(rows.annotate(shared=shared).order_by("-shared", "pk")[:_MOST_COMPARED])
    if not found:
        return []
    keys = [title.normalised, *(row.normalised for row in found)]
    space = title_space(keys, load_titles().model.predict(keys).vectors)
    likeness = (space[1:] @ space[0]).clip(0, 1).tolist()
    near = [NearTitle(row, round(like, 4)) for row, like in zip(found, likeness, strict=True)]
    near = [each for each in near if each.likeness >= LEAST_LIKENESS]
    near.sort(key=lambda each: (-each.likeness, -each.title.n_contacts, each.title.pk))
    return near[:MOST_NEAR]
