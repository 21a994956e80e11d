"""Files to import, and a short way to import them."""

import io
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from leadqual.accounts.models import User, Workspace
from leadqual.imports import control, services
from leadqual.imports.errors import ImportFileError
from leadqual.imports.files.reading import Layout, layouts
from leadqual.imports.merging.import_job import CHUNK_ROWS, run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.imports.undo.undo_job import undo_import

Import = Callable[..., ImportBatch]
OUTCOMES = ("created", "updated", "unchanged", "rejected")


@pytest.fixture
def confirm(workspace: Workspace, manager: User) -> Import:
    """Upload a text or bytes as a file, with the guessed columns, and return the import to run."""

    def start_text(
        content: str | bytes,
        *,
        kind: str = "contacts",
        into: Workspace = workspace,
        changes: dict[str, str] | None = None,
        **options: object,
    ) -> ImportBatch:
        raw = content.encode() if isinstance(content, str) else content
        return services.start_and_confirm(
            workspace=into,
            author=manager,
            kind=kind,
            file=ContentFile(raw, name="list.csv"),
            file_name="list.csv",
            changes=changes or {},
            options=Options(**options),  # type: ignore[arg-type]
            is_queued=False,
        )

    return start_text


@pytest.fixture
def bring(confirm: Import) -> Import:
    """Import a text or bytes as `confirm` does, and return the finished batch."""

    def import_text(
        content: str | bytes, *, chunk_rows: int = CHUNK_ROWS, **others: object
    ) -> ImportBatch:
        batch = confirm(content, **others)
        run_import(batch.pk, chunk_rows=chunk_rows)
        batch.refresh_from_db()
        return batch

    return import_text


@pytest.fixture
def seen_empty(db: None) -> None:
    """Let the planner know that there is nobody yet: it remembers what other tests wrote."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_company, leads_contact, leads_jobtitle")


def layout_in(file: io.BytesIO, sheet: int | None = None) -> Layout:
    """Give the first way in which a file is a table, or raise what speaks against the first one."""
    found = list(layouts(file, sheet))
    for one in found:
        if isinstance(one, Layout):
            return one
    raise next(one for one in found if isinstance(one, ImportFileError))


def planned(batch: ImportBatch) -> tuple[int, int, int, int]:
    """Give what a dry run said: create, update, unchanged, refused."""
    created, updated, unchanged, rejected = (batch.plan[f"n_{name}"] for name in OUTCOMES)
    return created, updated, unchanged, rejected


def undo(batch: ImportBatch, author: User, *, chunk_rows: int = 5_000) -> dict[str, int]:
    """Undo an import to its end, and give what that did."""
    control.start_undo(batch=batch, author=author, is_queued=False)
    undo_import(batch.pk, chunk_rows=chunk_rows)
    batch.refresh_from_db()
    assert batch.status == "undone"
    return {name: batch.undo[name] for name in control.UNDONE if batch.undo[name]}


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    """Give created, updated, unchanged, refused."""
    return batch.n_created, batch.n_updated, batch.n_unchanged, batch.n_rejected
