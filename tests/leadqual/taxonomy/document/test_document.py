"""The taxonomy as one document: packed, unpacked, written plainly, and read from the tables."""

import json

import pytest
from hypothesis import given, settings
from pytest_django import DjangoAssertNumQueries

from leadqual.taxonomy.document.document import (
    Document,
    WrittenDepartment,
    WrittenFunction,
    pack,
    to_plain,
    unpack,
)
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.library_values import load_knowledge
from tests.leadqual.taxonomy.documents import documents, small


@given(documents())
@settings(deadline=None)
def test_what_is_packed_comes_out_again(document: Document) -> None:
    assert unpack(pack(document)) == document


def test_functions_stand_in_the_order_of_their_departments() -> None:
    document = Document(
        departments=(WrittenDepartment("b", "B"), WrittenDepartment("a", "A")),
        functions=(
            WrittenFunction("one", "One", "a"),
            WrittenFunction("two", "Two", "b"),
            WrittenFunction("three", "Three", "a"),
        ),
    )

    assert [row.slug for row in document.functions] == ["two", "one", "three"]


def test_plain_form_leaves_out_what_is_empty_and_sorts_what_has_no_order() -> None:
    plain = to_plain(small())

    assert plain["departments"][1] == {
        "slug": "it",
        "name": "IT",
        "functions": [{"slug": "coding", "name": "Coding", "threshold": 0.4}],
    }
    assert plain["departments"][0]["functions"][0]["titles"] == ["Closer", "Sales Coach", "Seller"]
    assert plain["dictionary"]["seller"] == {"functions": ["selling"], "level": "manager"}
    assert plain["phrases"]["queen"] == []
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.django_db
def test_document_of_the_tables_holds_all_of_them_in_few_queries(
    taxonomy: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        document = read_document()

    assert (len(document.departments), len(document.functions)) == (13, 196)
    assert len(pack(document)) < 150_000
    assert len(document.dictionary) == len(load_knowledge().dictionary)
