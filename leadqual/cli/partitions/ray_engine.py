"""Partitions on Ray Data: a pool of workers on this machine or in a cluster.

Each partition is one block. A worker that dies is replaced; its partition has no result, and the
caller gives it out once more.
"""

import logging
import os
import secrets
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from leadqual.cli.files.input_files import FileError
from leadqual.cli.partitions.partition_files import Partition, PartitionResult
from leadqual.cli.partitions.row_tasks import RowTask, Run, attempt, job_of

WORKERS = 2
STORE_BYTES = 100 * 2**20  # Names and results alone pass through it, never rows.
WAIT_SECONDS = 10
STDERR = 2
MAX_STARTS = 3  # Ray gives up a start after 30 seconds, which a busy machine may need.
QUIET_ENVIRONMENT = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
# As the local engine: Ray would give way to all other programs.
PRIORITY_ENVIRONMENT = {"RAY_worker_niceness": "0"}
# With "0", Ray takes 127.0.0.1 for its own address and listens nowhere else, on Linux too.
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}


class RayWorker:
    """Loads the model once and writes the partitions that Ray sends, one to a call."""

    def __init__(self, task: RowTask, state: Sequence[object]) -> None:
        self._task = task
        self._job = job_of(task, state)
        self._expected = list(state)
        self._own = list(task.state())
        self._add = ExitStack().enter_context(task.begin(processes=1))

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[object]]:
        """Write the partition of a batch of one; return its result, a list for each field."""
        (partition,) = batch["partition"]
        return {name: [value] for name, value in asdict(self._build_result(partition)).items()}

    def _build_result(self, values: Mapping[str, Any]) -> PartitionResult:
        partition = Partition(**values)
        if self._own != self._expected:
            error = (
                f"A worker has other versions ({self._own}) than this command "
                f"({self._expected}). Install the same LeadQual on every machine."
            )
            return PartitionResult(partition.name, error=error)
        return attempt(self._task, self._add, partition, self._job)


@contextmanager
def start_ray(
    task: RowTask, state: Sequence[object], *, address: str | None, workers: int | None
) -> Iterator[Run]:
    """Start Ray, or connect to a cluster; see `running_engine`."""
    os.environ.update(QUIET_ENVIRONMENT)
    if address is None:
        os.environ.update(PRIORITY_ENVIRONMENT | LOOPBACK, RAY_AUTH_TOKEN=secrets.token_hex(32))
    ray = _import_ray()
    with _connect(ray, address, workers) as n_workers:
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # Results say what went wrong.
        yield partial(_collect_results, ray, task, state, n_workers)


def _collect_results(
    ray: ModuleType,
    task: RowTask,
    state: Sequence[object],
    n_workers: int,
    partitions: Sequence[Partition],
) -> Iterator[PartitionResult]:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # A worker that dies takes one partition with it, no others.
    rows = [{"partition": asdict(partition)} for partition in partitions]
    pool = ray.data.ActorPoolStrategy(
        min_size=1, max_size=min(n_workers, len(rows)), max_tasks_in_flight_per_actor=1
    )
    with warnings.catch_warnings():
        # Ray means to drop `max_task_retries`, and has nothing in its place yet.
        warnings.simplefilter("ignore", ray.util.annotations.RayDeprecationWarning)
        results = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            RayWorker,
            batch_size=1,
            compute=pool,
            fn_constructor_args=(task, list(state)),
            num_cpus=1,
            max_task_retries=0,
        )
    for row in results.iter_rows():
        yield PartitionResult(**row)


@contextmanager
def _connect(ray: ModuleType, address: str | None, workers: int | None) -> Iterator[int]:
    """Connect to a cluster, or start one that ends here; yield the number of workers."""
    quiet = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    if address is not None:
        try:
            with _suppress_output():
                ray.init(address=address, **quiet)
        except (ConnectionError, RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise FileError(f"No Ray cluster answers at {address}: {reason}") from error
        try:
            yield workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        finally:
            ray.shutdown()
        return
    workers = workers or WORKERS
    # Names of sockets have 107 bytes at most, which the folder for temporary files may exceed.
    with tempfile.TemporaryDirectory(prefix="leadqual-ray-", dir="/tmp") as folder:
        try:
            _start(ray, workers, folder, quiet)
            yield workers
        finally:
            ray.shutdown()


def _start(ray: ModuleType, workers: int, folder: str, quiet: Mapping[str, object]) -> None:
    """Start Ray on this machine, again where the machine was too busy.

    Raises:
        FileError: it does not start.
    """
    for start in range(1, MAX_STARTS + 1):
        try:
            with _suppress_output():
                ray.init(
                    address="local",
                    num_cpus=workers,
                    include_dashboard=False,
                    object_store_memory=STORE_BYTES,
                    _node_ip_address="127.0.0.1",
                    _temp_dir=folder,
                    **quiet,
                )
        except Exception as error:  # Ray raises nothing narrower when its processes are slow.
            ray.shutdown()
            _end_processes(folder)
            if start == MAX_STARTS:
                raise FileError(f"Ray does not start on this machine: {error}") from error
        else:
            return


@contextmanager
def _suppress_output() -> Iterator[None]:
    """Drop what Ray's own code writes to standard error, which is for progress."""
    original_descriptor = os.dup(STDERR)
    try:
        with Path(os.devnull).open("wb") as null_device:
            os.dup2(null_device.fileno(), STDERR)
        yield
    finally:
        os.dup2(original_descriptor, STDERR)
        os.close(original_descriptor)


def _end_processes(folder: str) -> None:
    """End what a start left behind that Ray gave up: it would slow down the next one."""
    ended = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if folder in " ".join(process.cmdline()):
                process.kill()
                ended.append(process)
    psutil.wait_procs(ended, timeout=WAIT_SECONDS)


def _import_ray() -> ModuleType:
    """Import Ray.

    Raises:
        FileError: it is not installed.
    """
    try:
        import ray.data  # noqa: F401  # loads ray, too
    except ImportError as error:
        raise FileError(
            "--engine ray needs Ray, which is not installed. Run `make ray`, or install "
            "leadqual[ray]."
        ) from error
    return sys.modules["ray"]
