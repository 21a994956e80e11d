"""Files that nobody but the product reads."""

import io
import os
from pathlib import Path


def open_private(path: Path) -> io.BufferedWriter:
    """Open a new file that only the user of the product reads, in place of one that is there."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
