"""What confusions cost decides what is said."""

import numpy as np
import pytest

from classifiers.companies.business_model.error_costs import (
    CostTableError,
    as_table,
    decide,
    decided,
    default_costs,
    find_boundary,
)
from classifiers.core.types import BUSINESS_MODELS, BusinessModelPrediction, Evidence, Label

SEEDS = range(20)


def random_probabilities(seed: int, n: int = 400) -> np.ndarray:
    """Draw probabilities of the five, some of them nearly even."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.dirichlet(np.full(5, rng.choice([0.3, 1.0, 20.0])), n))


def random_table(seed: int) -> np.ndarray:
    """Draw costs; what is right costs something too, sometimes."""
    rng = np.random.default_rng([seed, 1])
    costs = np.round(rng.uniform(0, 10, (5, 5)), 1)
    return np.asarray(costs * (1 - np.eye(5) * rng.choice([0.0, 1.0])))


def test_usual_costs_give_the_likeliest_answer() -> None:
    for seed in SEEDS:
        p = random_probabilities(seed)

        said = decide(p, as_table({}))

        assert said.tolist() == [BUSINESS_MODELS[best] for best in p.argmax(axis=1)]


def test_no_other_answer_is_expected_to_cost_less() -> None:
    for seed in SEEDS:
        p, table = random_probabilities(seed), random_table(seed)

        said = [BUSINESS_MODELS.index(label) for label in decide(p, table)]

        costs = p @ table
        assert costs[np.arange(len(p)), said] == pytest.approx(costs.min(axis=1), abs=1e-8)


def test_dearer_confusion_moves_only_away_from_it() -> None:
    for seed in SEEDS:
        p, before = random_probabilities(seed), as_table({})
        after = as_table({("b2c", "b2b"): 2.0})

        moved = [(a, b) for a, b in zip(decide(p, before), decide(p, after), strict=True) if a != b]

        assert all(former == "b2b" for former, _ in moved)


def test_dearer_confusion_moves_some() -> None:
    p = [[0.5, 0.4, 0.05, 0.03, 0.02], [0.9, 0.05, 0.02, 0.02, 0.01]]

    assert decide(p, as_table({})).tolist() == ["b2b", "b2b"]
    assert decide(p, as_table({("b2c", "b2b"): 3.0})).tolist() == ["b2c", "b2b"]


def test_company_of_which_nothing_is_known_stays_unknown() -> None:
    even = [[0.2] * 5]

    assert decide(even, as_table({})).tolist() == ["unknown"]
    assert decide(even, as_table({(t, "b2b"): 0.0 for t in BUSINESS_MODELS})).tolist() == [
        "unknown"
    ]


def test_of_answers_that_cost_the_same_the_likeliest_is_given() -> None:
    nothing_costs = as_table(dict.fromkeys(default_costs(), 0.0))

    assert decide([[0.1, 0.2, 0.4, 0.2, 0.1]], nothing_costs).tolist() == ["both"]


def test_no_companies() -> None:
    assert decide(np.zeros((0, 5)), as_table({})).tolist() == []
    assert decided([], as_table({})) == []


def test_impossible_costs_are_refused() -> None:
    for costs, said in [
        ({("b2c", "b2x"): 1.0}, "Unknown business model b2x"),
        ({("b2c", "b2b"): -1.0}, "b2c predicted as b2b cannot cost -1"),
        ({("b2c", "b2b"): float("nan")}, "cannot cost nan"),
        ({("b2c", "b2b"): 1e6}, "from 0 to 1,000"),
    ]:
        with pytest.raises(CostTableError, match=said):
            as_table(costs)


def test_decided_prediction_has_the_probability_of_its_answer_and_keeps_its_reasons() -> None:
    why = (Evidence("b2b", "overview", "for shippers", 0.4),)
    shares = (0.5, 0.4, 0.05, 0.03, 0.02)
    labels = tuple(Label(*pair) for pair in zip(BUSINESS_MODELS, shares, strict=True))
    found = BusinessModelPrediction("b2b", 0.5, labels, "companies-1", why)

    (answer,) = decided([found], as_table({("b2c", "b2b"): 3.0}))

    assert (answer.business_model, answer.probability) == ("b2c", 0.4)
    assert (answer.probabilities, answer.why, answer.model) == (labels, why, "companies-1")


def test_answer_turns_at_its_edge_and_not_before() -> None:
    drawn = [
        (p, table)
        for seed in SEEDS
        for table in [random_table(seed)]
        for p in random_probabilities(seed, n=20)
    ]
    n_turned = 0
    for p, table in drawn:
        edge = find_boundary(p, table)
        if edge is None or edge.probability < 1e-3:
            continue
        said, gains = str(decide(p, table)[0]), BUSINESS_MODELS.index(edge.truth)
        for probability, answer in (
            (edge.probability - 1e-6, edge.rival),
            (edge.probability + 1e-6, said),
            ((edge.probability + p[BUSINESS_MODELS.index(said)]) / 2, said),
        ):
            moved = p.copy()
            moved[gains] += p[BUSINESS_MODELS.index(said)] - probability
            moved[BUSINESS_MODELS.index(said)] = probability
            assert decide(moved, table)[0] == answer
        n_turned += 1
    assert n_turned > 100


def test_answer_that_costs_nothing_whatever_is_true_has_no_edge() -> None:
    free = as_table({(truth, "both"): 0.0 for truth in BUSINESS_MODELS})

    assert find_boundary([0.3, 0.2, 0.4, 0.05, 0.05], free) is None


def test_edge_with_usual_costs_lies_half_way_to_the_next() -> None:
    edge = find_boundary([0.6, 0.3, 0.05, 0.03, 0.02], as_table({}))

    assert edge is not None
    assert edge.rival == "b2c"
    assert edge.probability == pytest.approx(0.45)
