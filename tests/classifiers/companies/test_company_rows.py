import math

from hypothesis import given
from hypothesis import strategies as st

from classifiers.companies.company_rows import record_from_row
from classifiers.core.types import CompanyRecord


def test_columns_go_by_many_names_and_no_case() -> None:
    record = record_from_row(
        {
            "Company Name": " Acme ",
            "URL": "https://acme.test",
            "Team-Size": "51",
            "All Locations": "Lyon, France",
            "Year founded": 1999.0,
            "tags": ["SaaS", "SaaS", "Retail"],
        }
    )

    assert record == CompanyRecord(
        "Acme",
        website="https://acme.test",
        employees=51,
        headquarters="Lyon, France",
        founded=1999,
        categories=("SaaS", "Retail"),
    )


def test_its_own_name_comes_before_others() -> None:
    assert record_from_row({"company": "Wrong", "name": "Right"}).name == "Right"
    assert record_from_row({"company": "Acme", "name": ""}).name == "Acme"


def test_texts_become_one_overview_from_short_to_long_each_once() -> None:
    record = record_from_row(
        {
            "name": "Acme",
            "long_description": "We sell anvils. To coyotes.",
            "one_liner": "Anvils online",
            "description": "We sell anvils.",
        }
    )

    assert record.overview == "Anvils online We sell anvils. To coyotes."


def test_lists_come_as_lists_json_or_joined() -> None:
    for value in [["a b", "c"], '["a b", "c"]', "a b; c", "a b;c;", ("a b", None, "c")]:
        assert record_from_row({"name": "Acme", "technologies": value}).technologies == ("a b", "c")


def test_a_broken_list_is_read_as_joined() -> None:
    assert record_from_row({"name": "A", "categories": "[x;y"}).categories == ("[x", "y")


def test_what_says_nothing_is_missing() -> None:
    values: list[object] = [None, "", " n/a", "Unknown", "-", math.nan, [], {}]
    for value in values:
        record = record_from_row(
            {"name": "Acme", "industry": value, "employees": value, "categories": value}
        )

        assert record == CompanyRecord("Acme")


def test_numbers_are_found_or_missing() -> None:
    for value, expected in [
        ("1,200", 1200),
        ("about 40 people", 40),
        (12.9, 12),
        ("many", None),
        (True, None),
        ("1e", 1),
    ]:
        assert record_from_row({"name": "Acme", "employees": value}).employees == expected


def test_a_company_without_a_name_goes_by_its_domain() -> None:
    assert record_from_row({"domain": "acme.test"}).name == "acme.test"
    assert record_from_row({}) == CompanyRecord("")


values = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.lists(st.text(max_size=5))
)
columns = st.sampled_from(["name", "employees", "founded", "tags", "overview", "funding", "x"])


@given(st.dictionaries(columns, values))
def test_no_row_breaks_it(row: dict[str, object]) -> None:
    record = record_from_row(row)

    assert isinstance(record.name, str)
    assert record.employees is None or isinstance(record.employees, int)
    assert all(isinstance(entry, str) for entry in record.categories)
