"""Labels of titles for files of any length: several processes, and a memory that is bounded."""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from leadqual.cli.resuming import StoppedError

if TYPE_CHECKING:
    from classifiers.titles.cascade import TitleCascade
    from classifiers.types import TitlePrediction

COLUMNS = {
    "functions": str,
    "departments": str,
    "level": str,
    "level_score": float,
    "industry": str,
    "source": str,
}
MOST_REMEMBERED = 500_000  # Distinct titles whose labels are kept; about 250 MB.
ALONE = 20_000  # New titles that one process reads while another one would still be starting.
BATCH = 2_000
CHUNKS_AHEAD = 6

Labels = tuple[str, str, str, float, str, str]  # In the order of `COLUMNS`.
_Answer = list[Labels] | Future[list[Labels]]


class TitleLabels:
    """The labels of titles, chunk by chunk, each distinct title read about once.

    Small files are read in this process; for longer ones others are started.

    Args:
        cascade: reads titles in this process.
        folder: of its model; None for the one that comes with the product.
        processes: how many read titles beside this one; with 1 this one reads alone.
    """

    def __init__(self, cascade: "TitleCascade", *, folder: Path | None, processes: int) -> None:
        self._cascade = cascade
        self._folder = folder
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._n_read = 0
        self._recent: dict[str, Labels] = {}
        self._older: dict[str, Labels] = {}

    def of(self, chunks: Iterable[Sequence[str]]) -> Iterator[list[Labels]]:
        """Return the labels of the titles of each chunk, in order; a few chunks are read ahead.

        Raises:
            StoppedError: a process was lost.
        """
        waiting: deque[_Chunk] = deque()
        try:
            for titles in chunks:
                waiting.append(self._begin(titles))
                if len(waiting) > (CHUNKS_AHEAD if self._pool else 0):
                    yield self._finish(waiting.popleft())
            while waiting:
                yield self._finish(waiting.popleft())
        except BrokenProcessPool as error:
            raise StoppedError(
                "A process was lost. Run the same command again to go on where it stopped."
            ) from error
        finally:
            if self._pool:
                self._pool.shutdown(cancel_futures=True)

    def _begin(self, titles: Sequence[str]) -> "_Chunk":
        known: dict[str, Labels] = {}
        new: list[str] = []
        for title in dict.fromkeys(titles):
            labels = self._recent.get(title) or self._older.get(title)
            if labels is None:
                new.append(title)
            else:
                known[title] = labels
        batches = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
        return _Chunk(titles, known, [(batch, self._read(batch)) for batch in batches])

    def _read(self, titles: list[str]) -> _Answer:
        self._n_read += len(titles)
        if self._pool is None and self._n_read > ALONE and self._processes > 1:
            self._pool = ProcessPoolExecutor(
                self._processes, get_context("spawn"), _start, (self._folder,)
            )
        return self._pool.submit(_labels, titles) if self._pool else read(self._cascade, titles)

    def _finish(self, chunk: "_Chunk") -> list[Labels]:
        for titles, answer in chunk.read:
            labels = answer.result() if isinstance(answer, Future) else answer
            chunk.known.update(zip(titles, labels, strict=True))
        self._remember(chunk.known)
        return [chunk.known[title] for title in chunk.titles]

    def _remember(self, labels: dict[str, Labels]) -> None:
        if len(self._recent) > MOST_REMEMBERED // 2:  # What was not asked for since then goes.
            self._older, self._recent = self._recent, {}
        self._recent.update(labels)


class _Chunk:
    """A chunk on its way: what was known of it, and what is being read."""

    def __init__(
        self,
        titles: Sequence[str],
        known: dict[str, Labels],
        read: list[tuple[list[str], _Answer]],
    ) -> None:
        self.titles = titles
        self.known = known
        self.read = read


def read(cascade: "TitleCascade", titles: Sequence[str]) -> list[Labels]:
    """Classify titles and return the columns that a file gets."""
    departments_of = cascade.taxonomy.departments_of
    return [
        _columns(prediction, departments_of([label.slug for label in prediction.functions]))
        for prediction in cascade.predict(titles, explain=False)
    ]


def _columns(prediction: "TitlePrediction", departments: Sequence[str]) -> Labels:
    return (
        ";".join([f"{label.slug}:{label.score}" for label in prediction.functions]),
        ";".join(departments),
        prediction.level.slug,
        prediction.level.score,
        prediction.industry.slug if prediction.industry else "",
        prediction.source,
    )


def _start(folder: Path | None) -> None:
    """Make a process ready; it ends with the one that started it."""
    global _cascade  # noqa: PLW0603  # one for each process, as its initialiser must leave it
    from classifiers.titles.cascade import load_cascade

    Thread(target=_end_with_parent, daemon=True).start()
    _cascade = load_cascade(folder, is_exact=True)
    gc.freeze()  # What was loaded stays; looking through it again costs a tenth of the time.


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _labels(titles: list[str]) -> list[Labels]:
    return read(_cascade, titles)


_cascade: "TitleCascade"
