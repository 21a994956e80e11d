"""What staff write about titles is checked before it counts, by checks of the apps above."""

from collections.abc import Collection
from typing import Protocol

from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_of


class TaxonomyCheck(Protocol):
    """Refuses a change of the taxonomy by a `LeadqualError`."""

    def __call__(self, knowledge: TitleKnowledge, *, spared: Collection[str]) -> None:
        """Check what would be known of titles; see `check_document`."""
        ...


_CHECKS: list[TaxonomyCheck] = []


def register_check(check: TaxonomyCheck) -> None:
    """Have a check asked before each change; apps register theirs when they start."""
    _CHECKS.append(check)


def check_document(document: Document, *, spared: Collection[str]) -> None:
    """Have a whole taxonomy checked before it is written.

    Args:
        document: as it would be.
        spared: slugs of functions whose figures may drop: those that the change is about.

    Raises:
        LeadqualError: a check refuses it; nothing has been written.
    """
    knowledge = knowledge_of(document)
    for check in _CHECKS:
        check(knowledge, spared=spared)
