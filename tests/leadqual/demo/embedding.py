"""Vectors of the companies of the demo workspace, made without the encoder."""

import numpy as np

from leadqual.accounts.models import Workspace
from leadqual.companies import readings
from leadqual.companies.models import N_DIMENSIONS, CompanyReading, CompanyVector
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion
from leadqual.registry.selectors import active_model
from leadqual.registry.versions.loading import load_encoder


def embed(workspace: Workspace) -> None:
    """Give companies of one industry almost the same vector, and read them as the job would."""
    version, encoder = active_model(ModelVersion.Kind.COMPANIES).version, load_encoder().version
    Company.objects.filter(workspace=workspace).update(business_model_version=version)
    companies = list(Company.objects.filter(workspace=workspace).order_by("pk"))
    industries = sorted({company.industry for company in companies})
    chance = np.random.default_rng(0)
    found = chance.normal(0, 0.02, (len(companies), N_DIMENSIONS))
    found[range(len(companies)), [industries.index(one.industry) for one in companies]] += 1
    CompanyVector.objects.bulk_create(
        CompanyVector(
            workspace=workspace, company=one, encoder=encoder, text_hash="0" * 64, vector=vector
        )
        for one, vector in zip(companies, found, strict=True)
    )
    CompanyReading.objects.bulk_create(
        CompanyReading(
            workspace=workspace,
            company=one,
            encoder=encoder,
            company_updated_at=one.updated_at,
            revision=readings.next_revision(),
        )
        for one in companies
    )
