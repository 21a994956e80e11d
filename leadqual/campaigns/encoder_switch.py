"""Another encoder beside the live one: vectors of all companies, and the switch when all are there.

Everything that rankings, cards, maps and lists of alike companies are made from carries the version
of its encoder. So the switch is one row that says which encoder is live: whoever asked before it
was answered by the former vectors, whoever asks after it by the new ones.
"""

import logging
import time

from django.core.cache import cache
from django.db import connection, transaction

from classifiers.core.errors import ModelFilesError
from leadqual.campaigns.pool import index_building
from leadqual.campaigns.setup.services import (
    embed_descriptions,
    waiting_descriptions,
)
from leadqual.companies import vectors
from leadqual.companies.business_model_prediction import is_alone, read, store
from leadqual.companies.pending import next_ids
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Company
from leadqual.registry import encoders
from leadqual.registry.encoders import keep_trades
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import desired_encoder
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import lock_kind, note_problem, promote

logger = logging.getLogger(__name__)

BATCH = 32
SLICE_SECONDS = 4.0
"""Short, as nobody waits for these vectors: what the live encoder has to read comes between."""

_CHAIN_KEY = "campaigns.fill_encoder"
_CHAIN_SECONDS = 60
_BEGUN = 1e-6

_COPY_TOPICS = """
    UPDATE campaigns_companyreading r SET topics = l.topics
      FROM campaigns_companyreading l
     WHERE r.company_id = ANY(%s) AND r.encoder = %s
       AND l.company_id = r.company_id AND l.encoder = %s
       AND l.company_updated_at = r.company_updated_at
"""


def work(*, is_follow_up: bool, seconds: float = SLICE_SECONDS) -> None:
    """Read companies with the desired encoder for a while; what is left goes to a job of its own.

    Where all are read, it goes live. Where it cannot be loaded, staff are told on the page of
    models, and the live one goes on.

    Args:
        is_follow_up: this is the next slice of the chain.
        seconds: after which the slice ends with its batch.
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
    """Read companies until a time; True where it came before the end."""
    _note_progress(desired)
    has_more = False
    while not has_more and fill_batch(desired):
        cache.set(_CHAIN_KEY, 1, timeout=_CHAIN_SECONDS)
        has_more = time.monotonic() > until
    _note_progress(desired)
    return has_more


@transaction.atomic
def fill_batch(desired: ModelVersion, *, size: int = BATCH) -> int:
    """Embed the next companies that the desired encoder has not read, of all workspaces.

    Safe to run twice and by several processes at once: one of them works, the others return.

    Returns:
        How many companies were read; 0 where all are, where another process is at it, or where
        the encoder is wanted no more.

    Raises:
        ModelFilesError: the encoder cannot be loaded; nothing has been written.
    """
    if not is_alone(_CHAIN_KEY):
        return 0
    ids = next_ids(encoder=desired.version, business_model="", limit=size)
    if not ids:
        return 0
    found = read(ids, load_encoder(desired.version))
    wanted = ModelVersion.objects.select_for_update().filter(pk=desired.pk, is_desired=True)
    if not wanted.exists():  # Taken back meanwhile: its vectors are being deleted.
        return 0
    store(found)
    # Words are the same for each encoder. `store` holds back whoever finds new topics for all.
    with connection.cursor() as cursor:
        cursor.execute(_COPY_TOPICS, [ids, desired.version, load_encoder().version])
    return len(found.companies)


def _note_progress(desired: ModelVersion) -> None:
    """Store how far it is; above 0 from the start, which says that there may be vectors."""
    n_all, n_waiting = Company.objects.count(), vectors.n_pending(encoder=desired.version)
    share = 1 - min(n_waiting / n_all, 1) if n_all else 1
    encoders.note(desired.version, n_waiting)
    wanted = ModelVersion.objects.filter(pk=desired.pk, is_desired=True)
    wanted.update(n_waiting=n_waiting, progress=max(share, _BEGUN))


def finish(desired: ModelVersion) -> bool:
    """Make what else the encoder needs, then let it go live if nothing is missing.

    Returns:
        False where companies or descriptions came meanwhile, or index files are being made by
        another process: the schedule comes again.

    Raises:
        ModelFilesError: the encoder cannot be loaded; the live one stays.
    """
    keep_trades(desired.version)
    embed_descriptions(load_encoder(desired.version))
    if index_building.is_any_due(desired.version):
        index_building.keep_indexes()
    if index_building.is_any_due(desired.version):
        return False
    return switch(desired)


@transaction.atomic
def switch(desired: ModelVersion) -> bool:
    """Let the desired encoder go live, in one step, if it has read everything."""
    now = next((one for one in lock_kind(desired.kind) if one.pk == desired.pk), None)
    if now is None or not now.is_desired:
        return False
    if vectors.pending_ids(encoder=now.version, business_model="", limit=1):
        return False
    if waiting_descriptions(now.version):
        return False
    promote(version=now, author=None)
    return True
