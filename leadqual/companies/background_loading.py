"""Models of companies, loaded by a thread of each web process before a request needs them."""

import logging
import time
from collections.abc import Callable
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection

from classifiers.core.errors import ClassifierError
from classifiers.core.types import CompanyRecord
from leadqual.companies.business_model_prediction import predict_records
from leadqual.companies.models import CompanyVector
from leadqual.core.errors import LeadqualError
from leadqual.core.hints import read_hint, store_hint
from leadqual.registry.selectors import NoModelError
from leadqual.registry.versions.loading import load_encoder

ENCODER_SECONDS = 5.0
CLASSIFIER_SECONDS = 1.0
"""Seconds between two checks whether a model is needed."""

_WANTED_KEY = "lookup.company_is_wanted"
_WANTED_SECONDS = 3_600
_SAMPLE_COMPANY = CompanyRecord(name="Anyone", overview="Sells something.")
logger = logging.getLogger(__name__)


def keep_encoder_loaded() -> None:
    """Load the live encoder now and whenever another one goes live, until this process ends.

    Until then companies are found by words alone.
    """

    def load() -> bool:
        load_encoder_if_useful()
        return False

    _start(load, "load-encoder", seconds=ENCODER_SECONDS)


def keep_classifier_ready() -> None:
    """Load the classifier of companies once it is wanted: it takes 0.5 GB."""
    _start(load_classifier_if_wanted, "load-company-model", seconds=CLASSIFIER_SECONDS)


def load_encoder_if_useful() -> bool:
    """Load the live encoder if any company has a vector; True once it is loaded.

    It takes 0.4 GB, which an installation without companies does not need.
    """
    encoder = load_encoder()
    if not encoder.is_loaded and CompanyVector.objects.filter(encoder=encoder.version).exists():
        encoder.load()
    return encoder.is_loaded


def want_classifier() -> None:
    """Make every web process load the classifier, as any may serve the next request."""
    store_hint(_WANTED_KEY, 1, seconds=_WANTED_SECONDS)


def load_classifier_if_wanted() -> bool:
    """Load the classifier if it was wanted in the last hour; True once it is loaded."""
    if not read_hint(_WANTED_KEY):
        return False
    try:
        predict_records([_SAMPLE_COMPANY])
    except NoModelError:
        return False
    return True


def _start(load: Callable[[], bool], name: str, *, seconds: float) -> None:
    """Call a function in a thread, again and again until it returns True."""

    def repeat() -> None:
        is_loaded = False
        while not is_loaded:
            try:
                is_loaded = load()
            except (
                DatabaseError,
                InterfaceError,
                LeadqualError,
                ClassifierError,
                OSError,
            ) as error:
                logger.info("not loaded yet", extra={"error": type(error).__name__})
            finally:
                connection.close()  # Return it to the pool.
            time.sleep(seconds)

    Thread(target=repeat, name=name, daemon=True).start()
