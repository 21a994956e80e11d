"""The schema of Compose files, which the last package of Compose in Python carries."""

import subprocess
import sys
from pathlib import Path

from tests.programs import CACHE

_VERSION = "1.29.2"
INSTALLED = CACHE / f"docker-compose-{_VERSION}"
SCHEMA = INSTALLED / "compose" / "config" / "compose_spec.json"


def install_schema() -> None:
    """Put the package into `INSTALLED`, without those that it would run with."""
    uv = Path(sys.executable).with_name("uv")
    package = f"docker-compose=={_VERSION}"
    subprocess.run(
        [uv, "pip", "install", "--no-deps", "--target", INSTALLED, package],
        check=True,
        capture_output=True,
    )
