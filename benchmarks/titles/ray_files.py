"""Titles of many Parquet files, labeled here and by Ray workers: the same bytes, and how fast.

The titles are invented (`title_file`), with the repetition of real ones. A table says what a
billion of them would cost on more machines: an estimate from the rate of one worker here.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.titles import title_file

COMMAND = (sys.executable, "-c", "from leadqual.cli import main; main()", "titles", "classify")
PAUSE = 0.25
N_FILES = 32
SCHEMA = pa.schema([("id", pa.int64()), ("title", pa.string())])
WORKERS = (1, 2)
BILLION = 1_000_000_000
MACHINES = (1, 10, 100)
CORES = 16
EFFICIENCY = 0.8
"""Share of the rate of one worker alone that a worker keeps beside others; assumed."""
START_SECONDS = 60
"""Until a machine has Ray and models loaded; assumed."""
PRICE = 0.05
"""US dollars for an hour of a core, as large clouds ask on demand; assumed."""


@dataclass(slots=True)
class Run:
    """How one command went.

    Args:
        seconds: wall time, all of it.
        start_seconds: wall time of the same command where there is next to nothing to label.
        rows_per_second: of the time behind the start.
        peak_mb: most memory of all its processes together, shared pages counted once.
        output_mb: size of all that it wrote.
    """

    seconds: float = 0.0
    start_seconds: float = 0.0
    rows_per_second: int = 0
    peak_mb: float = 0.0
    output_mb: float = 0.0


def run(
    *,
    say: Callable[[str], None],
    n_titles: int,
    workers: Sequence[int] = WORKERS,
) -> dict[str, object]:
    """Label the same files by each engine; compare the bytes of every file.

    One output is on the disk at a time.

    Raises:
        RuntimeError: a command failed.
    """
    with TemporaryDirectory() as place:
        source, tiny = Path(place, "in"), Path(place, "tiny")
        distinct = _write(source, n_titles)
        _write(tiny, N_FILES)
        source_mb = _megabytes(source)
        runs: dict[str, Run] = {}
        hashes: dict[str, list[str]] = {}
        commands = {f"local, {n} processes": ["--processes", str(n)] for n in workers}
        commands |= {f"ray, {n} workers": ["--engine", "ray", "--workers", str(n)] for n in workers}
        for name, options in commands.items():
            say(name)
            with TemporaryDirectory(dir=place) as out:
                start_seconds = _measured(tiny, Path(out), options).seconds
            with TemporaryDirectory(dir=place) as out:
                one = runs[name] = _measured(source, Path(out), options)
                hashes[name] = _hashes(Path(out))
                one.output_mb = _megabytes(Path(out))
            one.start_seconds = start_seconds
            one.rows_per_second = round(n_titles / max(one.seconds - start_seconds, PAUSE))
    first = next(iter(hashes.values()))
    few, many = (runs[f"ray, {n} workers"] for n in (workers[0], workers[-1]))
    return {
        "titles": n_titles,
        "distinct titles": distinct,
        "files": len(first),
        "MB of all files": source_mb,
        "same bytes in every run": all(one == first for one in hashes.values()),
        "runs": {name: asdict(one) for name, one in runs.items()},
        f"speed-up of {workers[-1]} workers over {workers[0]}": round(
            many.rows_per_second / few.rows_per_second, 2
        ),
        "the same with the start": round(few.seconds / many.seconds, 2),
        "estimate for a billion titles": estimate(many.rows_per_second / workers[-1]),
    }


def estimate(rate: float) -> dict[str, object]:
    """Return time and cost of a billion titles, from the rows per second of one worker."""
    rows = {}
    for machines in MACHINES:
        hours = (START_SECONDS + BILLION / (rate * EFFICIENCY * machines * CORES)) / 3600
        cost = hours * machines * CORES * PRICE
        rows[f"{machines} machines"] = {
            "minutes": round(hours * 60, 1),
            "US dollars": round(cost, 2),
        }
    return {
        "assumed": {
            "rows per second of a worker": round(rate),
            "share kept beside others": EFFICIENCY,
            "cores of a machine": CORES,
            "seconds to start": START_SECONDS,
            "US dollars per core hour": PRICE,
        },
        **rows,
    }


def _write(folder: Path, rows: int) -> int:
    """Write as many titles to each file, in pieces; return the number of distinct ones."""
    folder.mkdir()
    titles = title_file.load_titles()
    seen = np.zeros(title_file.N_RANKS, dtype=np.bool_)
    first = 0
    files = np.linspace(0, rows, N_FILES + 1, dtype=int)[1:]
    with ExitStack() as stack:
        writers = [
            stack.enter_context(pq.ParquetWriter(folder / f"part-{number:05}.parquet", SCHEMA))
            for number in range(N_FILES)
        ]
        for chunk in title_file.ranks(rows):
            seen[chunk] = True
            numbers = np.searchsorted(files, np.arange(first, first + len(chunk)), side="right")
            for number in np.unique(numbers):
                ids = np.flatnonzero(numbers == number)
                texts = [titles[rank] for rank in chunk[ids].tolist()]
                writers[number].write_table(pa.table([first + ids, texts], schema=SCHEMA))
            first += len(chunk)
    return int(seen.sum())


def _measured(source: Path, out: Path, options: Sequence[str]) -> Run:
    run, started = Run(), time.monotonic()
    command = [*COMMAND, str(source), "--out", str(out), *options]
    with TemporaryFile() as said, subprocess.Popen(command, stderr=said) as process:
        family = psutil.Process(process.pid)
        while process.poll() is None:
            time.sleep(PAUSE)
            run.peak_mb = round(max(run.peak_mb, _memory(family)), 1)
        run.seconds = round(time.monotonic() - started, 1)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace")[-1_000:])
    return run


def _megabytes(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 2**20, 1)


def _memory(family: psutil.Process) -> float:
    """Return the MB of a process and all that it started; some may end meanwhile."""
    total = 0.0
    try:
        for process in (family, *family.children(recursive=True)):
            total += process.memory_full_info().pss / 2**20
    except (psutil.NoSuchProcess, psutil.AccessDenied, AttributeError):
        return 0.0
    return total


def _hashes(folder: Path) -> list[str]:
    paths = sorted(folder.glob("*.parquet"))
    return [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths]
