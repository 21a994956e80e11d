"""What runs in each worker of Ray: one model, and one partition after the other."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from leadqual.cli.partitions.partition_files import Partition
from leadqual.cli.partitions.partition_tasks import (
    PartitionResult,
    PartitionTask,
    attempt,
    job_of,
)


class RayWorker:
    """Loads the model once and writes the partitions that Ray sends, one to a call.

    Args:
        task: what is done with each partition.
        state: the versions that the command has; a worker with others writes nothing.
    """

    def __init__(self, task: PartitionTask, state: Sequence[object]) -> None:
        self._job = job_of(task, state)
        self._expected = list(state)
        self._own = list(task.state())
        self._work = ExitStack().enter_context(task.begin(processes=1))

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[object]]:
        """Write the partition of a batch of one; return its result, a list for each field."""
        (partition,) = batch["partition"]
        return {name: [value] for name, value in asdict(self._result(partition)).items()}

    def _result(self, values: Mapping[str, Any]) -> PartitionResult:
        partition = Partition(**values)
        if self._own != self._expected:
            error = (
                f"A worker has other versions ({self._own}) than this command "
                f"({self._expected}). Install the same LeadQual on every machine."
            )
            return PartitionResult(partition.name, error=error)
        return attempt(self._work, partition, self._job)
