"""What the apps above know of the things that models read: people's words, and what came in.

The registry stands below them and imports none of them; each names its source when it starts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.hints import keep_hint, read_hint
from leadqual.core.texts.plain_texts import counted

DAYS = 7
"""Of which corrections are counted."""

MANY = 5_000
"""Things that were read; counting more takes longer than a page may."""

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class HumanCorrection:
    """A person's word on something that a model read.

    Args:
        name: by which it is drawn into those that no training sees: the same words, the same side.
    """

    row: int
    input: Any
    labels: frozenset[str]
    name: str


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """Something that came in and was read by the live model."""

    row: int
    workspace: int
    input: Any
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgreementCounts:
    """How people stood to a model for some days in one workspace."""

    n_read: int
    n_corrected: int

    @property
    def share_right(self) -> float | None:
        """Share that nobody corrected, 0 to 1; None where nothing was read."""
        return 1 - min(self.n_corrected / self.n_read, 1.0) if self.n_read else None

    @property
    def words(self) -> str:
        """Say it, e.g. "52 corrections, 63 predictions"; the former may be of older ones."""
        corrections = counted(self.n_corrected, "correction")
        return f"{corrections}, {counted(self.n_read, 'prediction')}"


class ModelSource(Protocol):
    """What one kind of model reads in this installation."""

    def corrected(
        self, rows: Collection[int] | None = None, *, limit: int
    ) -> list[HumanCorrection]:
        """Return people's words in force in all workspaces, the newest first.

        Args:
            rows: only of these; left out, of all.
            limit: how many at most.
        """
        ...

    def weak(self, *, limit: int) -> list[HumanCorrection]:
        """Return stored things that nobody spoke of, with labels that are probably right."""
        ...

    def n_corrected_since(self, when: datetime | None) -> int:
        """Count people's words in force that came after a moment; all where it is None."""
        ...

    def came(self, after: int, *, version: str, limit: int) -> list[IncomingItem]:
        """Return what a version read, in the order of the keys, from behind one on.

        What a person, or a rule for one row alone, decided is left out.
        """
        ...

    def newest(self) -> int:
        """Return the key of the last thing that came in; 0 where nothing did."""
        ...

    def names(self, workspace: Workspace, rows: Collection[int]) -> dict[int, str]:
        """Return things of a workspace in words, for its members: key → words."""
        ...

    def said(self, workspace: Workspace, rows: Collection[int]) -> dict[int, frozenset[str]]:
        """Return what people said of things of a workspace: key → labels."""
        ...

    def against(self, workspace: Workspace, since: datetime) -> AgreementCounts: ...

    def label_names(self) -> Mapping[str, str]:
        """Return label → what people call it."""
        ...

    def address(self, row: int) -> str:
        """Return the address of the page of one thing."""
        ...


_SOURCES: dict[str, ModelSource] = {}


def add_source(kind: str, source: ModelSource) -> None:
    """Name the source of a kind; apps do so when they start."""
    _SOURCES[kind] = source


def source_of(kind: str) -> ModelSource:
    """Return the source of a kind of model that people correct: titles, companies, replies."""
    return _SOURCES[kind]


def recent_agreement(kind: str, workspace: Workspace) -> AgreementCounts:
    """Count what people corrected lately, the same on every page; a large count for a minute."""
    key = f"registry.recent_agreement:{workspace.pk}:{kind}"
    known: tuple[int, int] | None = read_hint(key)
    if known is not None:
        return AgreementCounts(*known)
    found = source_of(kind).against(workspace, clock.now() - timedelta(days=DAYS))
    if found.n_read > MANY:
        keep_hint(key, (found.n_read, found.n_corrected), seconds=KEPT_SECONDS)
    return found


def kinds() -> Sequence[str]:
    return tuple(_SOURCES)
