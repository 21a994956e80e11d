"""A long file of titles, file to file, and one more with a kill on the way."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.titles import title_file

COMMAND = (sys.executable, "-c", "from leadqual.cli import main; main()", "titles", "classify")
PAUSE = 0.25


@dataclass(slots=True)
class Run:
    """How one command went.

    Args:
        seconds: wall time.
        cpu_seconds: of all its processes.
        peak_mb: most memory of all its processes together, what they share counted in each.
        exit_code: negative where a signal ended it.
    """

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    exit_code: int = 0


def classify(source: Path, out: Path, *, processes: int = 2, kill_at_row: int | None = None) -> Run:
    """Run `leadqual titles classify` and watch it; end it by SIGKILL once so many rows are safe."""
    run, started = Run(), time.monotonic()
    journal = out.with_name(f".{out.name}.progress.json")
    command = [*COMMAND, str(source), "--out", str(out), "--processes", str(processes)]
    with subprocess.Popen(command) as process:
        family = psutil.Process(process.pid)
        while process.poll() is None:
            time.sleep(PAUSE)
            _look(family, run)
            if kill_at_row is not None and _rows(journal) >= kill_at_row:
                process.send_signal(signal.SIGKILL)
        run.exit_code = process.wait()
    run.seconds = round(time.monotonic() - started, 1)
    return run


def run(
    *, rows: int, say: Callable[[str], None], killed_rows: int = 2_000_000, processes: int = 2
) -> dict[str, object]:
    """Measure a long file, and prove that a killed command goes on to the same bytes.

    Args:
        rows: of the file; 38 million take 7 GB of `TMPDIR`.
        say: told what is done next.
        killed_rows: of the file at which a command is killed.
        processes: of each command.
    """
    with TemporaryDirectory() as place:
        say(f"{rows:,} rows")
        figures: dict[str, object] = {"one go": _one_go(Path(place), rows, processes)}
        say(f"{killed_rows:,} rows, and a kill")
        return figures | {"killed": _killed(Path(place), killed_rows, processes)}


def _one_go(place: Path, rows: int, processes: int) -> dict[str, object]:
    source, out = place / "titles.csv", place / "labels.csv"
    distinct = title_file.write(source, rows)
    run = classify(source, out, processes=processes)
    facts = {
        "rows": rows,
        "distinct titles": distinct,
        "processes": processes,
        "bytes in": source.stat().st_size,
        "bytes out": out.stat().st_size,
        "rows per second": round(rows / run.seconds),
        **asdict(run),
    }
    source.unlink()
    out.unlink()
    return facts


def _killed(place: Path, rows: int, processes: int) -> dict[str, object]:
    source, whole, out = place / "titles.csv", place / "whole.csv", place / "labels.csv"
    title_file.write(source, rows)
    classify(source, whole, processes=processes)
    killed = classify(source, out, processes=processes, kill_at_row=rows // 3)
    kept = _rows(out.with_name(f".{out.name}.progress.json"))
    resumed = classify(source, out, processes=processes)
    return {
        "rows": rows,
        "rows kept": kept,
        "killed": asdict(killed),
        "gone on": asdict(resumed),
        "same bytes as in one go": _hash(out) == _hash(whole),
    }


def _look(family: psutil.Process, run: Run) -> None:
    """Add what the processes use now; some may end meanwhile."""
    memory = cpu = 0.0
    try:
        for process in (family, *family.children(recursive=True)):
            memory += process.memory_info().rss / 2**20
            times = process.cpu_times()
            cpu += times.user + times.system
    except psutil.NoSuchProcess:
        return
    run.peak_mb = round(max(run.peak_mb, memory), 1)
    run.cpu_seconds = round(max(run.cpu_seconds, cpu), 1)


def _rows(journal: Path) -> int:
    try:
        return int(json.loads(journal.read_text(encoding="utf-8"))["rows"])
    except (OSError, ValueError):
        return 0


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
