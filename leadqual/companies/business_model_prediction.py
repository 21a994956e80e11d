"""Predict business models of companies from their words and vectors."""

from collections.abc import Sequence

import numpy as np

from classifiers.companies.business_model.error_costs import as_table, decided
from classifiers.core.types import BusinessModelPrediction, CompanyRecord
from leadqual.companies.encoding import EncodedCompanies
from leadqual.companies.models import CompanyVector
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.registry.versions.loading import load_business_model, load_encoder
from leadqual.taxonomy.selectors import cost_table


def predict_records(records: Sequence[CompanyRecord]) -> list[BusinessModelPrediction]:
    """Predict the business models of companies not in the database; the first call takes seconds.

    Misclassification costs decide, as for stored companies.
    """
    found = load_business_model().read(records, encoder=load_encoder())
    return decided(found, as_table(cost_table()))


def predict_companies(found: EncodedCompanies) -> list[BusinessModelPrediction]:
    """Predict probabilities for stored companies; misclassification costs apply when storing.

    Args:
        found: as the encoder read them; vectors it did not recompute are in the table.
    """
    classifier = load_business_model()
    if not classifier.reads(found.encoder):
        with timed_model("companies", n=len(found.records)):
            return classifier.predict(found.records)
    missing = [company.pk for company in found.companies if company.pk not in found.vectors]
    stored = CompanyVector.objects.filter(encoder=found.encoder, company__in=missing)
    known = {**dict(stored.values_list("company_id", "vector")), **found.vectors}
    blank = np.zeros(classifier.model.directions.shape[1], dtype=np.float32)
    rows = np.array([known.get(company.pk, blank) for company in found.companies], np.float32)
    with timed_model("companies", n=len(found.records)):
        return classifier.predict(found.records, vectors=rows)
