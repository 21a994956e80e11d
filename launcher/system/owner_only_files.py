"""Everything in the state folder is for the account of the installation alone.

Postgres and Redis, which run as another account when root starts them, may pass through two folders
by a group of their own; they can list neither and read nothing but their own files.
"""

import os
import re
import shutil
import stat
from pathlib import Path

FOLDER = 0o700
UMASK = 0o077
_GROUP_AND_OTHERS = 0o077
# What a killed process left: uploads and models on their way, small files next to their place.
_PARTIAL_FILE = re.compile(r"\.incoming-.+|\..+\.[0-9a-f]{8}")


def restrict_permissions(state: Path) -> None:
    """Take all rights from other accounts, and delete what a killed process left half made.

    To be called while nothing runs. Files of the servers have owners and rights of their own.
    """
    state.chmod(FOLDER)
    for folder, names, files in os.walk(state):
        here = Path(folder)
        if here == state and "servers" in names:
            names.remove("servers")
        for name in [*names, *files]:
            path = here / name
            if _PARTIAL_FILE.fullmatch(name):
                _delete(path)
                continue
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & _GROUP_AND_OTHERS:
                path.chmod(stat.S_IMODE(mode) & ~_GROUP_AND_OTHERS)
        names[:] = [name for name in names if not _PARTIAL_FILE.fullmatch(name)]


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
