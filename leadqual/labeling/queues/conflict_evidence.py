"""Evidence against the labels of titles, with what could be said instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadqual.labeling.models.queues import (
    LabelConflict,
)
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function

_WORDS = {
    LabelConflict.Kind.DICTIONARY: "The model disagrees with the dictionary",
    LabelConflict.Kind.SUSPECT: "Labels of other titles suggest an error",
    LabelConflict.Kind.SIMILAR: "A similar title has different labels",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person can say with one key.

    Args:
        key: on the keyboard.
        functions: that the title would have; empty for Other.
    """

    key: str
    words: str
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class ConflictEvidence:
    """What speaks against the labels of one title.

    Args:
        rather: names of the functions that it would have instead, or Other.
        score: how strongly, 0 to 1.
        beside: the near title with these labels, if any.
        proposals: as it is now, and as it would be instead.
    """

    words: str
    rather: str
    score: float
    beside: JobTitle | None
    proposals: tuple[Proposal, ...]


def conflict_evidence(doubts: Iterable[LabelConflict]) -> dict[int, ConflictEvidence]:
    """Return key of each title → what speaks against its labels; one query next to the titles.

    Args:
        doubts: of titles with their labels, and with the titles beside them.
    """
    found = list(doubts)
    slugs = {slug for doubt in found for slug in doubt.functions}
    living = Function.objects.filter(slug__in=slugs, retired_at=None)
    rows = {row.slug: row for row in living}
    return {doubt.job_title_id: _against(doubt, rows) for doubt in found}


def _against(doubt: LabelConflict, rows: dict[str, Function]) -> ConflictEvidence:
    now = tuple(label.function for label in doubt.job_title.labels.all())
    rather = tuple(rows[slug] for slug in doubt.functions if slug in rows)
    return ConflictEvidence(
        words=_WORDS[LabelConflict.Kind(doubt.kind)],
        rather=_names(rather),
        score=doubt.score,
        beside=doubt.beside,
        proposals=(
            Proposal("1", f"Keep {_names(now)}", now),
            Proposal("2", f"Use {_names(rather)}", rather),
        ),
    )


def _names(functions: Sequence[Function]) -> str:
    return ", ".join(function.name for function in functions) or "Unclassified"
