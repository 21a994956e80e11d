"""The encoder is loaded beside the requests: until then companies are found by words alone."""

import logging
import time
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from leadqual.companies.models import CompanyVector
from leadqual.core.errors import LeadqualError
from leadqual.registry.versions.loading import load_encoder

BETWEEN = 5.0  # Seconds between two looks whether there is a vector to compare with.

logger = logging.getLogger(__name__)


def load_if_useful() -> bool:
    """Load the live encoder once a company has a vector; True once it is loaded.

    It takes 0.4 GB, for which an installation without companies has no use.
    """
    encoder = load_encoder()
    if not encoder.is_loaded and CompanyVector.objects.filter(encoder=encoder.version).exists():
        encoder.load()
    return encoder.is_loaded


def keep_encoder_loaded() -> None:
    """Do so now and where another encoder goes live, until this process ends."""
    Thread(target=_look_again_and_again, name="load-encoder", daemon=True).start()


def _look_again_and_again() -> None:
    while True:
        try:
            load_if_useful()
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError, OSError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Back into the pool.
        time.sleep(BETWEEN)
