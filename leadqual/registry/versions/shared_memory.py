"""Memory of models that server processes share by loading before they fork."""

import ctypes
import gc
import time
from collections.abc import Callable
from threading import Thread

from django.db import DatabaseError, connection

from classifiers.core.errors import ClassifierError
from leadqual.core.errors import LeadqualError
from leadqual.registry.versions.loading import logger

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # From malloc.h.
_LARGE = 4 * 2**20  # From here on NumPy asks for huge pages, which are quick to get again.
BETWEEN_TRIMS = 60.0


def load_for_workers(*loads: Callable[[], object]) -> None:
    """Load models before forking; if one fails, each child loads its own.

    Unmodified memory pages are shared by all children. Connections are closed: a child must not
    inherit one, nor the threads of the pool.
    """
    for load in loads:
        try:
            load()
        except (DatabaseError, LeadqualError, ClassifierError, OSError) as error:
            words = "a model is not loaded: each process loads its own"
            logger.warning(words, extra={"error": type(error).__name__})
        finally:
            connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # not in the types of all databases


def keep_for_good() -> None:
    """Exclude loaded objects from the children's garbage collection, which would copy the pages.

    Also returns temporary memory of loading to the system, and from now on each large block that is
    freed. glibc does so at first, but raises the size with each such block (mallopt(3)), so that
    processes would keep the hundreds of megabytes that they briefly needed, in fragments.
    """
    gc.collect()
    gc.freeze()
    # Python runs a full collection once long-lived objects grow by a quarter. Counted from the
    # frozen objects, that would take hours, and cycles would stay until then.
    gc.collect()
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # Other C libraries have none.
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, 16 * _LARGE)
    _trim()


def start_trimming() -> None:
    """Return freed memory to the system now and then, next to the requests of this process.

    Small blocks lie between others in use, where glibc would keep them for good.
    """
    Thread(target=_trim_periodically, name="trim-memory", daemon=True).start()


def _trim_periodically() -> None:
    while True:
        time.sleep(BETWEEN_TRIMS)
        _trim()


def _trim() -> None:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Other C libraries have none.
    if trim is not None:
        trim(0)
