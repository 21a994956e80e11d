"""A Python client made by a generator that is not ours does the common tasks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.documents.documents import ROOT
from tests.leadqual.integration.page_snippets import page_run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("models"),
]
PAGE = ROOT / "docs" / "api" / "python-generator.md"
PACKAGES = ("openapi-python-client==0.29.1", "httpx==0.28.1", "python-dateutil==2.9.0.post0")
_SECONDS = 300


def install_generator(folder: Path) -> str:
    """Install the generator, whose packages are not ours; a text says why that failed."""
    uv = Path(sys.executable).with_name("uv")
    commands = (
        ("venv", "--python", sys.executable, folder),
        ("pip", "install", "--python", folder / "bin" / "python", *PACKAGES),
    )
    for command in commands:
        try:
            subprocess.run([uv, *command], check=True, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            return f"The generator could not be installed: uv failed ({type(error).__name__})"
    return ""


def test_generated_client_does_the_tasks_of_its_page(
    tmp_path: Path, values: dict[str, str]
) -> None:
    if problem := install_generator(tmp_path / "generator"):
        pytest.skip(problem)
    path = f"{tmp_path / 'generator' / 'bin'}{os.pathsep}{os.environ['PATH']}"

    with page_run(tmp_path, values | {"PATH": path}) as run:
        run.run(PAGE)

    assert "VP Sales ['sales']" in run.printed[-1]
    assert "invalid #/email" in run.printed[-1]
