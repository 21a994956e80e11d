"""Load the encoder once in the worker, whose processes share the memory."""

from typing import Any

from billiard.compat import mem_rss  # type: ignore[import-untyped]

from leadqual.campaigns.pool.index_files import share_codes
from leadqual.core.hosts.queue_names import JobQueue
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.shared_memory import keep_for_good, load_for_workers

MEMORY_KILOBYTES = 100_000
"""Memory limit of a process beyond what it shares. One that exceeded it in a job is replaced, as it
would keep most of it; the next has the models at once, since they are loaded before the fork."""


def load_before_fork(sender: Any = None, **_kwargs: object) -> None:
    """Load the live encoder where companies are embedded; if that fails, the job reports why.

    Otherwise each process would load 0.2 GB of its own. Shared memory also counts in the memory of
    each process, so the limit is set on top of it.

    Args:
        sender: the worker, before it forks.
    """
    if sender is None or JobQueue.EMBED in sender.app.amqp.queues.consume_from:
        load_for_workers(lambda: load_encoder().load())
        share_codes()
    keep_for_good()
    if sender is not None:
        sender.max_memory_per_child = mem_rss() + MEMORY_KILOBYTES
