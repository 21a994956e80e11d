"""Folders of Parquet files with titles, and the command that labels them."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LEADQUAL = [sys.executable, "-c", "from leadqual.cli import main; main()"]
ROWS = (7_000, 3, 0, 5_200)


def write_folder(folder: Path, rows: tuple[int, ...] = ROWS) -> Path:
    """Write a file for each number of rows, the last one in a folder of its own."""
    for number, count in enumerate(rows):
        place = folder / "deep" if number == len(rows) - 1 else folder
        place.mkdir(parents=True, exist_ok=True)
        titles = pa.array([f"Head of Sales {n % 97}" for n in range(count)], pa.string())
        content = pa.table({"id": pa.array(range(count), pa.int64()), "title": titles})
        pq.write_table(content, place / f"part-{number}.parquet")
    return folder


def classify(source: Path | str, out: Path | str, *options: str) -> subprocess.Popen[str]:
    """Start the command on a folder."""
    command = [*LEADQUAL, "titles", "classify", str(source), "--out", str(out), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def classify_here(source: Path, out: Path) -> dict[str, bytes]:
    """Run the command on this machine; return the content of each file that it writes."""
    command = classify(source, out)
    errors = command.communicate()[1]
    assert command.returncode == 0, errors
    return files_of(out)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of each file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
