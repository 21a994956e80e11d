"""The first correction of a process is as quick as the others: what it needs is read before."""

import logging
import time
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from leadqual.core.errors import LeadqualError
from leadqual.labeling.quality_gate import frozen_test
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_titles

BETWEEN = 5.0  # Seconds between two looks whether the taxonomy or the live model is another one.

logger = logging.getLogger(__name__)


def preload() -> bool:
    """Load the live model and read the frozen test set; two small queries where that is done.

    Returns:
        False where no model is live yet.
    """
    try:
        frozen_test.preload(load_titles())
    except NoModelError:
        return False
    return True


def keep_preloaded() -> None:
    """Do so now and after each change, beside the requests of this process, until it ends."""
    Thread(target=_look_again_and_again, name="keep-warm", daemon=True).start()


def _look_again_and_again() -> None:
    while True:
        try:
            preload()
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
        time.sleep(BETWEEN)
