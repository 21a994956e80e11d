"""How often the business model classifier is right, and how well it knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.datasets import CompanyData, LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core import metrics
from classifiers.core.types import BusinessModelPrediction, CompanyRecord

SELLERS = ("b2b", "b2c", "both")
SIDES = ("b2b", "b2c")


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
    described = [company for company in data.organisations_test if company.record.overview]
    pool, of_described, of_name = answers(data.pool_test), answers(described), answers(by_name)
    found = figures(
        data, pool=labels(pool), described=labels(of_described), by_name=labels(of_name)
    )
    found["pool_calibration_error"] = _calibration_error(data.pool_test, pool)
    found["organisations_calibration_error_with_overview"] = _calibration_error(
        described, of_described
    )
    found["organisations_calibration_error_by_name"] = _calibration_error(by_name, of_name)
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
    data: CompanyData, *, pool: Sequence[str], described: Sequence[str], by_name: Sequence[str]
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
            [company for company in organisations if company.record.overview], described
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
    return metrics.accuracy(found, [company.label for company in companies])


def macro_f1(
    companies: Sequence[LabelledCompany], found: Sequence[str], among: Sequence[str]
) -> float:
    """Return the mean F1 of some labels."""
    wanted = [(company.label,) for company in companies]
    return metrics.macro_f1([(label,) for label in found], wanted, among=among)


def _calibration_error(
    companies: Sequence[LabelledCompany], predictions: Sequence[BusinessModelPrediction]
) -> float:
    pairs = zip(companies, predictions, strict=True)
    right = [company.label == given.business_model for company, given in pairs]
    return metrics.calibration_error([given.probability for given in predictions], right)


def side(chances: Mapping[str, float]) -> str:
    """Return which of `SIDES` is likelier, whatever else is."""
    return max(SIDES, key=lambda label: chances[label])
