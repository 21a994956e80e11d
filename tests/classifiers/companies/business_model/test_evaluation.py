import pytest

from classifiers.companies.business_model.evaluation import (
    accuracy,
    keep_names_only,
    macro_f1,
    side,
)
from classifiers.companies.datasets import LabeledCompany
from classifiers.core.types import CompanyRecord


def companies(*labels: str) -> list[LabeledCompany]:
    return [LabeledCompany(CompanyRecord("A", overview="b"), label) for label in labels]


def test_macro_f1_is_the_mean_over_the_labels_asked_for() -> None:
    asked = companies("b2b", "b2b", "b2c", "unknown")
    found = ["b2b", "b2c", "b2c", "b2b"]

    # b2b: one right of two wanted and two given; b2c: one of one wanted and two given.
    assert macro_f1(asked, found, ("b2b", "b2c")) == pytest.approx((0.5 + 2 / 3) / 2)
    assert macro_f1(asked, found, ("both",)) == 0
    assert accuracy(asked, found) == 0.5


def test_by_name_nothing_else_is_known() -> None:
    assert [company.record for company in keep_names_only(companies("b2b"))] == [CompanyRecord("A")]


def test_of_two_sides_the_likelier_is_taken_whatever_else_is() -> None:
    assert side({"b2b": 0.1, "b2c": 0.2, "both": 0.7}) == "b2c"
