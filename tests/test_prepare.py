"""What is said before the tests where a program is missing that cannot be had."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.compose_schema import INSTALLED
from tests.programs import COMPLETE
from tests.run import ROOT


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_a_missing_program_is_named_and_an_error_in_ci(
    tmp_path: Path, ci: str, status: int
) -> None:
    packages = tmp_path / INSTALLED.parent.name / INSTALLED.name
    packages.mkdir(parents=True)
    (packages / COMPLETE).touch()
    no_apt_no_curl = {"PATH": "/nowhere", "CHROMIUM_PATH": sys.executable}

    prepared = subprocess.run(
        [sys.executable, "-m", "tests.prepare"],
        cwd=ROOT,
        env={**no_apt_no_curl, "XDG_CACHE_HOME": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert prepared.returncode == status, prepared.stderr
    assert "curl is missing; tests that need it are skipped: install" in prepared.stdout
