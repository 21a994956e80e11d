"""What a worker of Ray does with the files it gets, without Ray."""

from dataclasses import asdict
from pathlib import Path

import pytest

from leadqual.cli.classification.titles import TitleTask
from leadqual.cli.partitions.engines import Engine, EngineOptions, start_engine
from leadqual.cli.partitions.partition_files import find_partitions
from leadqual.cli.partitions.ray_engine import RayWorker
from tests.leadqual.cli.partitions.title_folders import files_of, write_folder

TASK = TitleTask("title")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", (40, 3, 0, 12))


def test_worker_writes_what_the_local_engine_writes_in_any_order(
    source: Path, tmp_path: Path
) -> None:
    state = TASK.state()
    here = find_partitions(str(source), str(tmp_path / "local"))
    there = find_partitions(str(source), str(tmp_path / "ray"))
    worker = RayWorker(TASK, state)

    with start_engine(EngineOptions(Engine.LOCAL), TASK, state) as run:
        results = list(run(here))
    answers = [worker({"partition": [asdict(one)]}) for one in reversed(there)]

    assert files_of(tmp_path / "ray") == files_of(tmp_path / "local")
    assert answers == [
        {name: [value] for name, value in asdict(one).items()} for one in reversed(results)
    ]
    assert [one.rows for one in results] == [12, 40, 3, 0]


def test_worker_with_other_versions_writes_nothing(source: Path, tmp_path: Path) -> None:
    (first, *_) = find_partitions(str(source), str(tmp_path / "out"))

    answer = RayWorker(TASK, ["titles-of-another-day"])({"partition": [asdict(first)]})

    assert "other versions" in str(answer["error"])
    assert files_of(tmp_path / "out") == {}
