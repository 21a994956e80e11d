"""What a learned function is and what may be done with it now: one answer for pages and the API.

A fit is `active`, or it needs review: `on_hold` for its recall, `rejected` by the
quality gate, or `newer` than one that stays active. A person activates one that waits (`overrides`)
and turns any of them `off` (`fitting`). A fit whose place another one took is `replaced`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections import selectors
from leadqual.labeling.corrections.selectors import TitleCount
from leadqual.labeling.metric_drop_texts import large_drops
from leadqual.labeling.models.learned import LearnedFunction

State = LearnedFunction.State
_Key = tuple[int, LearnedFunction.State | None]
_BESIDE = {State.ACTIVE: State.NEWER, State.NEWER: State.ACTIVE}


@dataclass(frozen=True, slots=True)
class LearnedStatus:
    """A learned function with the fit next to it.

    Args:
        row: not replaced.
        takes: titles that it labels now, or would label.
        beside: the newer fit that waits next to an active one, or that active one.
        is_complete: all stored titles have been looked at; else a job is at it.
    """

    row: LearnedFunction
    takes: TitleCount
    beside: LearnedFunction | None
    is_complete: bool

    @property
    def name(self) -> str:
        """Return its state; who set it is shown next to it."""
        if self.is_newer:
            how = "failed the quality gate" if large_drops(self.row.falls) else "on hold"
            return f"Newer, {how}"
        return "Turned off" if self.is_off else str(State(self.row.state).label).capitalize()

    @property
    def newer(self) -> LearnedFunction | None:
        """The newer fit that waits next to it, if any."""
        return None if self.is_newer else self.beside

    @property
    def older(self) -> LearnedFunction | None:
        """The active fit that it would replace, if any."""
        return self.beside if self.is_newer else None

    @property
    def is_active(self) -> bool:
        """Return whether it labels titles, as long as its function is not retired."""
        return self.row.state == State.ACTIVE

    @property
    def labels_titles(self) -> bool:
        """Return whether titles get it now."""
        return self.is_active and self.row.function.retired_at is None

    @property
    def is_waiting(self) -> bool:
        return self.row.state in self.row.WAITING

    @property
    def is_newer(self) -> bool:
        """Return whether an older fit of its function stays active next to it."""
        return self.row.state == State.NEWER

    @property
    def is_off(self) -> bool:
        return self.row.state == State.OFF

    @property
    def has_drops(self) -> bool:
        """Return whether activating it takes a person who has seen its metric drops."""
        is_deep = self.is_newer and bool(large_drops(self.row.falls))
        return self.row.state == State.REJECTED or is_deep

    @property
    def is_override(self) -> bool:
        """Return whether a person activated it, which can be undone."""
        return self.is_active and self.row.author is not None

    @property
    def is_too_weak(self) -> bool:
        """Return whether it is on hold for its recall alone."""
        return self.is_waiting and self.row.is_weak and not large_drops(self.row.falls)


def statuses_of(workspace: Workspace) -> list[LearnedStatus]:
    """Return what is learned in a workspace, one for each function; four queries."""
    return _with_status(workspace, selectors.learned_functions(workspace))


def status_of(row: LearnedFunction) -> LearnedStatus:
    """Return what a learned function is now; four queries at most."""
    (status,) = _with_status(row.workspace, [row])
    return status


def _with_status(workspace: Workspace, rows: Iterable[LearnedFunction]) -> list[LearnedStatus]:
    pairs = selectors.learned_rows(workspace).filter(state__in=_BESIDE)
    beside: dict[_Key, LearnedFunction] = {
        (row.function_id, State(row.state)): row for row in pairs
    }
    counts = selectors.counts_taken(workspace)
    is_complete = selectors.rollout_of(workspace) is None
    return [
        LearnedStatus(row, counts[row.pk], beside.get(_rival_key(row)), is_complete) for row in rows
    ]


def _rival_key(row: LearnedFunction) -> _Key:
    return row.function_id, _BESIDE.get(State(row.state))
