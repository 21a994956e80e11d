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
    """A learned function with what stands next to it.

    Args:
        row: not replaced.
        takes: titles that it labels now, or would label.
        beside: the newer fit that waits beside an active one, or the active one beside that.
        is_complete: all stored titles have been looked at; else a job is at it.
    """

    row: LearnedFunction
    takes: TitleCount
    beside: LearnedFunction | None
    is_complete: bool

    @property
    def name(self) -> str:
        """Say in which state it is; who put it there stands next to it."""
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
        """The active fit beside which it waits, if any."""
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
        LearnedStatus(row, counts[row.pk], beside.get(_key_beside(row)), is_complete)
        for row in rows
    ]


def _key_beside(row: LearnedFunction) -> _Key:
    return row.function_id, _BESIDE.get(State(row.state))


# What a function takes once a correction lets it be learned, shown before the correction is.


@dataclass(frozen=True, slots=True)
class PreviewedChange:
    """A stored title that a learned function would change.

    Args:
        title: as it was first written.
        n_contacts: how many people carry it.
        now: slugs now, best first.
        then: slugs with the function as it would be learned.
    """

    pk: int
    title: str
    n_contacts: int
    now: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionPreview:
    """A function as a correction would let it be learned.

    Args:
        changes: titles that it would change, the most frequent first.
        n_looked_at: how many titles were asked, those first that most people carry.
        n_titles: how many the workspace has.
        recall: share of its own titles that a fit without them finds, 0 to 1.
        is_held: it finds too few of them and waits for a manager.
        falls: why the frozen test set would refuse it; nothing where it would not.
    """

    function: str
    changes: tuple[PreviewedChange, ...]
    n_looked_at: int
    n_titles: int
    recall: float
    is_held: bool
    falls: tuple[MetricDrop, ...] = ()

    @property
    def n_contacts(self) -> int:
        """Contacts that carry the titles that it would change."""
        return sum(change.n_contacts for change in self.changes)

    @property
    def is_complete(self) -> bool:
        """Return whether every title of the workspace was asked."""
        return self.n_looked_at == self.n_titles


def preview_function(*, job_title: JobTitle, word: CorrectionInput) -> tuple[FunctionPreview, ...]:
    """Fit the functions that a correction would let be learned; nothing is stored.

    Takes a second for each, so it is asked for next to the reach of a correction and not with it.

    Raises:
        UnknownLabelError: a slug is unknown or retired.
        TooManyFunctionsError: more than three functions.
    """
    found = preview_correction(job_title=job_title, word=word)
    return tuple(_foreseen(job_title, word, each.function, found) for each in found.teaches)


def _foreseen(
    job_title: JobTitle, word: CorrectionInput, function: str, found: CorrectionPreview
) -> FunctionPreview:
    workspace = job_title.workspace
    online = load_online(workspace)
    said = training_data_of(workspace, function).with_title(
        job_title.normalised,
        frozenset(word.functions),
        signature(job_title.normalised) if word.propagate else "",
    )
    head = fitted(said, workspace=workspace, cascade=online.cascade)
    state, falls = earned(workspace, head, contradicted=said.signatures)
    titles = _titles(workspace, but=[job_title.pk, *(title.pk for title in found.titles)])
    return FunctionPreview(
        function=function,
        changes=_changes(titles, online, head),
        n_looked_at=len(titles) + 1 + len(found.titles),
        n_titles=JobTitle.objects.filter(workspace=workspace).count(),
        recall=head.recall,
        is_held=state == LearnedFunction.State.ON_HOLD,
        falls=tuple(falls) if state == LearnedFunction.State.REJECTED else (),
    )


def _titles(workspace: Workspace, *, but: Sequence[int]) -> list[JobTitle]:
    titles = JobTitle.objects.filter(workspace=workspace).exclude(pk__in=but)
    return list(titles.order_by("-n_contacts", "pk")[:MAX_LOOKED_AT])


def _changes(
    titles: Sequence[JobTitle], online: WorkspaceCascade, head: LearnedHead
) -> tuple[PreviewedChange, ...]:
    """Return the titles that another head of one function changes, beside all other heads."""
    former = [each for each in online.heads.heads if each.function == head.function]
    others = [each for each in online.heads.heads if each.function != head.function]
    asked = WorkspaceCascade(online.cascade, online.memory, LearnedHeads([head, *former]))
    limits = [each.threshold for each in asked.heads.heads]
    scores = asked.head_scores([title.normalised for title in titles])
    met = [titles[int(place)] for place in np.flatnonzero((scores >= limits).any(axis=1))]
    after = WorkspaceCascade(online.cascade, online.memory, LearnedHeads([*others, head]))
    texts = [title.title for title in met]
    now, then = (each.predict(texts, explain=False) for each in (online, after))
    return tuple(
        PreviewedChange(title.pk, title.title, title.n_contacts, first, second)
        for title, first, second in zip(met, map(_slugs, now), map(_slugs, then), strict=True)
        if set(first) != set(second)
    )


def _slugs(answer: TitlePrediction) -> tuple[str, ...]:
    return tuple(label.slug for label in answer.functions)
