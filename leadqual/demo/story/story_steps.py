"""Steps of the story of the sample workspace, and how they are run, each at its time."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock

SEED = 20_261_123
_MIN_AGE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Team:
    """Who works in the sample workspace."""

    owner: User
    maya: User
    tomas: User

    @property
    def people(self) -> tuple[User, User, User]:
        return self.owner, self.maya, self.tomas


@dataclass(frozen=True, slots=True)
class Story:
    """Where and when the steps happen."""

    workspace: Workspace
    team: Team
    today: datetime

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of a day before today; of today, one that is over."""
        day = self.today - timedelta(days=days_ago)
        moment = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return min(moment, self.today - _MIN_AGE)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened.

    Args:
        at: when it began; steps are taken in this order.
        name: tells it from others, and draws its chances.
        work: does it; is called at the time of the step, with its own source of chance.
        is_whole: it is done in one transaction. Work that brings transactions of its own goes on
            where a kill stopped it.
        needs_vectors: it is taken after all others, once all companies are embedded.
    """

    at: datetime
    name: str
    work: Callable[[random.Random], None]
    is_whole: bool = True
    needs_vectors: bool = False


def run_steps(story: Story, steps: Sequence[Step], *, has_vectors: bool = False) -> int:
    """Run the steps that have not run yet, each at its time; return how many.

    The workspace counts the finished steps in the transaction of each: a kill loses at most one,
    and none is run twice, not even by two processes.
    """
    in_order = sorted(steps, key=lambda step: (step.needs_vectors, step.at, step.name))
    n_taken = 0
    for number, step in enumerate(in_order, start=1):
        if number <= (story.workspace.sample_steps or 0):
            continue
        if step.needs_vectors and not has_vectors:
            break
        if not _claim_step(story.workspace, step, number):
            break
        n_taken += 1
    return n_taken


def has_run(workspace: Workspace, steps: Sequence[Step]) -> bool:
    return (workspace.sample_steps or 0) >= len(steps)


def _claim_step(workspace: Workspace, step: Step, number: int) -> bool:
    """Take a step; False where another process took it, or the workspace was deleted meanwhile."""
    current_rows = Workspace.objects.filter(
        deleted_at=None, pk=workspace.pk, sample_steps=number - 1
    )
    if not step.is_whole:
        if is_current := current_rows.exists():
            _run_step(workspace, step, number)
        return is_current
    with transaction.atomic():
        if not current_rows.select_for_update().first():
            return False
        _run_step(workspace, step, number)
    return True


def _run_step(workspace: Workspace, step: Step, number: int) -> None:
    with simulated_time(step.at):
        step.work(random.Random(f"{SEED} {step.name}"))
    started_rows = Workspace.objects.filter(pk=workspace.pk, sample_steps__isnull=False)
    started_rows.update(sample_steps=number)  # Somebody may have removed the sample data meanwhile.
    workspace.sample_steps = number


def simulated_time(moment: datetime) -> AbstractContextManager[None]:
    return clock.using(lambda: moment)
