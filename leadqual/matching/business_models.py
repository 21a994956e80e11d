"""Companies → to whom they sell, by words and by the vector of their text."""

from collections.abc import Mapping, Sequence

import numpy as np

from classifiers.types import BusinessModelPrediction, CompanyRecord
from leadqual.leads.models import Company
from leadqual.matching.models import CompanyVector
from leadqual.registry.loading import load_business_model, load_encoder


def read_records(records: Sequence[CompanyRecord]) -> list[BusinessModelPrediction]:
    """Say of companies that are not stored to whom they sell; the first call takes seconds."""
    return load_business_model().read(records, encoder=load_encoder())


def read_companies(
    companies: Sequence[Company],
    records: Sequence[CompanyRecord],
    *,
    new: Mapping[int, np.ndarray],
    encoder: str,
) -> list[BusinessModelPrediction]:
    """Say of stored companies to whom they sell.

    Args:
        companies: the rows.
        records: the same as values.
        new: id of a company → vector that was made just now; the others are read from the table.
        encoder: version of what made the vectors.
    """
    classifier = load_business_model()
    if classifier.encoder != encoder:
        return classifier.predict(records)
    missing = [company.pk for company in companies if company.pk not in new]
    stored = CompanyVector.objects.filter(encoder=encoder, company__in=missing)
    known = {**dict(stored.values_list("company_id", "vector")), **new}
    blank = np.zeros(classifier.model.directions.shape[1], dtype=np.float32)
    vectors = np.array([known.get(company.pk, blank) for company in companies], dtype=np.float32)
    return classifier.predict(records, vectors=vectors)
