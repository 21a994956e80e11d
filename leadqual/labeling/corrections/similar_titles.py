"""Uncorrected titles near one title: people label them with it in one step."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Exists

from classifiers.titles.model.embedding import title_space
from leadqual.labeling.corrections.selectors import effective_corrections, titles_of
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles

MAX_NEAR = 100
MIN_SIMILARITY = 0.5
# Ticked at first.
SURE_SIMILARITY = 0.75
_MAX_COMPARED = 400
# Shares of common pieces of words, 0 to 1, asked one after the other until there are enough: a
# large part of all titles has a third of a short one. The last is what Postgres has by default.
_SHARES = (0.6, 0.45, 0.3)
_SET = "SELECT set_config('pg_trgm.similarity_threshold', %s, TRUE)"


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    """A title near another one.

    Args:
        title: with its labels.
        likeness: in words and in what the model knows of them, 0 to 1.
    """

    title: JobTitle
    likeness: float

    @property
    def is_sure(self) -> bool:
        """Return whether it is so alike that it is probably the same."""
        return self.likeness >= SURE_SIMILARITY


def similar_titles(title: JobTitle) -> list[SimilarTitle]:
    """Return the titles of its workspace that are most like a title, the likest first.

    Left out are those that a person settled, by their own name or by that of a like one. Compared
    are the 400 that share most pieces of words with it, found by an index; a dozen queries.
    """
    found = _sharing(title)
    if not found:
        return []
    keys = [title.normalised, *(row.normalised for row in found)]
    space = title_space(keys, load_titles().model.unit_vectors(keys))
    likeness = (space[1:] @ space[0]).clip(0, 1).tolist()
    near = [SimilarTitle(row, round(like, 4)) for row, like in zip(found, likeness, strict=True)]
    near = [each for each in near if each.likeness >= MIN_SIMILARITY]
    near.sort(key=lambda each: (-each.likeness, -each.title.n_contacts, each.title.pk))
    return near[:MAX_NEAR]


def _sharing(title: JobTitle) -> list[JobTitle]:
    """Return the titles that share most pieces of words with a title."""
    rows = JobTitle.objects.filter(workspace=title.workspace_id)
    rows = rows.filter(normalised__trigram_similar=title.normalised).exclude(pk=title.pk)
    rows = rows.exclude(level=None).exclude(source="correction")
    rows = rows.exclude(Exists(effective_corrections(of_title=True)))
    shared = TrigramSimilarity("normalised", title.normalised)
    keys = rows.annotate(shared=shared).order_by("-shared", "pk").values_list("pk", flat=True)
    found: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for share in _SHARES:
            cursor.execute(_SET, [str(share)])
            found = list(keys[:_MAX_COMPARED])
            if len(found) == _MAX_COMPARED:
                break
        cursor.execute(_SET, [str(_SHARES[-1])])
    return list(titles_of(title.workspace_id).filter(pk__in=found)) if found else []
