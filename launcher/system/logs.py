"""Logs of the parts: a new file at each start, the last ones kept."""

from pathlib import Path

KEPT = 3


def rotate(folder: Path) -> None:
    """Move `part.log` to `part.log.1` and so on; the oldest is dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        if log.stat().st_size == 0:
            continue
        for number in range(KEPT, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            newer = log if number == 1 else log.with_name(f"{log.name}.{number - 1}")
            if newer.exists():
                newer.replace(older)


def new_lines(log: Path, *, position: int) -> tuple[list[str], int]:
    """Read the whole lines after `position`, in bytes, and give the position behind them."""
    try:
        with log.open("rb") as file:
            file.seek(position)
            fresh = file.read()
    except OSError:
        return [], position
    whole = fresh[: fresh.rfind(b"\n") + 1]
    return whole.decode("utf-8", errors="replace").splitlines(), position + len(whole)
