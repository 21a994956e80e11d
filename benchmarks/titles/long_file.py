"""A long file of titles, file to file, and one more with a kill on the way.

Run by `python -m benchmarks.titles.long_file`; the figures go to `results/bulk.json`.
"""

import hashlib
import json
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import psutil
import typer
from rich.console import Console

from benchmarks.machine import machine, shipped
from benchmarks.titles import title_file

RESULT = Path(__file__).parents[1] / "results" / "bulk.json"
COMMAND = (sys.executable, "-c", "from leadqual.cli import main; main()", "titles", "classify")
PAUSE = 0.25
console = Console()


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


def main(
    rows: Annotated[int, typer.Option(min=1_000, help="Rows of the file.")] = 38_000_000,
    killed_rows: Annotated[
        int, typer.Option(min=1_000, help="Rows of the killed one.")
    ] = 2_000_000,
    folder: Annotated[Path | None, typer.Option(help="Where there are 7 GB.")] = None,
    processes: Annotated[int, typer.Option(min=1)] = 2,
) -> None:
    """Measure a long file, and prove that a killed command goes on to the same bytes."""
    model = shipped("titles")  # Read first: another may be put in its place on the way.
    with TemporaryDirectory(dir=folder) as place:
        figures = {
            "one go": _one_go(Path(place), rows, processes),
            "killed": _killed(Path(place), killed_rows, processes),
        }
    report = {"suite": "bulk", "machine": machine(), "model": model, "figures": figures}
    text = json.dumps(report, indent=1, ensure_ascii=False)
    RESULT.write_text(text + "\n", encoding="utf-8")
    console.print_json(text)


def _one_go(place: Path, rows: int, processes: int) -> dict[str, object]:
    source, out = place / "titles.csv", place / "labels.csv"
    distinct = title_file.write(source, rows)
    console.print(
        f"{rows:,} rows with {distinct:,} distinct titles, {source.stat().st_size:,} bytes"
    )
    run = classify(source, out, processes=processes)
    console.print(run)
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


if __name__ == "__main__":
    typer.run(main)
