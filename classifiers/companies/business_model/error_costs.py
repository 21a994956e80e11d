"""What misclassified business models cost, and the answer that is expected to cost least."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from classifiers.core.errors import ClassifierError
from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction

MAX_COST = 1000.0
TIE_TOLERANCE = 1e-9
"""Answers whose expected costs differ by less cost the same; of these the likeliest is given."""
Costs = Mapping[tuple[str, str], float]
CostTable = NDArray[np.float64]


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


def default_costs() -> dict[tuple[str, str], float]:
    """Return (truth, predicted) → 0 where they are the same, else 1."""
    return {
        (truth, predicted): float(truth != predicted)
        for truth in BUSINESS_MODELS
        for predicted in BUSINESS_MODELS
    }


def as_table(costs: Costs) -> CostTable:
    """Return costs as an array; rows are what is true, columns what is predicted, shape (5, 5).

    Args:
        costs: (truth, predicted) → cost, 0 to 1000; pairs that are left out have the usual cost.

    Raises:
        CostTableError: a label that there is not, or a cost out of range.
    """
    for (truth, predicted), cost in costs.items():
        unknown_labels = {truth, predicted}.difference(BUSINESS_MODELS)
        if unknown_labels:
            names = ", ".join(sorted(unknown_labels))
            raise CostTableError(
                f"Unknown business model {names}. Business models: {', '.join(BUSINESS_MODELS)}."
            )
        if not 0 <= cost <= MAX_COST:
            raise CostTableError(
                f"{truth} predicted as {predicted} cannot cost {cost}: costs must be from 0 to "
                f"{MAX_COST:,.0f}."
            )
    known = {**default_costs(), **costs}
    return np.array(
        [[known[truth, predicted] for predicted in BUSINESS_MODELS] for truth in BUSINESS_MODELS],
        dtype=np.float64,
    )


def decide(probabilities: ArrayLike, table: CostTable) -> NDArray[np.str_]:
    """Return the answer that is expected to cost least for each company.

    The expected cost of answer j is the sum over what may be true, i, of p(i) · cost(i, j) (Bayes
    decision rule: Duda, Hart, Stork, Pattern Classification, 2.2). A company of which nothing is
    known, all of whose probabilities are the same, stays `unknown` whatever that costs.

    Args:
        probabilities: in the order of `BUSINESS_MODELS`, shape (n, 5).
        table: from `as_table`.
    """
    p = np.asarray(probabilities, dtype=np.float64).reshape(-1, len(BUSINESS_MODELS))
    costs = _expected_costs(p, table)
    is_cheap = costs <= costs.min(axis=1, keepdims=True) + TIE_TOLERANCE
    best = np.where(is_cheap, p, -1.0).argmax(axis=1)
    best[p.min(axis=1) == p.max(axis=1)] = BUSINESS_MODELS.index("unknown")
    answers: NDArray[np.str_] = np.array(BUSINESS_MODELS, dtype=np.str_)[best]
    return answers


def _expected_costs(p: NDArray[np.float64], table: CostTable) -> NDArray[np.float64]:
    """Sum from the left, term by term, as the database does: no product of matrices."""
    expected: NDArray[np.float64] = p[:, :1] * table[0]
    for at in range(1, len(BUSINESS_MODELS)):
        expected = expected + p[:, at : at + 1] * table[at]
    return expected


def decided(
    predictions: Iterable[BusinessModelPrediction], table: CostTable
) -> list[BusinessModelPrediction]:
    """Return predictions with the answer of the lowest expected cost; reasons stay unchanged."""
    listed = list(predictions)
    if not listed:
        return []
    rows = [[label.score for label in prediction.probabilities] for prediction in listed]
    answers = decide(rows, table).tolist()
    return [
        replace(prediction, business_model=answer, probability=row[BUSINESS_MODELS.index(answer)])
        for prediction, row, answer in zip(listed, rows, answers, strict=True)
    ]


def find_boundary(probabilities: Sequence[float], table: CostTable) -> DecisionBoundary | None:
    """Return where the decision about one company would turn; None where it never would.

    Probability is taken from the answer and given to one other business model, until another
    answer is expected to cost as little: the model with which that comes first is the one.

    Args:
        probabilities: in the order of `BUSINESS_MODELS`, shape (5,).
        table: from `as_table`.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    answer = BUSINESS_MODELS.index(str(decide(p, table)[0]))
    margin = _expected_costs(p[None, :], table)[0] - _expected_costs(p[None, :], table)[0][answer]
    # How much dearer `answer` gets than each other one (column) when a truth (row) gains.
    margin_change = (table[:, [answer]] - table[answer, answer]) - (table - table[answer])
    shift = np.full(margin_change.shape, np.inf)
    np.divide(np.maximum(margin, 0.0)[None, :], margin_change, out=shift, where=margin_change > 0)
    shift[answer], shift[:, answer] = np.inf, np.inf
    truth, rival = np.unravel_index(shift.argmin(), shift.shape)
    if shift[truth, rival] > p[answer]:
        return None
    return DecisionBoundary(
        probability=float(p[answer] - shift[truth, rival]),
        rival=BUSINESS_MODELS[rival],
        truth=BUSINESS_MODELS[truth],
    )
