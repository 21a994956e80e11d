"""Which code a process runs: the version of the package and a checksum of its files."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent.parent


@cache
def code_version() -> str:
    """Return the version, such as `0.2.0+1a2b3c4d`; alike on hosts with the same files."""
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.rglob("*.py")):
        digest.update(str(path.relative_to(_FOLDER)).encode())
        digest.update(path.read_bytes())
    return f"{version('leadqual')}+{digest.hexdigest()[:8]}"
