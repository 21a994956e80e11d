"""What jobs need is loaded once for all processes of a worker, which share its memory."""

import ctypes
from typing import Any

from billiard.compat import mem_rss  # type: ignore[import-untyped]

from leadqual.campaigns.pool.index_files import share_codes
from leadqual.registry.versions.loading import (
    keep_for_good,
    load_encoder,
    load_title_model,
    load_to_share,
)

_M_MMAP_THRESHOLD = -3  # As malloc.h has it.
_LARGE = 2**20

ROOM_KILOBYTES = 700_000
"""So much may a process hold beside what it shares: all models take it 0.27 GB, another encoder
0.3 GB, codes of a million companies 0.15 GB, mapped. What a job took more, of memory or mapped
files, ends its process, which would keep it."""


def load_before_fork(sender: Any = None, **_signal: object) -> None:
    """Load the live encoder and the model of titles; where that fails, the first job tells why.

    Each process would load some 0.4 GB of its own otherwise. It counts in the memory of each
    process all the same, so that the limit of it begins above.

    Args:
        sender: the worker, whose processes are not there yet.
    """
    load_to_share(lambda: load_encoder().load(), load_title_model)
    _give_large_blocks_back()
    share_codes()
    keep_for_good()
    if sender is not None:
        sender.max_memory_per_child = mem_rss() + ROOM_KILOBYTES


def _give_large_blocks_back() -> None:
    """Let memory of a megabyte or more go back to the system where it is freed.

    glibc does so at first, but raises the size with each such block that is freed (mallopt(3)):
    jobs that take hundreds of megabytes for a moment would hold them for good, in pieces.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # Other C libraries have none.
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
