"""What confusions of business models cost: the usual table, and changes of it."""

import pytest
from django.db import IntegrityError, transaction

from classifiers.core.types import BUSINESS_MODELS
from leadqual.core.jobs import Job
from leadqual.leads.models import Company
from leadqual.taxonomy import services
from leadqual.taxonomy.models import ConfusionCost
from leadqual.taxonomy.selectors import cost_table, current_version
from leadqual.taxonomy.services import set_costs

pytestmark = pytest.mark.django_db


def test_table_without_rows_costs_one_for_every_confusion() -> None:
    costs = cost_table()

    assert len(costs) == 25
    assert {costs[label, label] for label in BUSINESS_MODELS} == {0.0}
    assert sum(costs.values()) == 20


def test_labels_are_the_same_wherever_they_are_said() -> None:
    # Five probabilities are stored without names, in this order.
    assert (
        tuple(ConfusionCost.Label.values) == tuple(Company.BusinessModel.values) == BUSINESS_MODELS
    )


def test_change_counts_at_once_moves_the_version_and_leaves_titles_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs: list[Job] = []
    monkeypatch.setattr(services, "enqueue", jobs.append)
    before = current_version()

    set_costs({("b2c", "b2b"): 3.0}, reason="b2c said to be b2b is dear")
    set_costs({("b2c", "b2b"): 2.0, ("unknown", "both"): 0.0}, reason="less so")

    costs = cost_table()
    assert (costs["b2c", "b2b"], costs["unknown", "both"]) == (2.0, 0.0)
    assert sum(costs.values()) == 20
    assert current_version() > before
    assert jobs == []


def test_impossible_costs_change_nothing() -> None:
    for costs in [{("b2c", "b2b"): -1.0}, {("b2c", "b2x"): 1.0}, {("b2c", "b2b"): float("nan")}]:
        before = current_version()

        with pytest.raises(IntegrityError, match="confusion_cost"), transaction.atomic():
            set_costs({("both", "b2b"): 5.0, **costs}, reason="wrong")

        assert cost_table()["both", "b2b"] == 1
        assert current_version() == before
