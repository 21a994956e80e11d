"""The first correction of a process is as quick as the others: what it needs is read before."""

import logging
import time
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.errors import ClassifierError
from leadqual.core.errors import LeadqualError
from leadqual.labelling import gate
from leadqual.registry.loading import load_titles
from leadqual.registry.selectors import NoModelError

BETWEEN = 5.0  # Seconds between two looks whether the taxonomy or the live model is another one.

logger = logging.getLogger(__name__)


def warm() -> bool:
    """Load the live model and read the frozen test set; two small queries where that is done.

    Returns:
        False where no model is live yet.
    """
    try:
        gate.warm(load_titles())
    except NoModelError:
        return False
    return True


def keep_warm() -> None:
    """Do so now and after each change, beside the requests of this process, until it ends."""
    Thread(target=_look_again_and_again, name="keep-warm", daemon=True).start()


def _look_again_and_again() -> None:
    while True:
        try:
            warm()
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError) as error:
            logger.info("not warm yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
        time.sleep(BETWEEN)
