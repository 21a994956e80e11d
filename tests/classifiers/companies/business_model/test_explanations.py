import numpy as np

from classifiers.companies.business_model.explanations import MAX_EVIDENCE, reasons
from classifiers.companies.business_model.features import CUSTOMERS, KIND, Token
from classifiers.core.types import CompanyRecord


def told(record: CompanyRecord, *spoke: tuple[str, str, float]) -> list[tuple[str, str, float]]:
    tokens = [Token(field, text) for field, text, _ in spoke]
    found = reasons("b2c", tokens, np.array([amount for *_, amount in spoke]), record=record)
    assert {evidence.label for evidence in found} <= {"b2c"}
    return [(each.because, each.text, each.score or 0) for each in found]


def test_strongest_first_and_noise_left_out() -> None:
    spoke = [("overview", f"word {n}", n / 10) for n in range(10)]
    found = told(CompanyRecord("A"), *spoke, ("name", "noise", 0.01), ("name", "against", -1))

    assert [text for _, text, _ in found] == [f"word {n}" for n in range(9, 9 - MAX_EVIDENCE, -1)]


def test_customers_are_told_in_the_words_of_the_text() -> None:
    record = CompanyRecord("A", overview="Savings for parents and their children.")
    found = told(record, (CUSTOMERS, "for people", 1), (CUSTOMERS, "for parents", 0.5))

    assert found == [(CUSTOMERS, "for parents", 1.5)]  # Two readings, one reason.


def test_japanese_is_told_in_japanese_and_kinds_by_their_name() -> None:
    record = CompanyRecord("A", overview="家庭と企業向けの工作機械")
    found = told(
        record,
        ("overview", "machine tools", 2),
        (CUSTOMERS, "people and organisations", 1),
        (KIND, "names car_maker", 0.5),
    )

    assert found == [
        ("overview", "工作機械", 2),
        (CUSTOMERS, "家庭 と 企業", 1),
        (KIND, "car maker", 0.5),
    ]
