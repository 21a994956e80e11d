"""Logs of the parts: a new file at each start and above a size, the last ones kept."""

import os
import shutil
from pathlib import Path

MAX_OLD_LOGS = 3
MAX_BYTES = 5 * 2**20


def rotate(folder: Path) -> None:
    """Move `part.log` to `part.log.1` and so on; the oldest is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        if log.stat().st_size > 0:
            _archive_log(log)
            log.replace(_numbered_path(log, 1))


def keep_small(folder: Path) -> None:
    """Empty each log above `MAX_BYTES` into `part.log.1`, while its part goes on writing.

    The part holds the file open and appends to it, so the file stays and its content moves. A line
    that is written in this moment may be lost.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > MAX_BYTES:
            _archive_log(log)
            shutil.copy(log, _numbered_path(log, 1))
            os.truncate(log, 0)


def _archive_log(log: Path) -> None:
    for number in range(MAX_OLD_LOGS - 1, 0, -1):
        if _numbered_path(log, number).exists():
            _numbered_path(log, number).replace(_numbered_path(log, number + 1))


def _numbered_path(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")


def read_new_lines(log: Path, *, position: int) -> tuple[list[str], int]:
    """Read the whole lines after `position`, in bytes, and return the position after them."""
    try:
        with log.open("rb") as file:
            file.seek(position)
            fresh = file.read()
    except OSError:
        return [], position
    whole_lines = fresh[: fresh.rfind(b"\n") + 1]
    return whole_lines.decode("utf-8", errors="replace").splitlines(), position + len(whole_lines)
