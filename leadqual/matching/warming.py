"""The encoder is loaded once for all processes of a worker, which share its memory."""

import ctypes
import gc
import logging

from django.db import DatabaseError, connection

from classifiers.errors import ModelFilesError
from leadqual.core.errors import LeadqualError
from leadqual.registry.loading import load_encoder

logger = logging.getLogger(__name__)

_M_MMAP_THRESHOLD = -3  # As malloc.h has it.
_LARGE = 2**20


def load_before_fork(**_signal: object) -> None:
    """Load the live encoder; where that fails, the first job that needs it tells staff why.

    Each process would load some 0.3 GB of its own otherwise. What is loaded by now stays: the
    collector of a child does not touch, and so not copy, its pages.
    """
    try:
        load_encoder().load()
    except (DatabaseError, LeadqualError, ModelFilesError, OSError) as error:
        logger.info("the encoder is not loaded yet", extra={"error": type(error).__name__})
    finally:
        _give_large_blocks_back()
        connection.close()
        # A child must not inherit its threads and connections.
        connection.close_pool()  # type: ignore[attr-defined]  # not in the types of all databases
    gc.collect()
    gc.freeze()


def _give_large_blocks_back() -> None:
    """Let memory of a megabyte or more go back to the system where it is freed.

    glibc does so at first, but raises the size with each such block that is freed (mallopt(3)):
    jobs that take hundreds of megabytes for a moment would hold them for good, in pieces.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # Other C libraries have none.
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
