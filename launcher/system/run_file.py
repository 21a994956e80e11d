"""The file that lists what runs now: the next start finds the leftovers of a dead run there."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from launcher.system.processes import ProcessId, Signals
from launcher.system.state_files import write_private


@dataclass(frozen=True, slots=True)
class Entry:
    """One running part, with the signals that end it in good order."""

    name: str
    pid: int
    started: float
    signals: Signals
    port: int | None = None

    @property
    def process(self) -> ProcessId:
        return ProcessId(self.pid, self.started)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its parts in the order of their start, and the address once all answer."""

    parts: tuple[Entry, ...] = ()
    address: str | None = None

    def part(self, name: str) -> Entry | None:
        return next((entry for entry in self.parts if entry.name == name), None)


class RunFile:
    """`run.json` of a state folder; every write replaces it in one step."""

    def __init__(self, state: Path) -> None:
        self._path = state / "run.json"

    def read(self) -> Run:
        """Read what runs; a missing or broken file means nothing."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return Run(tuple(map(_parse_entry, stored["parts"])), stored["address"])
        except (OSError, ValueError, KeyError, TypeError):
            return Run()

    def put(self, entry: Entry) -> None:
        """Add a part, or replace the one of that name at its place."""
        run = self.read()
        if run.part(entry.name) is None:
            self._write((*run.parts, entry), run.address)
        else:
            parts = (entry if old.name == entry.name else old for old in run.parts)
            self._write(parts, run.address)

    def remove(self, name: str) -> None:
        run = self.read()
        self._write((entry for entry in run.parts if entry.name != name), run.address)

    def set_address(self, address: str) -> None:
        """Say where the web server answers, now that all parts do."""
        self._write(self.read().parts, address)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

    def _write(self, parts: Iterable[Entry], address: str | None) -> None:
        stored = {"address": address, "parts": [asdict(entry) for entry in parts]}
        write_private(self._path, json.dumps(stored, indent=2) + "\n")


def _parse_entry(stored: dict[str, Any]) -> Entry:
    signals = tuple((int(number), float(seconds)) for number, seconds in stored["signals"])
    return Entry(stored["name"], stored["pid"], stored["started"], signals, stored["port"])
