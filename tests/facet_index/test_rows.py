import pytest

from facet_index.index import FacetIndex
from facet_index.result_rows import LAST_RANK, take
from facet_index.types import FacetQuery, TitleRow
from tests.facet_index.makers import TAXONOMY, built
from tests.facet_index.plain import Plain, firm, person


@pytest.fixture
def plain() -> Plain:
    made = Plain(TAXONOMY)
    made.put_titles([TitleRow(1, level="head"), TitleRow(2, level="chief"), TitleRow(3)])
    made.put_companies([firm(1, "Zeta"), firm(2, "alpha")])
    made.put_contacts(
        [
            person(10, title=1, company=1, last_name="bell", first_name="ann", grade="fair"),
            person(11, title=2, company=2, last_name="cole", first_name="ann", grade="fair"),
            person(12, title=3, company=0, last_name="bell", first_name="abe"),
            person(13, title=0, company=2, last_name="adam", first_name="zoe", grade="good"),
        ]
    )
    return made


@pytest.fixture
def index(plain: Plain) -> FacetIndex:
    return built(plain)


def test_key_says_by_what_an_order_compares(index: FacetIndex) -> None:
    by_level = take(index, FacetQuery(), 4, sort="level")

    assert by_level[0] == (0, "cole", "ann", 11)
    assert by_level[-1] == (LAST_RANK, "bell", "abe", 12)
    assert ("alpha", "cole", "ann", 11) in take(index, FacetQuery(), 4, sort="company")
    assert ("cole", "ann", 11) in take(index, FacetQuery(), 4, sort="name")
