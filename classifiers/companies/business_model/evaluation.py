"""How often the business model classifier is right, and how well it knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.datasets import CompanyData, LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.types import BusinessModelPrediction, CompanyRecord

SELLERS = ("b2b", "b2c", "both")
SIDES = ("b2b", "b2c")
N_BINS = 10


def measure(
    classifier: BusinessModelClassifier, data: CompanyData, *, encoder: CompanyEncoder | None
) -> dict[str, float]:
    """Return the figures of the model card; those without companies are left out."""

    def answers(companies: Sequence[LabelledCompany]) -> list[BusinessModelPrediction]:
        records = [company.record for company in companies]
        if encoder is None:
            return classifier.predict(records)
        return classifier.read(records, encoder=encoder)

    by_name = name_alone(data.organisations_test)
    told = [company for company in data.organisations_test if company.record.overview]
    pool, of_told, of_name = answers(data.pool_test), answers(told), answers(by_name)
    found = figures(data, pool=labels(pool), told=labels(of_told), by_name=labels(of_name))
    found["pool_calibration_error"] = calibration_error(data.pool_test, pool)
    found["organisations_calibration_error_with_overview"] = calibration_error(told, of_told)
    found["organisations_calibration_error_by_name"] = calibration_error(by_name, of_name)
    answered = [pair for pair in zip(by_name, of_name, strict=True) if not _is_unknown(pair[1])]
    right = [company.label == given.business_model for company, given in answered]
    found["organisations_by_name_answered"] = len(answered) / max(len(by_name), 1)
    found["organisations_by_name_right_of_answered"] = sum(right) / max(len(right), 1)
    strangers = answers(name_alone(data.pool_test))
    n_unknown = sum(map(_is_unknown, strangers))
    found["startups_unknown_by_name"] = n_unknown / max(len(strangers), 1)
    if data.hard_test:
        found["hard_accuracy"] = accuracy(data.hard_test, labels(answers(data.hard_test)))
    if data.directory_test:
        directory = answers(data.directory_test)
        sides = [side({each.slug: each.score for each in p.probabilities}) for p in directory]
        found["directory_macro_f1"] = macro_f1(data.directory_test, sides, SIDES)
        found["directory_macro_f1_of_five"] = macro_f1(
            data.directory_test, labels(directory), SIDES
        )
    return {name: round(figure, 4) for name, figure in sorted(found.items())}


def figures(
    data: CompanyData, *, pool: Sequence[str], told: Sequence[str], by_name: Sequence[str]
) -> dict[str, float]:
    """Return what needs labels alone, of any classifier."""
    are_sure = [not company.is_doubtful for company in data.pool_test]
    organisations = data.organisations_test
    return {
        "pool_macro_f1": macro_f1(data.pool_test, pool, SELLERS),
        **{f"pool_f1_{label}": macro_f1(data.pool_test, pool, (label,)) for label in SELLERS},
        "pool_accuracy_without_doubt": accuracy(
            list(compress(data.pool_test, are_sure)), list(compress(pool, are_sure))
        ),
        "organisations_accuracy_with_overview": accuracy(
            [company for company in organisations if company.record.overview], told
        ),
        "organisations_accuracy_by_name": accuracy(organisations, by_name),
    }


def _is_unknown(prediction: BusinessModelPrediction) -> bool:
    return prediction.business_model == "unknown"


def name_alone(companies: Sequence[LabelledCompany]) -> list[LabelledCompany]:
    """Return companies of which nothing but the name is known."""
    return [replace(c, record=CompanyRecord(c.record.name)) for c in companies]


def labels(predictions: Sequence[BusinessModelPrediction]) -> list[str]:
    return [prediction.business_model for prediction in predictions]


def accuracy(companies: Sequence[LabelledCompany], found: Sequence[str]) -> float:
    """Return the share of right answers."""
    pairs = zip(companies, found, strict=True)
    return float(np.mean([company.label == given for company, given in pairs]))


def macro_f1(
    companies: Sequence[LabelledCompany], found: Sequence[str], among: Sequence[str]
) -> float:
    """Return the mean F1 of some labels."""
    wanted = np.array([company.label for company in companies])
    given = np.array(found)
    scores = []
    for label in among:
        right = ((wanted == label) & (given == label)).sum()
        scores.append(2 * right / max((wanted == label).sum() + (given == label).sum(), 1))
    return float(np.mean(scores))


def calibration_error(
    companies: Sequence[LabelledCompany], predictions: Sequence[BusinessModelPrediction]
) -> float:
    """Return how far probabilities are from what came true, weighted over ten bins."""
    stated = np.array([prediction.probability for prediction in predictions])
    pairs = zip(companies, predictions, strict=True)
    right = np.array([company.label == p.business_model for company, p in pairs])
    bins = np.minimum((stated * N_BINS).astype(int), N_BINS - 1)
    gaps = [abs(stated[bins == b].sum() - right[bins == b].sum()) for b in range(N_BINS)]
    return float(sum(gaps) / len(stated))


def side(chances: Mapping[str, float]) -> str:
    """Return which of `SIDES` is likelier, whatever else is."""
    return max(SIDES, key=lambda label: chances[label])
