"""Checks of a taxonomy before it is written, and what a change reaches, by apps above."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from leadqual.taxonomy.document.changes import TaxonomyChange
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.slug_history import slug_changes
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_of


class TaxonomyCheck(Protocol):
    """Refuses a change of the taxonomy by a `LeadqualError`."""

    def __call__(self, knowledge: TitleKnowledge, *, exempt: Collection[str]) -> None:
        """Check what would be known of titles; see `check_document`."""
        ...


@dataclass(frozen=True, slots=True)
class ReachOfChange:
    """What a change of the taxonomy reaches, in all workspaces.

    Args:
        n_titles: titles that have one of the changed functions now.
        n_silent: corrections that name no other function than retired ones; they are kept, and
            count again when one of these is put back.
    """

    n_titles: int
    n_silent: int


class ReachCounter(Protocol):
    """Counts what changes reach; see `ReachOfChange`."""

    def __call__(self, changed: Collection[str], retired: Collection[str]) -> ReachOfChange:
        """Take slugs of functions that change and of those that will be retired."""
        ...


def register_counter(counter: ReachCounter) -> None:
    """Have what a change reaches counted by an app above, which registers when it starts."""
    _COUNTERS.append(counter)


def reach_of(live: Document, new: Document, found: Iterable[TaxonomyChange]) -> ReachOfChange:
    """Return what the changes from one taxonomy to another reach.

    Args:
        live: the taxonomy before.
        new: the taxonomy after.
        found: the changes whose titles are counted.
    """
    changed = frozenset().union(*(change.functions for change in found))
    retired = slug_changes(live.functions, new.functions).retired
    counts = [count(changed, retired) for count in _COUNTERS]
    return ReachOfChange(sum(row.n_titles for row in counts), sum(row.n_silent for row in counts))


def register_check(check: TaxonomyCheck) -> None:
    """Have a check asked before each change; apps register theirs when they start."""
    _CHECKS.append(check)


def check_document(document: Document, *, exempt: Collection[str]) -> None:
    """Have a whole taxonomy checked before it is written.

    Args:
        document: as it would be.
        exempt: slugs of functions whose figures may drop: those that the change is about.

    Raises:
        LeadqualError: a check refuses it; nothing has been written.
    """
    knowledge = knowledge_of(document)
    for check in _CHECKS:
        check(knowledge, exempt=exempt)


_CHECKS: list[TaxonomyCheck] = []
_COUNTERS: list[ReachCounter] = []
