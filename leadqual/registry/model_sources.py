"""Corrections and incoming records that other apps provide for models."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.hints import read_hint, store_hint
from leadqual.core.texts.plain_texts import format_count

DAYS = 7
MIN_CACHED_TITLES = 5_000
"""Maximum count of predicted records; counting more is too slow for a page."""
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class HumanCorrection:
    """A person's correction of a prediction.

    Args:
        name: decides whether it is held out from training; equal names, same side.
    """

    row: int
    input: Any
    labels: frozenset[str]
    name: str


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """An incoming record predicted by the live model."""

    row: int
    workspace: int
    input: Any
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgreementCounts:
    """Predictions and corrections of a model over some days in one workspace."""

    n_read: int
    n_corrected: int

    @property
    def share_right(self) -> float | None:
        """Share not corrected, 0 to 1; None without predictions."""
        return 1 - min(self.n_corrected / self.n_read, 1.0) if self.n_read else None

    @property
    def words(self) -> str:
        """Return e.g. "52 corrections, 63 predictions"; corrections may concern older ones."""
        corrections = format_count(self.n_corrected, "correction")
        return f"{corrections}, {format_count(self.n_read, 'prediction')}"


class ModelSource(Protocol):
    """The data of one kind of model in this installation."""

    def corrected(
        self, rows: Collection[int] | None = None, *, limit: int
    ) -> list[HumanCorrection]:
        """Return active corrections of all workspaces, newest first.

        Args:
            rows: only of these; None for all.
            limit: how many at most.
        """
        ...

    def weak(self, *, limit: int) -> list[HumanCorrection]:
        """Return uncorrected records whose labels are probably right."""
        ...

    def n_corrected_since(self, when: datetime | None) -> int:
        """Count active corrections after a time; all if it is None."""
        ...

    def read_predictions(self, after: int, *, version: str, limit: int) -> list[IncomingItem]:
        """Return the predictions of a version in key order, after a key.

        Excludes rows decided by a person or by a rule for a single row.
        """
        ...

    def newest(self) -> int:
        """Return the key of the latest incoming record; 0 if none."""
        ...

    def names(self, workspace: Workspace, rows: Collection[int]) -> dict[int, str]:
        """Return things of a workspace in words, for its members: key → words."""
        ...

    def corrected_labels(
        self, workspace: Workspace, rows: Collection[int]
    ) -> dict[int, frozenset[str]]:
        """Return the corrections of records of a workspace: key → labels."""
        ...

    def count_agreement(self, workspace: Workspace, since: datetime) -> AgreementCounts: ...

    def label_names(self) -> Mapping[str, str]:
        """Return label → what people call it."""
        ...

    def address(self, row: int) -> str:
        """Return the URL of the page of a record."""
        ...


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
    found = source_of(kind).count_agreement(workspace, clock.now() - timedelta(days=DAYS))
    if found.n_read > MIN_CACHED_TITLES:
        store_hint(key, (found.n_read, found.n_corrected), seconds=KEPT_SECONDS)
    return found


def kinds() -> Sequence[str]:
    return tuple(_SOURCES)


_SOURCES: dict[str, ModelSource] = {}
