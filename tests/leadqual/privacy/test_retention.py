"""Promises of the retention job: what is old goes, what it removed is on record."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from typer.testing import CliRunner

from leadqual.accounts.models import User, Workspace
from leadqual.cli import app
from leadqual.imports.models import AT_WORK, ImportBatch
from leadqual.privacy.models import RetentionRun
from leadqual.privacy.retention import (
    count_due,
    delete_old_emails,
    run_retention,
)
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from tests.leadqual.privacy.everywhere import bring

pytestmark = pytest.mark.django_db
CSV = b"Email,Last name\nnew@kranwerk.example,New\n"


@pytest.fixture
def old(workspace: Workspace, manager: User, models: None, state: Path) -> ImportBatch:
    """An old import with a rejected row, an old reply, and a new one of each."""
    batch = bring(workspace, manager, CSV + b"old(at)kranwerk.example,\n", "old.csv")
    bring(workspace, manager, CSV, "new.csv")
    ago = timezone.now() - timedelta(days=100)
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=ago, finished_at=ago)
    for days in (0, 100):
        when = timezone.now() - timedelta(days=days)
        mail = Mail(sender=f"d{days}@x.example", subject="Hi", text="Hello", received_at=when)
        receive_reply(workspace=workspace, mail=mail)
    batch.refresh_from_db()
    return batch


def test_old_data_is_removed_and_counted_and_new_data_stays(
    workspace: Workspace,
    old: ImportBatch,
    state: Path,
    settings: Settings,
    manager_client: Client,
) -> None:
    rejected = old.rows.get(outcome="rejected")
    assert rejected.value or old.cells.exists()
    assert any(column["values"] for column in old.columns)
    due = {rule.code: n_rows for rule, n_rows in count_due(workspace)}
    before = manager_client.get("/settings/privacy/").content
    assert (due["uploads"], due["replies"]) == (1, 0)  # Replies stay unless a setting says so.
    assert b'data-rule="uploads"' in before
    assert RetentionRun.objects.count() == 0
    assert old.file.storage.exists(str(old.file.name))
    settings.RETENTION_REPLIES_DAYS = 90

    run = run_retention(workspace)

    assert run is not None
    assert (run.counts["uploads"], run.counts["replies"]) == (1, 1)
    old.refresh_from_db()
    assert len(list((state / "uploads" / "imports").iterdir())) == 1
    assert not old.file.storage.exists(str(old.file.name))
    assert Reply.objects.get().sender == "d0@x.example"
    rejected.refresh_from_db()
    assert (rejected.value, old.cells.count()) == ("", 0)
    assert not any(column["values"] for column in old.columns)
    assert rejected.reason
    page = manager_client.get("/settings/privacy/").content
    assert b"Uploaded files: 1" in page
    assert b"rejected_rows:" not in page
    assert run_retention(workspace).counts == {}  # type: ignore[union-attr]  # nobody else works


def test_files_of_imports_at_work_stay(workspace: Workspace, manager: User) -> None:
    for status in (*AT_WORK, "done"):
        file = f"imports/{status}.csv"
        ImportBatch.objects.create(
            workspace=workspace, author=manager, kind="contacts", file=file, status=status
        )
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(days=1_000))

    run_retention(workspace)

    files = set(ImportBatch.objects.exclude(status="done").values_list("file", flat=True))
    assert files == {f"imports/{status}.csv" for status in AT_WORK}
    assert "expired" in str(ImportBatch.objects.get(status="done").file)


def test_the_command_shows_what_it_removes_and_old_emails_in_files_go(
    workspace: Workspace, old: ImportBatch, state: Path, settings: Settings
) -> None:
    (state / "email").mkdir()
    for name, days in (("old.log", 31), ("new.log", 29)):
        path = state / "email" / name
        path.write_text("To: a@x.example", encoding="utf-8")
        when = time.time() - days * 86_400
        os.utime(path, (when, when))
    runner = CliRunner()

    dry = runner.invoke(app, ["retention", "run", "--dry-run"])
    assert (state / "email" / "old.log").exists()
    done = runner.invoke(app, ["retention", "run"])
    again = runner.invoke(app, ["retention", "run"])

    assert (dry.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    for output in (dry.output, done.output):
        assert "1  Uploaded files (kept 90 days)" in output
        assert "1  Emails in files" in output
    assert [path.name for path in (state / "email").iterdir()] == ["new.log"]
    assert not old.file.storage.exists(str(old.file.name))
    assert "0  Uploaded files (kept 90 days)" in again.output


def test_emails_in_files_stay_where_the_setting_has_no_limit(
    workspace: Workspace, state: Path, settings: Settings
) -> None:
    settings.RETENTION_EMAIL_DAYS = 0
    (state / "email").mkdir()
    path = state / "email" / "old.log"
    path.touch()
    os.utime(path, (0, 0))

    assert delete_old_emails() == 0
    assert path.exists()
