"""MLflow keeps the cells of the lab: one run for each, and one for each report with its files."""

import logging
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from classifiers.core.errors import ClassifierError
from research.study import CellResult, DatasetFacts

CELL, DATA = "leadqual.cell", "leadqual.data"
"""Tags: which cell a run is, so that none is kept twice; and the hash of the examples."""
EXPERIMENT = "leadqual lab: {}"
_PAGE = 1_000


class TrackingError(ClassifierError):
    """The tracking server does not answer, or MLflow is not installed."""


def default_store(folder: Path) -> str:
    """Return the address of the SQLite store in the folder of the lab."""
    return f"sqlite:///{(folder / 'mlflow.db').resolve()}"


class Tracker:
    """Writes to one experiment of MLflow.

    Args:
        address: of a server (`http://…`) or a store (`sqlite:///…`).
        subject: names the experiment.
        folder: where files of reports lie if the store is a local one.

    Raises:
        TrackingError: MLflow is not installed, or does not answer.
    """

    def __init__(self, address: str, *, subject: str, folder: Path) -> None:
        self._mlflow_error, self._client = _client(address)
        self._subject = subject
        files = None if address.startswith("http") else (folder / "artifacts").resolve().as_uri()
        with self._plain():
            self._experiment = self._experiment_of(EXPERIMENT.format(subject), files)
            self._known = set(self._cells())

    def keep(self, results: Iterable[CellResult]) -> int:
        """Write the cells that are not there yet, and return how many were written.

        Raises:
            TrackingError: MLflow does not answer; a later call writes what is missing.
        """
        n_written = 0
        for result in results:
            name = cell_name(result)
            if name not in self._known:
                with self._plain():
                    self._write(name, result)
                self._known.add(name)
                n_written += 1
        return n_written

    def keep_report(self, facts: DatasetFacts, files: Sequence[Path]) -> None:
        """Write one run with the report and its charts.

        Raises:
            TrackingError: MLflow does not answer.
        """
        with self._plain():
            run = self._begin(f"report of {self._subject}", {DATA: facts.data})
            for file in files:
                self._client.log_artifact(run, str(file))
            self._client.log_param(run, "n_learned", facts.n_learned)
            self._client.log_param(run, "n_tested", facts.n_tested)
            self._client.set_terminated(run)

    def _write(self, name: str, result: CellResult) -> None:
        from mlflow.entities import Metric, Param  # of the extra `lab`

        parameters = {
            "method": result.method,
            "version": result.version,
            "size": result.size,
            "seed": result.seed,
            "data_hash": result.data,
            "problem": result.problem,
        }
        run = self._begin(f"{result.method} {result.size} {result.seed}", {DATA: result.data})
        now = self._client.get_run(run).info.start_time
        self._client.log_batch(
            run,
            metrics=[Metric(name, value, now, result.size) for name, value in _figures(result)],
            params=[Param(name, str(value)) for name, value in parameters.items()],
        )
        self._client.set_terminated(run)
        self._client.set_tag(run, CELL, name)  # Last: what was stopped before is written anew.

    def _begin(self, name: str, tags: dict[str, str]) -> str:
        tags = {"mlflow.runName": name, "mlflow.source.name": "leadqual lab", **tags}
        return str(self._client.create_run(self._experiment, tags=tags).info.run_id)

    def _cells(self) -> Iterable[str]:
        token = None
        while True:
            page = self._client.search_runs([self._experiment], max_results=_PAGE, page_token=token)
            yield from (run.data.tags[CELL] for run in page if CELL in run.data.tags)
            token = page.token
            if not token:
                return

    def _experiment_of(self, name: str, files: str | None) -> str:
        found = self._client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        return str(self._client.create_experiment(name, artifact_location=files))

    @contextmanager
    def _plain(self) -> Iterator[None]:
        """Tell of a store that does not answer in words for people."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # SQLAlchemy warns of what MLflow does
                yield
        except (self._mlflow_error, OSError) as error:
            raise TrackingError(
                "MLflow does not respond. All results are in the results file of the "
                "lab; the next run adds what is missing to MLflow. Error: "
                f"{str(error).splitlines()[0]}"
            ) from error


def cell_name(result: CellResult) -> str:
    """Return what tells a cell from all others, as MLflow keeps it."""
    return " ".join(map(str, result.key))


def _figures(result: CellResult) -> list[tuple[str, float]]:
    names = ("macro_f1", "accuracy", "fit_seconds", "fit_cpu", "answer_ms", "answer_cpu_ms")
    return [(name, getattr(result, name)) for name in names]


def _client(address: str) -> tuple[type[Exception], Any]:
    """Return the error and the client of MLflow, which takes seconds to import."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"  # nothing is told to anybody
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from mlflow.exceptions import MlflowException  # of the extra `lab`
            from mlflow.tracking import MlflowClient

            return MlflowException, MlflowClient(tracking_uri=address)
    except ImportError as error:
        raise TrackingError("MLflow is not installed. `make lab` installs it.") from error
    except MlflowException as error:
        raise TrackingError(f"Invalid MLflow URL: {error}") from error
