"""`leadqual worker` takes the queues that it is told, under a name of its own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from launcher.supervision.programs import node_name
from leadqual.cli import app
from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.worker import _choose_queues, _free_name
from leadqual.core.hosts.queue_names import JobQueue


def test_unknown_queue_is_refused_with_those_that_there_are() -> None:
    answer = CliRunner().invoke(app, ["worker", "--queues", "import,nothing"])

    assert answer.exit_code == 2
    assert all(name in answer.output for name in ("nothing", "classify", "default"))


def test_worker_without_an_installation_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)

    answer = CliRunner().invoke(app, ["worker", "--queues", "import"])

    assert isinstance(answer.exception, FileError)
    assert "make run" in str(answer.exception)


def test_queues_are_chosen_by_their_names_and_all_of_them_without() -> None:
    assert _choose_queues("mail, default,mail") == [JobQueue.MAIL, JobQueue.DEFAULT]
    assert _choose_queues("") == list(JobQueue)


def test_workers_of_one_folder_have_names_of_their_own(tmp_path: Path) -> None:
    names = [_free_name(tmp_path / "workers", "worker-mail") for _ in range(3)]

    assert names == ["worker-mail", "worker-mail-2", "worker-mail-3"]


def test_parts_of_two_folders_have_names_of_their_own(tmp_path: Path) -> None:
    one, two = (node_name("worker", tmp_path / name) for name in ("one", "two"))

    assert one != two
    assert one == node_name("worker", tmp_path / "one")
