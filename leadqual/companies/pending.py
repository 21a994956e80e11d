"""Choose the companies that the embedding job reads next: those of small imports, then the newest.

A pass goes from the newest company to the oldest. Its position is cached, so that no batch checks
again what earlier batches have read; without the cache it starts over. Companies imported meanwhile
come first: they wait for one batch, not for all.
"""

import logging
import time
from collections.abc import Sequence
from threading import Thread

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max

from classifiers.core.errors import ClassifierError
from leadqual.companies import vectors
from leadqual.companies.models import CompanyVector
from leadqual.core.errors import LeadqualError
from leadqual.core.hints import forget_hint, keep_hint, read_hint
from leadqual.leads.models import Company
from leadqual.leads.work_order import first_companies
from leadqual.registry.versions.loading import load_encoder

_SECONDS = 600

BETWEEN = 5.0  # Seconds between checks for a vector to compare with.
logger = logging.getLogger(__name__)


def next_ids(*, encoder: str, business_model: str, limit: int) -> list[int]:
    """Return the companies of any workspace to read next; none if all are read.

    Args:
        encoder: version of the encoder.
        business_model: live version of the classifier; empty if none is live.
        limit: maximum number of companies.
    """
    key = f"campaigns.pass:{encoder}:{business_model}"

    def pending(
        *, above: int = 0, below: int | None = None, among: Sequence[int] | None = None
    ) -> list[int]:
        return vectors.pending_ids(
            encoder=encoder,
            business_model=business_model,
            limit=limit,
            above=above,
            below=below,
            among=among,
        )

    if (first := first_companies()) and (found := pending(among=first)):
        return found

    place: tuple[int, int] | None = read_hint(key)
    if place is not None:
        newest, lowest = place
        if new := pending(above=newest):
            return new
        if older := pending(below=lowest):
            keep_hint(key, (newest, older[-1]), seconds=_SECONDS)
            return older
    # A new pass, which also finds what changed during the last one.
    newest = Company.objects.aggregate(last=Max("pk"))["last"] or 0
    if found := pending(below=newest + 1):
        keep_hint(key, (newest, found[-1]), seconds=_SECONDS)
    else:
        forget_hint(key)
    return found


# The encoder loads in the background: until then companies are found by words alone.


def load_if_useful() -> bool:
    """Load the live encoder if any company has a vector; True once it is loaded.

    It takes 0.4 GB, which an installation without companies does not need.
    """
    encoder = load_encoder()
    if not encoder.is_loaded and CompanyVector.objects.filter(encoder=encoder.version).exists():
        encoder.load()
    return encoder.is_loaded


def keep_encoder_loaded() -> None:
    """Load the live encoder now and whenever another one goes live, until this process ends."""
    Thread(target=_look_again_and_again, name="load-encoder", daemon=True).start()


def _look_again_and_again() -> None:
    while True:
        try:
            load_if_useful()
        except (DatabaseError, InterfaceError, LeadqualError, ClassifierError, OSError) as error:
            logger.info("not loaded yet", extra={"error": type(error).__name__})
        finally:
            connection.close()  # Return it to the pool.
        time.sleep(BETWEEN)
