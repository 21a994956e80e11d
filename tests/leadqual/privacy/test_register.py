"""Promises of the register of personal data."""

from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.privacy.register.register_check import unregistered, unregistered_files
from leadqual.privacy.register.register_document import DOCUMENT, document
from tests.leadqual.privacy.everywhere import put_everywhere


def test_every_table_and_every_column_of_text_is_registered() -> None:
    assert unregistered() == [], (
        "Say in leadqual/privacy/register/register.yaml which personal data this holds, "
        "or under `without` why it holds none."
    )


@pytest.mark.django_db
def test_every_file_that_the_product_writes_is_registered(
    workspace: Workspace, manager: User, models: None, state: Path
) -> None:
    put_everywhere(workspace, manager)

    written = [path for path in state.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert list(unregistered_files(state)) == []


def test_a_file_that_nobody_registered_is_found(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("someone@example.com", encoding="utf-8")

    assert list(unregistered_files(tmp_path)) == ["notes.txt"]


def test_the_document_lists_what_the_register_says() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == document(), (
        "run `.venv/bin/python -m leadqual.privacy.register.register_document`"
    )
