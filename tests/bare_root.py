"""Root file systems of Debian without anything else, which debootstrap brings and a cache keeps."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from tests.programs import CACHE, COMPLETE, PROGRAMS, is_complete

PACKAGES = "python3,python3-venv,ca-certificates"
MIRRORS = ("apt-get", "indextargets", "--format", "$(REPO_URI)", "Component: main")


class NoBareRootError(Exception):
    """There is no debootstrap, or apt knows no mirror of Debian."""


def bare_root(suite: str) -> Path:
    """Return the root of a release such as `bookworm`, which is made once and must not change.

    Raises:
        NoBareRootError: it cannot be made here.
    """
    folder = CACHE / f"bare-{suite}"
    root = folder / "root"
    if is_complete(folder):
        return root
    debootstrap = PROGRAMS["debootstrap"]
    if debootstrap.root is None:
        raise NoBareRootError(f"debootstrap is missing: {debootstrap.how}")
    mirror = _mirror()
    shutil.rmtree(folder, ignore_errors=True)
    root.mkdir(parents=True)
    scripts = debootstrap.root / "usr/share/debootstrap"
    paths = f"{os.environ['PATH']}:/usr/sbin:/sbin:{debootstrap.path('wget').parent}"
    options = ("--variant=minbase", f"--include={PACKAGES}")
    subprocess.run(
        [debootstrap.path("debootstrap"), *options, suite, root, mirror],
        check=True,
        env=os.environ | {"DEBOOTSTRAP_DIR": str(scripts), "PATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        umask=0o022,
    )
    for unused in ("var/cache/apt", "var/lib/apt/lists"):
        shutil.rmtree(root / unused)
    (folder / COMPLETE).touch()
    return root


def _mirror() -> str:
    """Return where apt has Debian from on this machine."""
    system = platform.freedesktop_os_release()
    if system["ID"] == "debian":
        release = f"Release: {system.get('VERSION_CODENAME')}"
        listed = subprocess.run([*MIRRORS, release], capture_output=True, text=True, check=True)
        if listed.stdout:
            return listed.stdout.split()[0]
    raise NoBareRootError("apt knows no mirror of Debian")
