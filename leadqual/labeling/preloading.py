"""What the first correction of a process needs, loaded before."""

import gc
import logging
import time
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from leadqual.core.errors import LeadqualError
from leadqual.labeling import quality_gate
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles

logger = logging.getLogger(__name__)

OBJECTS_BETWEEN_COLLECTIONS = 20_000  # A batch of 1,000 titles makes ten times as many.
BETWEEN = 5.0  # Seconds between two looks whether the taxonomy or the live model is another one.


def preload() -> bool:
    """Load the live model and read the frozen test set; two small queries where that is done.

    Returns:
        False where no model is live yet.
    """
    try:
        quality_gate.preload(load_titles())
    except NoModelError:
        return False
    return True


def keep_preloaded() -> None:
    """Do so now and after each change, next to the requests of this process, until it ends."""
    Thread(target=_check_periodically, name="keep-warm", daemon=True).start()


def _check_periodically() -> None:
    is_kept = False
    while True:
        try:
            if preload() and not is_kept:
                _freeze_objects()
                is_kept = True
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
        time.sleep(BETWEEN)


def _freeze_objects() -> None:
    """Keep the collector of cycles from what is loaded: it took an eighth of a batch of titles."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
