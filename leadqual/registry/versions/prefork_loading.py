"""What the processes of a server share is loaded once, before they are forked."""

import ctypes
import gc
import logging
from collections.abc import Callable

from django.db import DatabaseError, connection

from classifiers.core.errors import ClassifierError
from leadqual.core.errors import LeadqualError

logger = logging.getLogger(__name__)


def load_to_share(*loads: Callable[[], object]) -> None:
    """Load models in a process that will fork; where one fails, each child loads its own.

    Pages that nobody writes to are held once for all children. No connection is left: a child
    must not inherit one, nor the threads of the pool.
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
    """Keep the collector of each child from what was loaded by now: it would copy the pages.

    What loading took for a moment goes back to the system; the children would write to it, and
    the parent would hold it besides.
    """
    gc.collect()
    gc.freeze()
    # Python looks through everything once a quarter as many objects have come to stay: counted
    # from those that are frozen, that would be after hours, and circles would be kept until then.
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Other C libraries have none.
    if trim is not None:
        trim(0)
