"""MLflow keeps every cell once, and a report with its files; the real store, in a file."""

from pathlib import Path

import pytest

from research.tracking import CELL, DATA, Tracker, TrackingError, default_store
from tests.research.made import FACTS, result

# What MLflow and what it is built on warn of is theirs.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.slow
def test_cells_are_kept_once_and_reports_with_their_files(tmp_path: Path) -> None:
    cells = [result(seed=0, macro_f1=0.75), result(seed=1, problem="too few")]
    report = tmp_path / "titles.md"
    report.write_text("# Learning curves", encoding="utf-8")
    address = default_store(tmp_path)

    first = Tracker(address, subject="titles", folder=tmp_path)
    assert first.keep(cells) == 2
    first.keep_report(FACTS, [report])
    again = Tracker(address, subject="titles", folder=tmp_path)
    assert again.keep([*cells, result(seed=2)]) == 1

    from mlflow.tracking import MlflowClient  # takes seconds

    client = MlflowClient(tracking_uri=address)
    (experiment,) = [e for e in client.search_experiments() if e.name == "leadqual lab: titles"]
    runs = client.search_runs([experiment.experiment_id])
    kept = {run.data.tags[CELL]: run for run in runs if CELL in run.data.tags}
    assert len(kept) == 3
    best = kept["0123456789abcdef tuned 1 100 0"]
    assert best.data.metrics["macro_f1"] == 0.75
    assert best.data.metrics["answer_cpu_ms"] == 2.0
    assert best.data.params["size"] == "100"
    assert best.data.params["data_hash"] == FACTS.data
    assert best.info.status == "FINISHED"
    (reported,) = [run for run in runs if CELL not in run.data.tags]
    assert reported.data.tags[DATA] == FACTS.data
    assert [file.path for file in client.list_artifacts(reported.info.run_id)] == ["titles.md"]
    assert (tmp_path / "mlflow.db").exists()

    with pytest.raises(TrackingError, match="Invalid MLflow URL"):
        Tracker("nonsense://nowhere", subject="titles", folder=tmp_path)


@pytest.mark.slow
def test_a_cell_that_was_half_written_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.exceptions import MlflowException  # takes seconds
    from mlflow.tracking import MlflowClient

    def gone(*_: object, **__: object) -> None:
        raise MlflowException("The server is gone.")

    address = default_store(tmp_path)
    tracker = Tracker(address, subject="titles", folder=tmp_path)
    with monkeypatch.context() as server:
        server.setattr(MlflowClient, "log_batch", gone)
        with pytest.raises(TrackingError, match="does not respond"):
            tracker.keep([result(seed=0)])

    again = Tracker(address, subject="titles", folder=tmp_path)

    assert again.keep([result(seed=0)]) == 1
    assert Tracker(address, subject="titles", folder=tmp_path).keep([result(seed=0)]) == 0
