"""Business models of companies, predicted from their words and vectors."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from classifiers.companies.business_model.error_costs import as_table, decided
from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction, CompanyRecord
from leadqual.companies.business_model_writes import BusinessModelAnswer, store_answers
from leadqual.companies.encoding import EncodedCompanies
from leadqual.companies.models import CompanyVector
from leadqual.core.telemetry.metric_store import timed_model
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_business_model, load_encoder
from leadqual.taxonomy.selectors import cost_table


def read_records(records: Sequence[CompanyRecord]) -> list[BusinessModelPrediction]:
    """Predict the business models of companies not in the database; the first call takes seconds.

    Misclassification costs decide, as for stored companies.
    """
    found = load_business_model().read(records, encoder=load_encoder())
    return decided(found, as_table(cost_table()))


def read_companies(found: EncodedCompanies) -> list[BusinessModelPrediction]:
    """Predict probabilities for stored companies; misclassification costs apply when storing.

    Args:
        found: as the encoder read them; vectors it did not recompute are in the table.
    """
    classifier = load_business_model()
    if not classifier.reads(found.encoder):
        with timed_model("companies", n=len(found.records)):
            return classifier.predict(found.records)
    missing = [company.pk for company in found.companies if company.pk not in found.rows]
    stored = CompanyVector.objects.filter(encoder=found.encoder, company__in=missing)
    known = {**dict(stored.values_list("company_id", "vector")), **found.rows}
    blank = np.zeros(classifier.model.directions.shape[1], dtype=np.float32)
    rows = np.array([known.get(company.pk, blank) for company in found.companies], np.float32)
    with timed_model("companies", n=len(found.records)):
        return classifier.predict(found.records, vectors=rows)


def store_business_models(
    companies: Sequence[Company], predictions: Sequence[BusinessModelPrediction]
) -> None:
    """Store the label of least expected cost with all five probabilities; corrections stay.

    Args:
        companies: the rows.
        predictions: one for each company; if empty, nothing is written.
    """
    if not predictions:
        return
    keys = [company.pk for company in companies]
    # All bulk writes lock in the same order, so that they never deadlock.
    list(Company.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    # Read after locking: a cost change that commits later sees what is stored here.
    answers = decided(predictions, as_table(cost_table()))
    store_answers(
        [
            BusinessModelAnswer(
                company=key,
                business_model=answer.business_model,
                probability=answer.probability,
                probabilities=_probabilities(answer),
                why=[asdict(reason) for reason in answer.why],
                version=answer.model,
            )
            for key, answer in zip(keys, answers, strict=True)
        ]
    )


def _probabilities(prediction: BusinessModelPrediction) -> list[float]:
    """Return the five probabilities in the order of the labels."""
    by_label = {label.slug: label.score for label in prediction.probabilities}
    return [float(by_label[label]) for label in BUSINESS_MODELS]
