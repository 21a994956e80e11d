"""The encoder is loaded once for all processes of a worker, which share its memory."""

import ctypes
import gc
import logging
from typing import Any

from billiard.compat import mem_rss  # type: ignore[import-untyped]  # has none
from django.db import DatabaseError, connection

from classifiers.errors import ModelFilesError
from leadqual.core.errors import LeadqualError
from leadqual.matching.index_files import share_codes
from leadqual.registry.loading import load_encoder

logger = logging.getLogger(__name__)

_M_MMAP_THRESHOLD = -3  # As malloc.h has it.
_LARGE = 2**20

ROOM_KILOBYTES = 700_000
"""So much may a process hold beside what it shares: all models take it 0.37 GB, another encoder
0.3 GB, codes of a million companies 0.15 GB, mapped. What a job took more, of memory or mapped
files, ends its process, which would keep it."""


def load_before_fork(sender: Any = None, **_signal: object) -> None:  # noqa: ANN401  # of Celery
    """Load the live encoder; where that fails, the first job that needs it tells staff why.

    Each process would load some 0.3 GB of its own otherwise. What is loaded by now stays: the
    collector of a child does not touch, and so not copy, its pages. They count in the memory of
    each process all the same, so that the limit of it begins above them.

    Args:
        sender: the worker, whose processes are not there yet.
    """
    try:
        load_encoder().load()
    except (DatabaseError, LeadqualError, ModelFilesError, OSError) as error:
        words = "the encoder is not loaded: each process of this worker loads its own"
        logger.warning(words, extra={"error": type(error).__name__})
    finally:
        _give_large_blocks_back()
        share_codes()
        connection.close()
        # A child must not inherit its threads and connections.
        connection.close_pool()  # type: ignore[attr-defined]  # not in the types of all databases
    gc.collect()
    gc.freeze()
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
