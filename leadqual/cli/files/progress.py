"""Progress bars on standard error, where a person looks at it; silence in pipes and logs."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

Item = TypeVar("Item")


class ProgressBar:
    """One progress bar.

    Args:
        total: what 100 % is; 0 where nobody knows.
    """

    def __init__(self, progress: Progress, name: str, total: float) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=total or None)

    def at(self, done: float, name: str | None = None) -> None:
        """Move the bar to a place, and say what is being done now."""
        if name is None:
            self._progress.update(self._task, completed=done)
        else:
            self._progress.update(self._task, completed=done, description=name)


@contextmanager
def open_bar(name: str, *, total: float) -> Iterator[ProgressBar]:
    """Show a bar while work goes on; nothing where standard error is no terminal."""
    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as progress:
        yield ProgressBar(progress, name, total)


def with_bar(
    items: Iterator[Item], name: str, total: float, position: Callable[[], float]
) -> Iterator[Item]:
    """Yield items and move a bar to `position` after each."""
    with open_bar(name, total=total) as progress:
        for item in items:
            yield item
            progress.at(position())
