"""How often the business model classifier is right, and how well it knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.datasets import CompanyData, LabeledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core import metrics
from classifiers.core.types import BusinessModelPrediction, CompanyRecord

SELLER_LABELS = ("b2b", "b2c", "both")
SIDE_LABELS = ("b2b", "b2c")


def measure(
    classifier: BusinessModelClassifier, data: CompanyData, *, encoder: CompanyEncoder | None
) -> dict[str, float]:
    """Return the figures of the model card; those without companies are left out."""

    def predict(companies: Sequence[LabeledCompany]) -> list[BusinessModelPrediction]:
        records = [company.record for company in companies]
        if encoder is None:
            return classifier.predict(records)
        return classifier.read(records, encoder=encoder)

    by_name = keep_names_only(data.organizations_test)
    described = [company for company in data.organizations_test if company.record.overview]
    pool, described_predictions, name_predictions = (
        predict(data.pool_test),
        predict(described),
        predict(by_name),
    )
    found = figures(
        data,
        pool=labels(pool),
        described=labels(described_predictions),
        by_name=labels(name_predictions),
    )
    found["pool_calibration_error"] = _calibration_error(data.pool_test, pool)
    found["organisations_calibration_error_with_overview"] = _calibration_error(
        described, described_predictions
    )
    found["organisations_calibration_error_by_name"] = _calibration_error(by_name, name_predictions)
    answered_pairs = [
        pair for pair in zip(by_name, name_predictions, strict=True) if not _is_unknown(pair[1])
    ]
    right = [company.label == given.business_model for company, given in answered_pairs]
    found["organisations_by_name_answered"] = len(answered_pairs) / max(len(by_name), 1)
    found["organisations_by_name_right_of_answered"] = sum(right) / max(len(right), 1)
    unknown_startups = predict(keep_names_only(data.pool_test))
    n_unknown = sum(map(_is_unknown, unknown_startups))
    found["startups_unknown_by_name"] = n_unknown / max(len(unknown_startups), 1)
    if data.hard_test:
        found["hard_accuracy"] = accuracy(data.hard_test, labels(predict(data.hard_test)))
    if data.directory_test:
        directory = predict(data.directory_test)
        sides = [side({each.slug: each.score for each in p.probabilities}) for p in directory]
        found["directory_macro_f1"] = macro_f1(data.directory_test, sides, SIDE_LABELS)
        found["directory_macro_f1_of_five"] = macro_f1(
            data.directory_test, labels(directory), SIDE_LABELS
        )
    return {name: round(figure, 4) for name, figure in sorted(found.items())}


def figures(
    data: CompanyData, *, pool: Sequence[str], described: Sequence[str], by_name: Sequence[str]
) -> dict[str, float]:
    """Return what needs labels alone, of any classifier."""
    is_certain = [not company.is_doubtful for company in data.pool_test]
    organisations = data.organizations_test
    return {
        "pool_macro_f1": macro_f1(data.pool_test, pool, SELLER_LABELS),
        **{f"pool_f1_{label}": macro_f1(data.pool_test, pool, (label,)) for label in SELLER_LABELS},
        "pool_accuracy_without_doubt": accuracy(
            list(compress(data.pool_test, is_certain)), list(compress(pool, is_certain))
        ),
        "organisations_accuracy_with_overview": accuracy(
            [company for company in organisations if company.record.overview], described
        ),
        "organisations_accuracy_by_name": accuracy(organisations, by_name),
    }


def _is_unknown(prediction: BusinessModelPrediction) -> bool:
    return prediction.business_model == "unknown"


def keep_names_only(companies: Sequence[LabeledCompany]) -> list[LabeledCompany]:
    """Return companies of which nothing but the name is known."""
    return [replace(c, record=CompanyRecord(c.record.name)) for c in companies]


def labels(predictions: Sequence[BusinessModelPrediction]) -> list[str]:
    return [prediction.business_model for prediction in predictions]


def accuracy(companies: Sequence[LabeledCompany], found: Sequence[str]) -> float:
    """Return the share of right answers."""
    return metrics.accuracy(found, [company.label for company in companies])


def macro_f1(
    companies: Sequence[LabeledCompany], found: Sequence[str], among: Sequence[str]
) -> float:
    """Return the mean F1 of some labels."""
    true_labels = [(company.label,) for company in companies]
    return metrics.macro_f1([(label,) for label in found], true_labels, among=among)


def _calibration_error(
    companies: Sequence[LabeledCompany], predictions: Sequence[BusinessModelPrediction]
) -> float:
    pairs = zip(companies, predictions, strict=True)
    right = [company.label == given.business_model for company, given in pairs]
    return metrics.calibration_error([given.probability for given in predictions], right)


def side(chances: Mapping[str, float]) -> str:
    """Return which of `SIDE_LABELS` is likelier, whatever else is."""
    return max(SIDE_LABELS, key=lambda label: chances[label])
