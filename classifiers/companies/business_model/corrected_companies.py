"""Companies that people corrected in the product, as examples to learn from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from classifiers.companies.company_rows import record_from_row
from classifiers.companies.datasets import CompanyData, DatasetError, LabeledCompany, spellings
from classifiers.core.types import BUSINESS_MODELS


def read_labeled_rows(rows: Iterable[Mapping[str, object]]) -> list[LabeledCompany]:
    """Read companies with the business model that a person gave them.

    Raises:
        DatasetError: a row without a name, or with a business model that there is not.
    """
    companies = []
    for number, row in enumerate(rows, start=1):
        record, label = record_from_row(row), str(row.get("business_model") or "").strip().lower()
        if label not in BUSINESS_MODELS:
            raise DatasetError(
                f"Row {number} says business_model {label!r}; it is one of "
                f"{', '.join(BUSINESS_MODELS)}."
            )
        if not record.name:
            raise DatasetError(f"Row {number} has no name.")
        companies.append(LabeledCompany(record, label))
    return companies


def add_corrections(data: CompanyData, corrected: Iterable[LabeledCompany]) -> CompanyData:
    """Return data in which corrected companies are learned from, as people corrected them.

    A company whose name is tested on is left out, so that figures stay comparable; one whose name
    was learned from takes the place of what was known of it.
    """
    test_names = {
        spelling
        for part in (data.pool_test, data.organizations_test, data.directory_test)
        for company in part
        for spelling in spellings(company.record.name)
    }
    new_examples = [
        company for company in corrected if not spellings(company.record.name) & test_names
    ]
    replaced_names = {
        spelling for company in new_examples for spelling in spellings(company.record.name)
    }
    other_examples = [
        company for company in data.train if not spellings(company.record.name) & replaced_names
    ]
    return replace(data, train=(*other_examples, *new_examples))
