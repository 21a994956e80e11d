"""Titles of many Parquet files, labeled here and by Ray workers: the same bytes, and how fast.

The titles are invented (`title_file`), with the repetition of real ones. A table says what a
billion of them would cost on more machines: an estimate from the rate of one worker here.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from rich.table import Table

from benchmarks.titles import title_file

COMMAND = (sys.executable, "-c", "from leadqual.cli import main; main()", "titles", "classify")
PAUSE = 0.25
N_FILES = 32
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
        seconds: wall time, with the start of Ray.
        rows_per_second: over all of it.
        peak_mb: most memory of all its processes together, shared pages counted once.
        exit_code: of the command.
    """

    seconds: float = 0.0
    rows_per_second: int = 0
    peak_mb: float = 0.0
    exit_code: int = 0


def run(
    _folder: Path,
    *,
    progress: Callable[[float, str], None],
    n_titles: int,
    workers: Sequence[int] = WORKERS,
) -> dict[str, object]:
    """Label the same files by each engine; compare the bytes of every file."""
    with TemporaryDirectory() as place:
        source = Path(place, "in")
        distinct = _write(source, n_titles)
        runs: dict[str, Run] = {}
        hashes: dict[str, list[str]] = {}
        commands = {f"local, {n} processes": ["--processes", str(n)] for n in workers}
        commands |= {f"ray, {n} workers": ["--engine", "ray", "--workers", str(n)] for n in workers}
        for done, (name, options) in enumerate(commands.items()):
            progress(done / len(commands), name)
            out = Path(place, "out")
            runs[name] = _measured(source, out, options, n_titles)
            hashes[name] = _hashes(out)
            for path in out.iterdir():
                path.unlink()
    first = next(iter(hashes.values()))
    fewest, most = (runs[f"ray, {n} workers"].seconds for n in (workers[0], workers[-1]))
    return {
        "titles": n_titles,
        "distinct titles": distinct,
        "files": N_FILES,
        "same bytes in every run": all(one == first for one in hashes.values()),
        "runs": {name: asdict(one) for name, one in runs.items()},
        f"speed-up of {workers[-1]} workers over {workers[0]}": round(fewest / most, 2),
        "estimate for a billion titles": estimate(
            runs[f"ray, {workers[-1]} workers"].rows_per_second / workers[-1]
        ),
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


def table(figures: dict[str, dict[str, dict[str, object]]]) -> Table:
    """Show runs as a table."""
    shown = Table("run", "seconds", "rows per second", "peak MB")
    for name, one in figures["runs"].items():
        shown.add_row(name, *(str(one[key]) for key in ("seconds", "rows_per_second", "peak_mb")))
    return shown


def _write(folder: Path, rows: int) -> int:
    """Write files of titles; return the number of distinct ones."""
    folder.mkdir()
    titles = title_file.load_titles()
    seen: set[int] = set()
    drawn = title_file.ranks(rows)
    ranks: list[int] = []
    size = -(-rows // N_FILES)
    number = 0
    for chunk in drawn:
        ranks += chunk.tolist()
        seen.update(chunk.tolist())
        while len(ranks) >= size or (ranks and number == N_FILES - 1):
            _write_file(folder / f"part-{number:05}.parquet", [titles[n] for n in ranks[:size]])
            ranks, number = ranks[size:], number + 1
    if ranks:
        _write_file(folder / f"part-{number:05}.parquet", [titles[n] for n in ranks])
    return len(seen)


def _write_file(path: Path, titles: Sequence[str]) -> None:
    pq.write_table(pa.table({"id": range(len(titles)), "title": titles}), path)


def _measured(source: Path, out: Path, options: Sequence[str], rows: int) -> Run:
    run, started = Run(), time.monotonic()
    command = [*COMMAND, str(source), "--out", str(out), *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603  # our own
        family = psutil.Process(process.pid)
        while process.poll() is None:
            time.sleep(PAUSE)
            run.peak_mb = round(max(run.peak_mb, _memory(family)), 1)
        run.exit_code = process.wait()
    run.seconds = round(time.monotonic() - started, 1)
    run.rows_per_second = round(rows / run.seconds)
    return run


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
