"""What the installation acknowledged, written down before a client goes on."""

import json
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

Entry = dict[str, Any]


class Acknowledged:
    """Writes that were answered with 2xx, and how all other answers were.

    Attributes:
        answers: how often each answer came: a status, or `broken` without a whole one.
        problems: what must never happen to a client, one line each.

    Args:
        path: file that takes each entry as a line of JSON.
    """

    def __init__(self, path: Path) -> None:
        self.answers = Counter[str]()
        self.problems: list[str] = []
        self._path = path
        self._entries: dict[str, list[Entry]] = {}
        self._lock = Lock()

    def note(self, kind: str, **values: Any) -> None:
        """Write down one acknowledged write."""
        with self._lock:
            self._entries.setdefault(kind, []).append(values)
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"kind": kind, **values}) + "\n")

    def answered(self, status: int | None, problem: str = "") -> None:
        """Count an answer; None where no whole one came.

        Args:
            status: of HTTP.
            problem: what is wrong about it, if anything.
        """
        with self._lock:
            self.answers["broken" if status is None else str(status)] += 1
        if problem:
            self.problem(problem)

    def problem(self, line: str) -> None:
        """Note what must never happen to a client."""
        with self._lock:
            self.problems.append(line)

    def __len__(self) -> int:
        """Return how many writes were acknowledged."""
        with self._lock:
            return sum(map(len, self._entries.values()))

    def of(self, kind: str) -> list[Entry]:
        """Return all entries of one kind, in their order."""
        with self._lock:
            return list(self._entries.get(kind, ()))
