"""Embed all companies with the next encoder, and switch to it once all vectors exist.

Everything derived from vectors (rankings, cards, maps, similar companies) stores the version of
its encoder. So the switch updates one row: requests before it use the former vectors, requests
after it the new ones.
"""

import logging
import time

from django.core.cache import cache
from django.db import connection, transaction

from classifiers.core.errors import ModelFilesError
from leadqual.campaigns.pool import index_building
from leadqual.campaigns.setup.description_vectors import embed_descriptions, pending_descriptions
from leadqual.companies import readings
from leadqual.companies.encoding import read, store
from leadqual.companies.pending import next_ids
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import try_lock
from leadqual.leads.models import Company
from leadqual.registry import encoder_pace
from leadqual.registry.encoder_baselines import store_trade_vectors
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import desired_encoder
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import lock_kind, note_problem, promote

logger = logging.getLogger(__name__)

BATCH = 32
SLICE_SECONDS = 4.0
"""Short: these vectors are not urgent, and the live encoder goes first."""

_CHAIN_KEY = "campaigns.fill_encoder"
_CHAIN_SECONDS = 60
_MIN_PROGRESS = 1e-6

_COPY_TOPICS = """
    UPDATE campaigns_companyreading r SET topics = l.topics
      FROM campaigns_companyreading l
     WHERE r.company_id = ANY(%s) AND r.encoder = %s
       AND l.company_id = r.company_id AND l.encoder = %s
       AND l.company_updated_at = r.company_updated_at
"""


def work(*, is_follow_up: bool, seconds: float = SLICE_SECONDS) -> None:
    """Embed companies with the desired encoder until the time is up; a follow-up job does the rest.

    Once all companies are embedded, it goes live. If it cannot be loaded, staff see the error on
    the models page, and the live encoder stays.

    Args:
        is_follow_up: this is the next slice of the chain.
        seconds: time limit; the batch in progress is finished.
    """
    desired = desired_encoder()
    if desired is None or (not is_follow_up and cache.get(_CHAIN_KEY)):
        return
    try:
        has_more = _fill(desired, until=time.monotonic() + seconds)
    except ModelFilesError as error:
        cache.delete(_CHAIN_KEY)
        logger.warning("companies cannot be embedded", extra={"encoder": desired.version})
        note_problem(desired.version, str(error))
        return
    note_problem(desired.version, "")
    if has_more:
        enqueue(Job.FILL_ENCODER, follow_up=1)
        return
    cache.delete(_CHAIN_KEY)
    if finish(desired):
        logger.info("another encoder is live", extra={"encoder": desired.version})


def _fill(desired: ModelVersion, *, until: float) -> bool:
    """Embed companies until a time; return True if the time ran out first."""
    _store_progress(desired)
    has_more = False
    while not has_more and fill_batch(desired):
        cache.set(_CHAIN_KEY, 1, timeout=_CHAIN_SECONDS)
        has_more = time.monotonic() > until
    _store_progress(desired)
    return has_more


@transaction.atomic
def fill_batch(desired: ModelVersion, *, size: int = BATCH) -> int:
    """Embed the next companies, of all workspaces, that have no vector of the desired encoder.

    Safe to run concurrently: one process works, the others return.

    Returns:
        Number of companies embedded; 0 if none is left, another process is running, or the encoder
        is no longer desired.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing was written.
    """
    if not try_lock(_CHAIN_KEY):
        return 0
    ids = next_ids(encoder=desired.version, business_model="", limit=size)
    if not ids:
        return 0
    batch = read(ids, load_encoder(desired.version))
    wanted = ModelVersion.objects.select_for_update().filter(pk=desired.pk, is_desired=True)
    if not wanted.exists():  # Canceled meanwhile: its vectors are being deleted.
        return 0
    store(batch)
    # Words are the same for each encoder. `store` holds back whoever finds new topics for all.
    with connection.cursor() as cursor:
        cursor.execute(_COPY_TOPICS, [ids, desired.version, load_encoder().version])
    return len(batch.companies)


def _store_progress(desired: ModelVersion) -> None:
    """Store the progress; above 0 from the start, because there may be vectors."""
    n_all, n_waiting = Company.objects.count(), readings.n_pending(encoder=desired.version)
    share = 1 - min(n_waiting / n_all, 1) if n_all else 1
    encoder_pace.note(desired.version, n_waiting)
    wanted = ModelVersion.objects.filter(pk=desired.pk, is_desired=True)
    wanted.update(n_waiting=n_waiting, progress=max(share, _MIN_PROGRESS))


def finish(desired: ModelVersion) -> bool:
    """Build everything else the encoder needs, then switch to it if nothing is missing.

    Returns:
        False if companies or descriptions were added meanwhile, or another process is building
        index files; the schedule tries again.

    Raises:
        ModelFilesError: the encoder cannot be loaded; the live encoder stays.
    """
    store_trade_vectors(desired.version)
    embed_descriptions(load_encoder(desired.version))
    if index_building.is_any_due(desired.version):
        index_building.update_indexes()
    if index_building.is_any_due(desired.version):
        return False
    return switch(desired)


@transaction.atomic
def switch(desired: ModelVersion) -> bool:
    """Make the desired encoder live in one step, if it has embedded everything."""
    current = next(
        (version for version in lock_kind(desired.kind) if version.pk == desired.pk), None
    )
    if current is None or not current.is_desired:
        return False
    if readings.pending_ids(encoder=current.version, business_model="", limit=1):
        return False
    if pending_descriptions(current.version):
        return False
    promote(version=current, author=None)
    return True
