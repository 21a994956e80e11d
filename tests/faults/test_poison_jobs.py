"""A job that always ends badly is tried a few times, named in the log, and blocks no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadqual.core.hosts.counted_job import MAX_LOST
from tests.faults.poison_jobs import fail, kill_own_process, leave_note, take_all_memory
from tests.waiting import until
from tests.worker import running_worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """The log of a worker with two processes that also knows the jobs of `poison_jobs`."""
    options = ("--concurrency=2", "--include=tests.faults.poison_jobs", "--without-mingle")
    with running_worker(tmp_path / "worker.log", *options) as log:
        yield log


def lines_in(note: Path) -> int:
    return len(note.read_text(encoding="utf-8").splitlines()) if note.exists() else 0


def see_another_job_run(folder: Path) -> None:
    note = folder / "another"
    leave_note.apply_async(kwargs={"note": str(note)})
    until(lambda: lines_in(note) == 1)


def test_job_that_kills_its_process_is_given_up_and_named(log: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"

    kill_own_process.apply_async(kwargs={"note": str(note)})
    see_another_job_run(tmp_path)

    until(lambda: "job given up" in log.read_text(encoding="utf-8"))
    assert lines_in(note) == MAX_LOST
    assert "tests.kill_own_process" in log.read_text(encoding="utf-8")


def test_job_that_raises_runs_once_and_is_named(log: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"

    fail.apply_async(kwargs={"note": str(note)})
    see_another_job_run(tmp_path)

    until(lambda: "tests.fail" in log.read_text(encoding="utf-8"))
    assert lines_in(note) == 1


def test_job_that_takes_all_memory_does_not_take_the_queue_with_it(
    log: Path, tmp_path: Path
) -> None:
    note = tmp_path / "note"

    take_all_memory.apply_async(kwargs={"note": str(note)})

    until(lambda: "MemoryError" in log.read_text(encoding="utf-8"))
    see_another_job_run(tmp_path)
    assert lines_in(note) == 1
