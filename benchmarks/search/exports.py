"""Exports of a search as CSV, Excel and Parquet: how soon they begin and end, and what they hold.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, gives its
titles labels, and takes everybody out in each format, block by block as a web server does; the
blocks are counted and let go.

Imported once the settings can be read.
"""

import threading
import time
from collections.abc import Callable

import psutil

from benchmarks.workspace import begin, label_at_random
from leadqual.accounts.models import Role, Workspace
from leadqual.demo.large_data import create_records
from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import all_columns
from leadqual.search.exports.services import ExportOptions, ExportRequester, start_export
from leadqual.search.index.index_file_job import build_files
from leadqual.search.query.query import ContactQuery

_SAMPLES_A_SECOND = 50


def measure(n_people: int, *, say: Callable[[str], None]) -> dict[str, object]:
    """Fill a workspace and take everybody out, once in each format."""
    workspace, person = begin(say)
    say(f"{n_people:,} people")
    create_records(workspace, n_people)
    label_at_random(workspace)
    say("index files")
    build_files(workspace.pk)
    taker = ExportRequester(person, Role.MANAGER, Export.Way.COMMAND)
    figures = {}
    for name in ("csv", "xlsx", "parquet"):
        say(name)
        figures[name] = _taken(workspace, taker, ExportOptions(name, has_stopped=True))
    say("csv, every column")
    wanted = ExportOptions("csv", tuple(all_columns()), has_stopped=True)
    figures["csv, every column"] = _taken(workspace, taker, wanted)
    return {"people": n_people, "columns": len(all_columns()), "formats": figures}


def _taken(workspace: Workspace, taker: ExportRequester, wanted: ExportOptions) -> dict[str, float]:
    watch = _Memory()
    start, worked = time.perf_counter(), time.process_time()
    sending = start_export(
        workspace=workspace, query=ContactQuery(), requester=taker, options=wanted
    )
    n_bytes = len(next(sending.blocks))
    first = time.perf_counter() - start
    n_bytes += sum(map(len, sending.blocks))
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    highest = watch.stopped()
    sending.export.refresh_from_db()
    return {
        "rows": sending.export.n_sent,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(worked, 2),
        "first_block_seconds": round(first, 3),
        "megabytes": round(n_bytes / 2**20, 1),
        "memory_before_mb": round(watch.before / 2**20, 1),
        "memory_peak_mb": round(highest / 2**20, 1),
    }


class _Memory:
    """Watches how much memory this process holds."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self.before = self._highest = self._process.memory_info().rss
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stopped(self) -> int:
        """Return the highest number of bytes."""
        self._stop.set()
        self._thread.join()
        return self._highest

    def _watch(self) -> None:
        while not self._stop.wait(1 / _SAMPLES_A_SECOND):
            self._highest = max(self._highest, self._process.memory_info().rss)
