"""Companies → vectors, business models and word topics: the work of the embedding job."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from django.core.cache import cache
from django.db import connection, transaction
from pgvector import HalfVector

from classifiers.companies.encoder import CompanyEncoder
from classifiers.companies.glosses import with_glosses
from classifiers.companies.text import company_text, text_hash
from classifiers.types import CompanyRecord
from leadqual.accounts.models import Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Company
from leadqual.matching import vectors
from leadqual.matching.business_models import read_companies, store_business_models
from leadqual.matching.models import N_TOPICS, Campaign, CompanyReading, CompanyVector
from leadqual.matching.pending import next_ids
from leadqual.matching.seeds import join_waiting
from leadqual.registry.loading import load_encoder
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import NoModelError, active_model
from recommender.words import WordTopics

logger = logging.getLogger(__name__)

BATCH = 128
SLICE_SECONDS = 20.0
TOPICS_SHARE = 0.05
"""New topics for everybody once so many wait for theirs: finding them reads every text."""

_CHAIN_KEY = "matching.embed_companies"
_CHAIN_SECONDS = 60  # Longer than a batch on a busy machine; a killed worker frees it after that.
_TOPICS_CHUNK = 2_000
_SET_TOPICS = """
    UPDATE matching_companyreading r SET topics = n.topics::halfvec, revision = %s
      FROM unnest(%s::bigint[], %s::text[]) AS n (company_id, topics)
     WHERE r.company_id = n.company_id AND r.encoder = %s
