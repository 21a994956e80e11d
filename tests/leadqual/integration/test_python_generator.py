"""A Python client made by a generator that is not ours does the common tasks."""

import os
from pathlib import Path

import pytest

from tests.documents.pages import ROOT
from tests.leadqual.integration.page_snippets import page_run
from tests.leadqual.integration.python_generator import INSTALLED
from tests.programs import is_complete

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("models"),
]
PAGE = ROOT / "docs" / "api" / "python-generator.md"


def test_generated_client_does_the_tasks_of_its_page(
    tmp_path: Path, values: dict[str, str]
) -> None:
    if not is_complete(INSTALLED):
        pytest.skip("the generator is missing: .venv/bin/python -m tests.prepare --all")
    path = f"{INSTALLED / 'bin'}{os.pathsep}{os.environ['PATH']}"

    with page_run(tmp_path, values | {"PATH": path}) as run:
        run.run(PAGE)

    assert "VP Sales ['sales']" in run.printed[-1]
    assert "invalid #/email" in run.printed[-1]
