"""Folders: free space, who may read them, whether they can be written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from launcher.system.state_files import ERASURE_KEY_FILE, SECRET_FILE
from leadqual.monitoring.checks.finding import Finding

MIN_FREE_BYTES = 2 * 2**30
MIN_FREE_SHARE = 0.05
_OTHERS, _ALL_BUT_OWNER = 0o007, 0o077


def folders() -> dict[str, Path]:
    """Return the folders that LeadQual writes to, by the name of what they hold."""
    state = settings.STATE_DIR
    return {
        "state": state,
        "uploads": settings.MEDIA_ROOT,
        "facets": state / "facets",
        "indexes": state / "indexes",
        "servers": state / "servers",
        "emails": settings.EMAIL_FILE_PATH,
        "temporary files": Path(tempfile.gettempdir()),
    }


def check_disk() -> Iterator[Finding]:
    """Look at the free space of each folder; folders of one disk are one finding."""
    seen: dict[int, list[str]] = {}
    for name, folder in folders().items():
        if folder.is_dir():
            seen.setdefault(folder.stat().st_dev, []).append(name)
    for names in seen.values():
        folder = folders()[names[0]]
        free = shutil.disk_usage(folder)
        if free.free < MIN_FREE_BYTES or free.free < MIN_FREE_SHARE * free.total:
            yield Finding(
                f"{free.free / 2**30:.1f} of {free.total / 2**30:.1f} GiB are free for "
                f"{', '.join(names)} ({folder}).",
                "Free space, or move the folder to a larger disk.",
            )


def check_permissions() -> Iterator[Finding]:
    """Look whether folders can be written, and whether other accounts may enter them."""
    if not settings.STATE_DIR.is_dir():
        yield Finding(
            f"The folder {settings.STATE_DIR} does not exist.",
            "Create it for the account of LeadQual, with mode 0700, or correct STATE_DIR.",
        )
    for name, folder in folders().items():
        if not folder.is_dir():
            continue
        if not _is_writable(folder):
            yield Finding(
                f"Nothing can be written to {name} ({folder}).",
                "Give the folder to the account of LeadQual, and mount it for writing.",
            )
        is_temporary = folder == Path(tempfile.gettempdir())
        if not is_temporary and folder.stat().st_mode & _OTHERS and not _is_closed_above(folder):
            yield Finding(
                f"Every account of the machine may enter {name} ({folder}).",
                f"Run `chmod o-rwx {folder}`.",
            )
    for name in (SECRET_FILE, ERASURE_KEY_FILE):
        file = settings.STATE_DIR / name
        if file.is_file() and file.stat().st_mode & _ALL_BUT_OWNER:
            yield Finding(
                f"More than the account of LeadQual may read the key in {file}.",
                f"Run `chmod 600 {file}`.",
            )


def _is_closed_above(folder: Path) -> bool:
    """Say whether the state folder keeps other accounts away from what is in it."""
    state = settings.STATE_DIR
    return state in folder.parents and not state.stat().st_mode & _OTHERS


def _is_writable(folder: Path) -> bool:
    try:
        descriptor, name = tempfile.mkstemp(prefix=".incoming-check-", dir=folder)
    except OSError:
        return False
    os.close(descriptor)
    Path(name).unlink(missing_ok=True)
    return True
