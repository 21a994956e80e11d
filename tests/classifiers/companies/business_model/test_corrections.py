"""Corrected companies are learned from, and never tested on."""

import pytest

from classifiers.companies.business_model.corrected_companies import (
    add_corrections,
    read_labeled_rows,
)
from classifiers.companies.datasets import CompanyData, DatasetError, LabeledCompany
from classifiers.core.types import CompanyRecord


def company(name: str, label: str) -> LabeledCompany:
    return LabeledCompany(CompanyRecord(name), label)


DATA = CompanyData(
    train=(company("Kelvia GmbH", "b2c"), company("Molar", "b2b")),
    pool_test=(company("Drayage", "b2b"),),
    organizations_test=(company("New York Fire Department (FDNY)", "public"),),
    directory_test=(company("Incisor", "b2c"),),
)


def test_word_of_a_person_takes_the_place_of_what_was_known() -> None:
    data = add_corrections(DATA, [company("kelvia gmbh", "b2b"), company("New one", "both")])

    assert [(one.record.name, one.label) for one in data.train] == [
        ("Molar", "b2b"),
        ("kelvia gmbh", "b2b"),
        ("New one", "both"),
    ]


def test_company_that_is_tested_on_is_not_learned_from() -> None:
    for name in ["DRAYAGE", "FDNY", "New York Fire Department", "In-cisor"]:
        data = add_corrections(DATA, [company(name, "both")])

        assert data == DATA


def test_rows_are_read_under_any_names_of_their_columns() -> None:
    rows = [{"Company": "Kelvia", "description": "Docks.", "business_model": " B2B "}]

    (read,) = read_labeled_rows(rows)

    assert (read.record.name, read.record.overview, read.label) == ("Kelvia", "Docks.", "b2b")


def test_row_that_says_nothing_is_named() -> None:
    for row, said in [
        ({"name": "Kelvia", "business_model": "b2x"}, "Row 1 says business_model 'b2x'"),
        ({"name": "Kelvia"}, "Row 1 says business_model ''"),
        ({"business_model": "b2b"}, "Row 1 has no name"),
    ]:
        with pytest.raises(DatasetError, match=said):
            read_labeled_rows([row])
