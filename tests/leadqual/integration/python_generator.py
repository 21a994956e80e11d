"""A generator of Python clients that is not ours; `python -m tests.prepare --all` installs it."""

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.programs import CACHE

PACKAGES = ("openapi-python-client==0.29.1", "httpx==0.28.1", "python-dateutil==2.9.0.post0")
_KEY = hashlib.sha256(repr((PACKAGES, sys.executable)).encode()).hexdigest()[:16]
INSTALLED = CACHE / f"python-generator-{_KEY}"


def install_generator() -> None:
    """Make an environment in `INSTALLED` with it."""
    uv = Path(sys.executable).with_name("uv")
    for command in (
        ("venv", "--python", sys.executable, INSTALLED),
        ("pip", "install", "--python", INSTALLED / "bin" / "python", *PACKAGES),
    ):
        subprocess.run([uv, *command], check=True, capture_output=True)  # our own
