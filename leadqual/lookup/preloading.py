"""The model of companies is loaded while somebody types, and where nobody tries one, not at all."""

import logging
import time
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from classifiers.core.types import CompanyRecord
from leadqual.companies.business_model_prediction import read_records
from leadqual.core.errors import LeadqualError
from leadqual.core.hints import keep_hint, read_hint
from leadqual.registry.selectors import NoModelError

BETWEEN = 1.0  # Seconds between two looks whether somebody has opened the page.

_KEY = "lookup.company_is_wanted"
_SECONDS = 3_600
_ANYONE = CompanyRecord(name="Anyone", overview="Sells something.")

logger = logging.getLogger(__name__)


def load_soon() -> None:
    """Have every process that answers load the model, as the next one to answer may be any."""
    keep_hint(_KEY, 1, seconds=_SECONDS)


def load_if_wanted() -> bool:
    """Load the model where somebody opened the page in the last hour; True once it is loaded."""
    if not read_hint(_KEY):
        return False
    try:
        read_records([_ANYONE])
    except NoModelError:
        return False
    return True


def keep_ready() -> None:
    """Do so beside the requests of this process; it takes 0.5 GB, so not before it is wanted."""
    Thread(target=_look_until_loaded, name="load-company-model", daemon=True).start()


def _look_until_loaded() -> None:
    is_loaded = False
    while not is_loaded:
        time.sleep(BETWEEN)
        try:
            is_loaded = load_if_wanted()
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError, OSError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