"""


def work(*, is_follow_up: bool, seconds: float = SLICE_SECONDS) -> None:
    """Read pending companies for a while; what is left goes to a job of its own.

    Other jobs get their turn between two slices. While a chain of slices is on its way, calls
    from elsewhere (imports, the schedule) end at once, so the chains do not grow in number.
    Descriptions and seeds come first, in every call: somebody waits for the first card.

    Args:
        is_follow_up: this is the next slice of the chain.
        seconds: after which the slice ends with its batch.
    """
    join_waiting()
    n_descriptions = embed_descriptions()
    if not is_follow_up and cache.get(_CHAIN_KEY):
        return
    until = time.monotonic() + seconds
    n_read = 0
    while n := embed_batch():
        n_read += n
        cache.set(_CHAIN_KEY, 1, timeout=_CHAIN_SECONDS)
        if time.monotonic() > until:
            logger.info("companies embedded, more to do", extra={"n_companies": n_read})
            enqueue(Job.EMBED_COMPANIES, follow_up=1)
            return
    cache.delete(_CHAIN_KEY)
    n_topics = find_topics()
    if n_read or n_topics or n_descriptions:
        logger.info(
            "companies embedded",
            extra={"n_companies": n_read, "n_topics": n_topics, "n_campaigns": n_descriptions},
        )


@transaction.atomic
def embed_batch(*, size: int = BATCH) -> int:
    """Embed and classify the next pending companies of all workspaces.

    A text that has not changed is not embedded again, and the company is not looked at again.
    Safe to run twice and by several processes at once: one of them works, the others return.

    Returns:
        How many companies were read; 0 where nothing is pending or another process is at it.
    """
    if not _is_alone():
        return 0
    encoder, version = load_encoder(), _live_version()
    ids = next_ids(encoder=encoder.version, business_model=version, limit=size)
    if not ids:
        return 0
    companies = list(Company.objects.filter(pk__in=ids).order_by("pk"))
    records = [record_of(company) for company in companies]
    read_at = {company.pk: company.updated_at for company in companies}
    changed = _changed_texts(companies, records, encoder)
    new = dict(zip(changed, encoder.encode(list(changed.values())), strict=True))
    predictions = (
        read_companies(companies, records, new=new, encoder=encoder.version) if version else []
    )
    # Everything slow is done: from here on rows are locked.
    _store_vectors(companies, new, changed, encoder.version)
    store_business_models(companies, predictions)
    _store_readings(companies, read_at, changed, encoder.version)
    return len(companies)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_CHAIN_KEY])
        row = cursor.fetchone()
    return bool(row and row[0])


def _live_version() -> str:
    """Return the version of the live business model; empty where none is live."""
    try:
        return active_model(ModelVersion.Kind.COMPANIES).version
    except NoModelError:
        return ""


def n_pending_companies(workspace: Workspace) -> int:
    """Return how many companies of a workspace wait to be embedded or classified."""
    return vectors.n_pending_companies(
        workspace, encoder=load_encoder().version, business_model=_live_version()
    )


def record_of(company: Company) -> CompanyRecord:
    """Turn a row into what the classifiers read."""
    return CompanyRecord(
        name=company.name,
        domain=company.domain,
        website=company.website or None,
        overview=company.overview or None,
        industry=company.industry or None,
        categories=tuple(company.categories),
        specialties=tuple(company.specialties),
        sic_codes=tuple(company.sic_codes),
        technologies=tuple(company.technologies),
        type=company.type or None,
        ownership_type=company.ownership_type or None,
        size=company.size or None,
        employees=company.employees,
        followers=company.followers,
        founded=company.founded,
        headquarters=company.headquarters or None,
        city=company.city or None,
        state=company.state or None,
        country=company.country or None,
        total_funding=None if company.total_funding is None else float(company.total_funding),
        alexa_rank=company.alexa_rank,
        linkedin_url=company.linkedin_url or None,
        hubs=tuple(company.hubs),
        events=tuple(company.events),
    )


def _changed_texts(
    companies: Sequence[Company], records: Sequence[CompanyRecord], encoder: CompanyEncoder
) -> dict[int, str]:
    """Return company → text, where the text is not the one that its vector was made from."""
    stored = CompanyVector.objects.filter(encoder=encoder.version, company__in=companies)
    hashes = dict(stored.values_list("company_id", "text_hash"))
    texts = {
        company.pk: company_text(record) for company, record in zip(companies, records, strict=True)
    }
    return {pk: text for pk, text in texts.items() if hashes.get(pk) != text_hash(text)}


def _store_vectors(
    companies: Sequence[Company],
    rows: Mapping[int, np.ndarray],
    texts: Mapping[int, str],
    encoder: str,
) -> None:
    CompanyVector.objects.bulk_create(
        (
            CompanyVector(
                workspace_id=company.workspace_id,
                company=company,
                encoder=encoder,
                text_hash=text_hash(texts[company.pk]),
                vector=rows[company.pk],
            )
            for company in companies
            if company.pk in rows
        ),
        update_conflicts=True,
        unique_fields=["company", "encoder"],
        update_fields=["text_hash", "vector", "created_at"],
    )


def _store_readings(
    companies: Sequence[Company],
    read_at: Mapping[int, datetime],
    changed: Mapping[int, str],
    encoder: str,
) -> None:
    """Note what was read; topics go where the text is another one."""
    revision = vectors.next_revision()
    for has_changed in (True, False):
        CompanyReading.objects.bulk_create(
            (
                CompanyReading(
                    workspace_id=company.workspace_id,
                    company=company,
                    encoder=encoder,
                    company_updated_at=read_at[company.pk],
                    revision=revision,
                )
                for company in companies
                if (company.pk in changed) == has_changed
            ),
            update_conflicts=True,
            unique_fields=["company", "encoder"],
            update_fields=["company_updated_at", "revision", *(["topics"] if has_changed else [])],
        )


def find_topics() -> int:
    """Find the word topics of every workspace where many companies have none.

    Returns:
        How many companies have new topics.
    """
    encoder = load_encoder().version
    waiting = vectors.workspaces_without_topics(encoder=encoder, share=TOPICS_SHARE)
    return sum(_find_topics(workspace, encoder) for workspace in waiting)


@transaction.atomic
def _find_topics(workspace_id: int, encoder: str) -> int:
    if not _is_alone():
        return 0
    companies = list(
        Company.objects.filter(
            workspace=workspace_id, readings__encoder=encoder, readings__workspace=workspace_id
        ).order_by("pk")
    )
    found = WordTopics(n_topics=N_TOPICS).fit_transform(
        [with_glosses(company_text(record_of(company))) for company in companies]
    )
    topics = np.zeros((len(companies), N_TOPICS), dtype=np.float32)
    topics[:, : found.shape[1]] = found
    revision = vectors.next_revision()
    with connection.cursor() as cursor:
        for start in range(0, len(companies), _TOPICS_CHUNK):
            chunk = slice(start, start + _TOPICS_CHUNK)
            keys = [company.pk for company in companies[chunk]]
            texts = [HalfVector(row).to_text() for row in topics[chunk]]
            cursor.execute(_SET_TOPICS, [revision, keys, texts, encoder])
    return len(companies)


def embed_descriptions() -> int:
    """Embed what campaigns look for, where the words are new; returns how many there were."""
    encoder = load_encoder()
    described = Campaign.objects.filter(archived_at=None).exclude(description="")
    waiting = [
        (campaign, key)
        for campaign in described.only("description", "description_hash")
        if campaign.description_hash
        != (key := f"{encoder.version}:{text_hash(campaign.description)}")
    ]
    rows = encoder.encode([campaign.description for campaign, _ in waiting])
    for (campaign, key), row in zip(waiting, rows, strict=True):
        Campaign.objects.filter(pk=campaign.pk, description=campaign.description).update(
            description_vector=row, description_hash=key
        )
    return len(waiting)
