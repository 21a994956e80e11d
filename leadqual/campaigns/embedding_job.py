"""The embedding job: computes vectors, business models and word topics of companies.

It uses the live encoder; `encoder_switch` embeds companies with the next one.
"""

import logging
import time

import numpy as np
from django.core.cache import cache
from django.db import connection, transaction
from pgvector import HalfVector

from classifiers.companies.company_text import company_text
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import Workspace
from leadqual.campaigns.setup.description_vectors import embed_descriptions
from leadqual.campaigns.setup.seeds import link_pending
from leadqual.companies import readings
from leadqual.companies.business_model_prediction import predict_companies
from leadqual.companies.business_model_writes import store_business_models
from leadqual.companies.encoding import read, record_of, store
from leadqual.companies.models import N_TOPICS
from leadqual.companies.pending import next_ids
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import try_lock
from leadqual.leads.models import Company
from leadqual.leads.work_order import should_yield
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import NoModelError, active_model
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.services import note_problem
from recommender.ranking.word_topics import WordTopics

logger = logging.getLogger(__name__)

BATCH = 128
SLICE_SECONDS = 20.0

_CHAIN_KEY = "campaigns.embed_companies"
_CHAIN_SECONDS = 60  # Longer than a batch on a busy machine; a killed worker frees it after that.

MISSING_TOPICS_SHARE = 0.05
"""Find topics again once this many companies have none: it reads every text."""

_CHUNK = 2_000
# Shared by all encoders: words do not depend on them, and topics of two runs are not comparable.
_SET_TOPICS = """
    UPDATE campaigns_companyreading r SET topics = n.topics::halfvec, revision = %s
      FROM unnest(%s::bigint[], %s::text[]) AS n (company_id, topics)
     WHERE r.company_id = n.company_id
"""


def work(*, is_follow_up: bool, seconds: float = SLICE_SECONDS) -> None:
    """Embed pending companies until the time is up; a follow-up job does the rest.

    Other jobs run between two slices. While a chain of slices is running, calls from elsewhere
    (imports, the schedule) return at once, so there is only one chain. Every call starts with
    descriptions and seeds, because users wait for the first card. If the encoder cannot be loaded,
    staff see the error on the models page, and existing vectors stay in use.

    Args:
        is_follow_up: this is the next slice of the chain.
        seconds: time limit; the batch in progress is finished.
    """
    link_pending()
    encoder = load_encoder()
    try:
        _work(encoder, is_follow_up=is_follow_up, seconds=seconds)
    except ModelFilesError as error:
        cache.delete(_CHAIN_KEY)
        logger.warning("companies cannot be embedded", extra={"encoder": encoder.version})
        note_problem(encoder.version, str(error))
    else:
        note_problem(encoder.version, "")


def _work(encoder: CompanyEncoder, *, is_follow_up: bool, seconds: float) -> None:
    n_descriptions = embed_descriptions(encoder)
    if not is_follow_up and cache.get(_CHAIN_KEY):
        return
    until = time.monotonic() + seconds
    n_read = 0
    while n := embed_batch():
        n_read += n
        cache.set(_CHAIN_KEY, 1, timeout=_CHAIN_SECONDS)
        if time.monotonic() > until or should_yield():
            logger.info("companies embedded, more to do", extra={"n_companies": n_read})
            enqueue(Job.EMBED_COMPANIES, follow_up=1)
            return
    cache.delete(_CHAIN_KEY)
    n_topics = find_topics(encoder.version)
    if n_read or n_topics or n_descriptions:
        logger.info(
            "companies embedded",
            extra={"n_companies": n_read, "n_topics": n_topics, "n_campaigns": n_descriptions},
        )


@transaction.atomic
def embed_batch(*, size: int = BATCH) -> int:
    """Embed and classify the next pending companies of all workspaces.

    Unchanged texts are not embedded again. Safe to run concurrently: one process works, the
    others return.

    Returns:
        Number of companies embedded; 0 if none is pending or another process is running.
    """
    if not try_lock(_CHAIN_KEY):
        return 0
    encoder, version = load_encoder(), _live_version()
    ids = next_ids(encoder=encoder.version, business_model=version, limit=size)
    if not ids:
        return 0
    batch = read(ids, encoder)
    predictions = predict_companies(batch) if version else []
    # All slow work is done; rows are locked from here on.
    store_business_models(batch.companies, predictions)
    store(batch)
    return len(batch.companies)


def _live_version() -> str:
    """Return the version of the live business model, or "" if there is none."""
    try:
        return active_model(ModelVersion.Kind.COMPANIES).version
    except NoModelError:
        return ""


def n_pending_companies(workspace: Workspace) -> int:
    """Return the number of companies that are not yet embedded or classified."""
    return readings.n_pending_companies(
        workspace, encoder=load_encoder().version, business_model=_live_version()
    )


def find_topics(encoder: str) -> int:
    """Find word topics again in every workspace where many companies have none.

    Args:
        encoder: version of the live encoder, which has embedded the companies.

    Returns:
        Number of companies with new topics.
    """
    workspaces = readings.workspaces_without_topics(encoder=encoder, share=MISSING_TOPICS_SHARE)
    return sum(_find_topics(workspace, encoder) for workspace in workspaces)


@transaction.atomic
def _find_topics(workspace_id: int, encoder: str) -> int:
    if not try_lock("campaigns.find_topics"):
        return 0
    companies = list(
        Company.objects.filter(
            workspace=workspace_id, readings__encoder=encoder, readings__workspace=workspace_id
        ).order_by("pk")
    )
    fitted = WordTopics(n_topics=N_TOPICS).fit_transform(
        [company_text(record_of(company)) for company in companies]
    )
    topics = np.zeros((len(companies), N_TOPICS), dtype=np.float32)
    topics[:, : fitted.shape[1]] = fitted
    revision = readings.next_revision()
    with connection.cursor() as cursor:
        for start in range(0, len(companies), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            keys = [company.pk for company in companies[chunk]]
            texts = [HalfVector(row).to_text() for row in topics[chunk]]
            cursor.execute(_SET_TOPICS, [revision, keys, texts])
    return len(companies)
