"""Which titles something speaks against: others of the same job, or the labels of all others.

Titles matched in the dictionary are left alone: what speaks against its entries was wrong in nearly
all cases that were read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.titles.cascade import TitleCascade
from classifiers.titles.model.embedding import title_space
from classifiers.titles.text.signature import signature
from classifiers.titles.training.conflicting_labels import Conflict, same_job
from classifiers.titles.training.label_errors import out_of_sample, suspects
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.models.queues import LabelConflict
from leadqual.taxonomy.models import DictionaryEntry

MAX_JUDGED = 8_000
Kind = LabelConflict.Kind


@dataclass(frozen=True, slots=True)
class TitleNow:
    """A stored title as it is now.

    Args:
        pk: of the title.
        title: as it was first written.
        key: normalised.
        signature: of the title; "" where it has none yet.
        n_contacts: how many people carry it.
        source: of its labels.
        functions: slugs.
    """

    pk: int
    title: str
    key: str
    signature: str
    n_contacts: int
    source: str
    functions: frozenset[str]

    @property
    def is_trusted(self) -> bool:
        return self.source in {"correction", "dictionary"}


@dataclass(frozen=True, slots=True)
class ConflictScan:
    """In which workspace doubts are looked for, after which correction, with which cascade."""

    workspace_id: int
    newest: int
    cascade: TitleCascade

    def doubt(
        self,
        title: TitleNow,
        kind: LabelConflict.Kind,
        functions: Sequence[str],
        score: float,
        beside: int | None = None,
    ) -> LabelConflict:
        """Return a row that is not stored yet."""
        return LabelConflict(
            job_title_id=title.pk,
            workspace_id=self.workspace_id,
            kind=kind,
            functions=sorted(functions),
            beside_id=beside,
            score=min(max(score, 0.0), 1.0),
            newest=self.newest,
        )


def conflicts_of(titles: Sequence[TitleNow], doubting: ConflictScan) -> list[LabelConflict]:
    """Return at most one doubt of each title: suspected errors, then others of the same job.

    Args:
        titles: the most frequent first.
        doubting: where and with what.
    """
    found: dict[int, LabelConflict] = {}
    for doubts in (_by_other_labels, _by_same_job):
        for doubt in doubts(titles, doubting):
            found.setdefault(doubt.job_title_id, doubt)
    return list(found.values())


def _by_other_labels(titles: Sequence[TitleNow], doubting: ConflictScan) -> list[LabelConflict]:
    """Return corrected titles whose labels are probably wrong, beside those of the dictionary."""
    spoken = set(
        Correction.objects.filter(workspace=doubting.workspace_id, is_current=True).values_list(
            "job_title_id", flat=True
        )
    )
    own = [each for each in titles if each.pk in spoken]
    said = {each.key: each.functions for each in own[:MAX_JUDGED]}
    for entry in DictionaryEntry.objects.prefetch_related("functions"):
        said.setdefault(entry.normalised, frozenset(row.slug for row in entry.functions.all()))
    slugs = sorted({slug for functions in said.values() for slug in functions})
    if not own or not slugs:
        return []
    keys = list(said)
    labels = np.array([[slug in said[key] for slug in slugs] for key in keys], dtype=np.bool_)
    space = title_space(keys, doubting.cascade.model.predict(keys).vectors)
    chances = out_of_sample(space, labels, [signature(key) for key in keys])
    by_key = {each.key: each for each in own}
    return [
        doubting.doubt(
            by_key[keys[each.row]], Kind.SUSPECT, [slugs[n] for n in each.rather], each.score
        )
        for each in suspects(labels, chances)
        if keys[each.row] in by_key
    ]


def _by_same_job(titles: Sequence[TitleNow], doubting: ConflictScan) -> list[LabelConflict]:
    """Return titles with other labels than most people of the same job have."""
    conflicts = same_job(
        [title.signature or title.key for title in titles],
        [title.functions for title in titles],
        trusted=[title.is_trusted for title in titles],
        people=[title.n_contacts for title in titles],
    )
    return [
        _doubt_of(conflict, titles, doubting)
        for conflict in conflicts
        if titles[conflict.row].source != "dictionary"
    ]


def _doubt_of(
    conflict: Conflict, titles: Sequence[TitleNow], doubting: ConflictScan
) -> LabelConflict:
    title, beside = titles[conflict.row], titles[conflict.beside]
    return doubting.doubt(
        title, Kind.SIMILAR, sorted(beside.functions), conflict.likeness, beside.pk
    )
