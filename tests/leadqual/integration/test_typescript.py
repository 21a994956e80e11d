"""A client in TypeScript, generated from the description of a running server, does common tasks."""

import os
import shutil
from pathlib import Path

import pytest

from tests.documents.pages import ROOT
from tests.leadqual.integration.node import INSTALLED, PACKAGES, node_programs
from tests.leadqual.integration.page_snippets import page_run
from tests.programs import is_complete

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("models"),
]
PAGE = ROOT / "docs" / "api" / "typescript.md"


def test_generated_client_is_type_checked_and_does_the_tasks_of_its_page(
    tmp_path: Path, values: dict[str, str]
) -> None:
    programs = node_programs(tmp_path / "bin")
    if not is_complete(INSTALLED):
        pytest.skip("packages of npm are missing: .venv/bin/python -m tests.prepare --all")
    shutil.copy(PACKAGES / "package.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(INSTALLED / "node_modules")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    with page_run(tmp_path, values | {"PATH": path}) as run:
        run.run(PAGE)

    assert "VP Sales [ 'sales' ]" in run.printed[-1]
    assert "invalid #/email" in run.printed[-1]
