"""A disk that is nearly full, as the kernel makes it."""

import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(*, n_bytes: int) -> Iterator[Path]:
    """Give a folder that takes at most `n_bytes`; writing more fails as on a full disk.

    Root gets a file system of that size. Others get a limit for each file of this process.
    """
    with tempfile.TemporaryDirectory(prefix="leadqual-disk-") as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={n_bytes},mode=0700", "tmpfs", name]
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            try:
                yield Path(name)
            finally:
                subprocess.run(["umount", name], check=True)
            return
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
        try:
            yield Path(name)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
