"""How often the business model classifier is right, and how well it knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import ArrayLike, NDArray

from classifiers.companies.business_model.classifier import BusinessModelClassifier
from classifiers.companies.datasets import CompanyData, LabelledCompany
from classifiers.companies.embeddings.encoder import CompanyEncoder
from classifiers.core.errors import ClassifierError
from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction, CompanyRecord

SELLERS = ("b2b", "b2c", "both")
SIDES = ("b2b", "b2c")
N_BINS = 10

MAX_COST = 1000.0
TIE = 1e-9
Costs = Mapping[tuple[str, str], float]
Table = NDArray[np.float64]


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


# What a confusion of business models costs, and the answer that is expected to cost least.

"""Answers whose expected costs differ by less cost the same; of these the likeliest is given."""


class CostTableError(ClassifierError):
    """A cost that cannot be, or of a business model that there is not."""


@dataclass(frozen=True, slots=True)
class DecisionBoundary:
    """Where a decision would turn.

    Args:
        probability: of the answer, 0 to 1; below it `rival` would be given.
        rival: the answer that would be expected to cost least then.
        truth: the business model that gains what the answer loses.
    """

    probability: float
    rival: str
    truth: str


def usual_costs() -> dict[tuple[str, str], float]:
    """Return (truth, said) → 0 where they are the same, else 1: the likeliest answer is given."""
    return {
        (truth, said): float(truth != said) for truth in BUSINESS_MODELS for said in BUSINESS_MODELS
    }


def as_table(costs: Costs) -> Table:
    """Return costs as an array; rows are what is true, columns what is said, shape (5, 5).

    Args:
        costs: (truth, said) → cost, 0 to 1000; pairs that are left out have the usual cost.

    Raises:
        CostTableError: a label that there is not, or a cost out of range.
    """
    for (truth, said), cost in costs.items():
        strangers = {truth, said}.difference(BUSINESS_MODELS)
        if strangers:
            names = ", ".join(sorted(strangers))
            raise CostTableError(
                f"Unknown business model {names}. Business models: {', '.join(BUSINESS_MODELS)}."
            )
        if not 0 <= cost <= MAX_COST:
            raise CostTableError(
                f"{truth} predicted as {said} cannot cost {cost}: costs must be from 0 to "
                f"{MAX_COST:,.0f}."
            )
    known = {**usual_costs(), **costs}
    return np.array(
        [[known[truth, said] for said in BUSINESS_MODELS] for truth in BUSINESS_MODELS],
        dtype=np.float64,
    )


def decide(probabilities: ArrayLike, table: Table) -> NDArray[np.str_]:
    """Return the answer that is expected to cost least for each company.

    The expected cost of saying j is the sum over what may be true, i, of p(i) · cost(i, j) (Bayes
    decision rule: Duda, Hart, Stork, Pattern Classification, 2.2). A company of which nothing is
    known, all of whose probabilities are the same, stays `unknown` whatever that costs.

    Args:
        probabilities: in the order of `BUSINESS_MODELS`, shape (n, 5).
        table: from `as_table`.
    """
    p = np.asarray(probabilities, dtype=np.float64).reshape(-1, len(BUSINESS_MODELS))
    costs = _expected(p, table)
    is_cheap = costs <= costs.min(axis=1, keepdims=True) + TIE
    best = np.where(is_cheap, p, -1.0).argmax(axis=1)
    best[p.min(axis=1) == p.max(axis=1)] = BUSINESS_MODELS.index("unknown")
    answers: NDArray[np.str_] = np.array(BUSINESS_MODELS, dtype=np.str_)[best]
    return answers


def _expected(p: NDArray[np.float64], table: Table) -> NDArray[np.float64]:
    """Sum from the left, term by term, as the database does: no product of matrices."""
    total: NDArray[np.float64] = p[:, :1] * table[0]
    for at in range(1, len(BUSINESS_MODELS)):
        total = total + p[:, at : at + 1] * table[at]
    return total


def decided(
    predictions: Iterable[BusinessModelPrediction], table: Table
) -> list[BusinessModelPrediction]:
    """Return predictions with the answer of the lowest expected cost; reasons stay unchanged."""
    found = list(predictions)
    if not found:
        return []
    rows = [[label.score for label in one.probabilities] for one in found]
    answers = decide(rows, table).tolist()
    return [
        replace(one, business_model=answer, probability=row[BUSINESS_MODELS.index(answer)])
        for one, row, answer in zip(found, rows, answers, strict=True)
    ]


def edge_of(probabilities: Sequence[float], table: Table) -> DecisionBoundary | None:
    """Return where the decision about one company would turn; None where it never would.

    Probability is taken from the answer and given to one other business model, until another
    answer is expected to cost as little: the model with which that comes first is the one.

    Args:
        probabilities: in the order of `BUSINESS_MODELS`, shape (5,).
        table: from `as_table`.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    said = BUSINESS_MODELS.index(str(decide(p, table)[0]))
    saved = _expected(p[None, :], table)[0] - _expected(p[None, :], table)[0][said]
    # How much dearer `said` gets beside each answer (column) when a truth (row) gains.
    gain = (table[:, [said]] - table[said, said]) - (table - table[said])
    moved = np.full(gain.shape, np.inf)
    np.divide(np.maximum(saved, 0.0)[None, :], gain, out=moved, where=gain > 0)
    moved[said], moved[:, said] = np.inf, np.inf
    truth, rival = np.unravel_index(moved.argmin(), moved.shape)
    if moved[truth, rival] > p[said]:
        return None
    return DecisionBoundary(
        probability=float(p[said] - moved[truth, rival]),
        rival=BUSINESS_MODELS[rival],
        truth=BUSINESS_MODELS[truth],
    )
