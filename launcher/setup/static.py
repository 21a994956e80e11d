"""Whether the files of the pages have changed since they were last collected."""

import hashlib
from importlib.metadata import distributions
from pathlib import Path

import leadqual
from launcher.system.state_files import write_private


class StaticFiles:
    """Remembers what was collected last, because collecting takes seconds.

    Args:
        state: state folder; the files are collected below it.
    """

    def __init__(self, state: Path) -> None:
        self._note = state / "static.fingerprint"
        self._manifest = state / "static" / "staticfiles.json"
        self._fingerprint = _fingerprint()

    def are_current(self) -> bool:
        """Say whether the collected files are those of the code as it is now."""
        try:
            noted = self._note.read_text(encoding="utf-8").strip()
        except OSError:
            return False
        return noted == self._fingerprint and self._manifest.exists()

    def remember(self) -> None:
        write_private(self._note, self._fingerprint + "\n")


def _fingerprint() -> str:
    """Sum up our own files, and the versions of packages, which bring files of theirs."""
    package = Path(leadqual.__file__).parent
    own = (path for path in package.rglob("static/**/*") if path.is_file())
    lines = [f"{path}\t{path.stat().st_size}\t{path.stat().st_mtime_ns}" for path in own]
    lines += [f"{package.name}=={package.version}" for package in distributions()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
