"""Vectors of company texts, and a reading for every company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from classifiers.companies.company_text import company_text, text_hash
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.errors import ModelFilesError
from classifiers.core.types import CompanyRecord
from leadqual.companies import readings
from leadqual.companies.models import CompanyReading, CompanyVector
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.leads.models import Company


def record_of(company: Company) -> CompanyRecord:
    """Return a stored company as input of the classifiers."""
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


@dataclass(frozen=True, slots=True, eq=False)
class EncodedCompanies:
    """Companies that an encoder has just read; nothing is stored yet.

    Args:
        encoder: its version.
        records: the same as values.
        texts: key → text, where it differs from the text of the stored vector.
        vectors: key → vector, for the same companies.
        read_at: key → `updated_at` at the time of reading.
    """

    encoder: str
    companies: Sequence[Company]
    records: Sequence[CompanyRecord]
    texts: dict[int, str]
    vectors: dict[int, NDArray[np.float32]]
    read_at: dict[int, datetime]


def read(company_ids: Sequence[int], encoder: CompanyEncoder) -> EncodedCompanies:
    """Read companies; slow, and without a lock.

    Raises:
        ModelFilesError: the encoder cannot be loaded, or its vectors are not numeric.
    """
    companies = list(Company.objects.filter(pk__in=company_ids).order_by("pk"))
    records = [record_of(company) for company in companies]
    texts = _read_changed_texts(companies, records, encoder.version)
    with timed_model("encoder", n=len(texts)):
        vectors = encoder.encode(list(texts.values()))
    if not np.isfinite(vectors).all():
        raise ModelFilesError(
            f"{encoder.version} returned embeddings that are not numbers. None were stored."
        )
    return EncodedCompanies(
        encoder=encoder.version,
        companies=companies,
        records=records,
        texts=texts,
        vectors=dict(zip(texts, vectors, strict=True)),
        read_at={company.pk: company.updated_at for company in companies},
    )


def store(found: EncodedCompanies) -> None:
    """Lock the companies that still exist and store their vectors and readings.

    Topics of new texts are computed later.
    """
    kept = Company.objects.filter(pk__in=[company.pk for company in found.companies])
    existing = set(kept.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    companies = [company for company in found.companies if company.pk in existing]
    CompanyVector.objects.bulk_create(
        (
            CompanyVector(
                workspace_id=company.workspace_id,
                company=company,
                encoder=found.encoder,
                text_hash=text_hash(found.texts[company.pk]),
                vector=found.vectors[company.pk],
            )
            for company in companies
            if company.pk in found.vectors
        ),
        update_conflicts=True,
        unique_fields=["company", "encoder"],
        update_fields=["text_hash", "vector", "created_at"],
    )
    revision = readings.next_revision()
    for has_changed in (True, False):
        CompanyReading.objects.bulk_create(
            (
                CompanyReading(
                    workspace_id=company.workspace_id,
                    company=company,
                    encoder=found.encoder,
                    company_updated_at=found.read_at[company.pk],
                    revision=revision,
                )
                for company in companies
                if (company.pk in found.texts) == has_changed
            ),
            update_conflicts=True,
            unique_fields=["company", "encoder"],
            update_fields=["company_updated_at", "revision", *(["topics"] if has_changed else [])],
        )


def _read_changed_texts(
    companies: Sequence[Company], records: Sequence[CompanyRecord], encoder: str
) -> dict[int, str]:
    stored = CompanyVector.objects.filter(encoder=encoder, company__in=companies)
    hashes = dict(stored.values_list("company_id", "text_hash"))
    texts = {
        company.pk: company_text(record) for company, record in zip(companies, records, strict=True)
    }
    return {pk: text for pk, text in texts.items() if hashes.get(pk) != text_hash(text)}
