"""Labels of titles for files of any length: several processes, and a memory that is bounded."""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread

from leadqual.cli.classification.title_readers import Labels, State, TitleReader
from leadqual.cli.files.resume import StoppedError

MAX_REMEMBERED = 500_000  # Distinct titles whose labels are kept; about 250 MB.
MIN_PARALLEL_TITLES = (
    20_000  # New titles that one process reads while another one would still be starting.
)
BATCH = 2_000
MAX_PENDING_CHUNKS = 6

_Answer = list[Labels] | Future[list[Labels]]

_reader: TitleReader


class TitleLabels:
    """The labels of titles, chunk by chunk, each distinct title read about once.

    Small files are read in this process; for longer ones others are started, which `close` ends.
    A correction counts from the next chunk on: what was remembered before is read again.

    Args:
        processes: how many read titles next to this one; with 1 this one reads alone.

    Attributes:
        changed_at: rows that came before the first change while they were read, if there was one.
    """

    def __init__(self, reader: TitleReader, *, processes: int) -> None:
        self.changed_at: int | None = None
        self._reader = reader
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._state: State | None = None
        self._n_rows = 0
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
                waiting.append(self._start_chunk(titles))
                if len(waiting) > (MAX_PENDING_CHUNKS if self._pool else 0):
                    yield self._finish(waiting.popleft())
            while waiting:
                yield self._finish(waiting.popleft())
        except BrokenProcessPool as error:
            raise StoppedError(
                "A worker process was killed. Run the same command again to resume."
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the processes that were started."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _start_chunk(self, titles: Sequence[str]) -> "_Chunk":
        state = self._current_state()
        self._n_rows += len(titles)
        known: dict[str, Labels] = {}
        new: list[str] = []
        for title in dict.fromkeys(titles):
            labels = self._recent.get(title) or self._older.get(title)
            if labels is None:
                new.append(title)
            else:
                known[title] = labels
        batches = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
        return _Chunk(titles, state, known, [(batch, self._read(batch)) for batch in batches])

    def _current_state(self) -> State:
        """Return the state of now; forget what was remembered in another one."""
        state = self._reader.state()
        if self._state not in {None, state}:
            self._recent, self._older = {}, {}
            self.changed_at = self._n_rows if self.changed_at is None else self.changed_at
        self._state = state
        return state

    def _read(self, titles: list[str]) -> _Answer:
        self._n_read += len(titles)
        if self._pool is None and self._n_read > MIN_PARALLEL_TITLES and self._processes > 1:
            self._pool = ProcessPoolExecutor(
                self._processes, get_context("spawn"), _start_process, (self._reader,)
            )
        return self._pool.submit(_read_labels, titles) if self._pool else self._reader.read(titles)

    def _finish(self, chunk: "_Chunk") -> list[Labels]:
        for titles, answer in chunk.read:
            labels = answer.result() if isinstance(answer, Future) else answer
            chunk.known.update(zip(titles, labels, strict=True))
        if chunk.state == self._state:
            self._remember(chunk.known)
        return [chunk.known[title] for title in chunk.titles]

    def _remember(self, labels: dict[str, Labels]) -> None:
        if len(self._recent) > MAX_REMEMBERED // 2:  # What was not asked for since then goes.
            self._older, self._recent = self._recent, {}
        self._recent.update(labels)


class _Chunk:
    """A chunk on its way: what was known of it, and what is being read."""

    def __init__(
        self,
        titles: Sequence[str],
        state: State,
        known: dict[str, Labels],
        read: list[tuple[list[str], _Answer]],
    ) -> None:
        self.titles = titles
        self.state = state
        self.known = known
        self.read = read


def _start_process(reader: TitleReader) -> None:
    """Make a process ready; it ends with the one that started it."""
    global _reader  # noqa: PLW0603  # one for each process, as its initialiser must leave it

    Thread(target=_end_with_parent, daemon=True).start()
    _reader = reader
    _reader.read([])
    gc.freeze()  # What was loaded stays; looking through it again costs a tenth of the time.


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _read_labels(titles: list[str]) -> list[Labels]:
    return _reader.read(titles)
