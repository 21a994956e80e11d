"""Promises of the register of personal data."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.apps import apps

from leadqual.accounts.models import User, Workspace
from leadqual.privacy.register.personal_tables import EXEMPT_TABLES, FILES, TABLES, USER_TABLES
from leadqual.privacy.register.register_document import DOCUMENT, document
from leadqual.privacy.register.text_columns import text_columns
from tests.leadqual.privacy.everywhere import put_everywhere


def unregistered() -> list[str]:
    """Return tables and columns that the register does not know, and entries without a table."""
    entries = {table.model: table for table in (*TABLES, *USER_TABLES)}
    found = []
    there = set()
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        there.add(label)
        if label in EXEMPT_TABLES:
            continue
        if label not in entries:
            found.append(label)
            continue
        known = entries[label].columns
        found += [f"{label}.{name}" for name in sorted(text_columns(model) - known)]
        names = {field.name for field in model._meta.concrete_fields}
        found += [f"{label}.{name}: no such column" for name in sorted(known - names)]
    found += [
        f"{label}: no such table" for label in sorted((set(entries) | set(EXEMPT_TABLES)) - there)
    ]
    return found


def unregistered_files(folder: Path) -> Iterator[str]:
    """Yield the files below a folder that no kind of the register covers."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(fnmatch(name, kind.place) for kind in FILES):
            yield name


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
