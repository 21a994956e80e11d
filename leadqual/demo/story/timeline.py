"""The days before today, and the steps that the sample workspace takes through them."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock

SEED = 20_261_123
_NOT_AFTER = timedelta(minutes=5)


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
class Scene:
    """Where and when the steps happen."""

    workspace: Workspace
    team: Team
    today: datetime

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of a day before today; of today, one that is over."""
        day = self.today - timedelta(days=days_ago)
        moment = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return min(moment, self.today - _NOT_AFTER)


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


def tell(scene: Scene, steps: Sequence[Step], *, has_vectors: bool = False) -> int:
    """Take the steps that are not taken yet, each at its time; returns how many.

    How many are done stands in the row of the workspace, in the transaction of the step: a kill
    loses at most one step, and none is taken twice, by two processes neither.
    """
    in_order = sorted(steps, key=lambda step: (step.needs_vectors, step.at, step.name))
    n_taken = 0
    for number, step in enumerate(in_order, start=1):
        if number <= (scene.workspace.sample_steps or 0):
            continue
        if step.needs_vectors and not has_vectors:
            break
        if not _take(scene.workspace, step, number):
            break
        n_taken += 1
    return n_taken


def is_told(workspace: Workspace, steps: Sequence[Step]) -> bool:
    return (workspace.sample_steps or 0) >= len(steps)


def _take(workspace: Workspace, step: Step, number: int) -> bool:
    """Take a step; False where another process took it, or the workspace was deleted meanwhile."""
    told = Workspace.objects.filter(deleted_at=None, pk=workspace.pk, sample_steps=number - 1)
    if not step.is_whole:
        if is_there := told.exists():
            _do(workspace, step, number)
        return is_there
    with transaction.atomic():
        if not told.select_for_update().first():
            return False
        _do(workspace, step, number)
    return True


def _do(workspace: Workspace, step: Step, number: int) -> None:
    with happening(step.at):
        step.work(random.Random(f"{SEED} {step.name}"))
    there = Workspace.objects.filter(pk=workspace.pk, sample_steps__isnull=False)
    there.update(sample_steps=number)  # Somebody may have removed the sample data meanwhile.
    workspace.sample_steps = number


def happening(moment: datetime) -> AbstractContextManager[None]:
    return clock.using(lambda: moment)
