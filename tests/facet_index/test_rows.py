import pytest

from facet_index.index import FacetIndex
from facet_index.result_rows import LAST_RANK, key_of, take
from facet_index.types import TitleRow
from tests.facet_index.makers import SORTS, TAXONOMY, built, keys
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


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("name", [13, 12, 10, 11]),
        ("company", [12, 13, 11, 10]),
        ("level", [11, 10, 13, 12]),
        ("grade", [13, 10, 11, 12]),
    ],
)
def test_rows_come_by_name_by_company_by_level_and_by_rank(
    index: FacetIndex, sort: str, wanted: list[int]
) -> None:
    there = take(index, index.live, 9, sort=sort)
    back = take(index, index.live, 9, sort=sort, is_back=True)

    assert keys(index, there) == wanted
    assert back == there[::-1]


def test_key_says_by_what_an_order_compares(index: FacetIndex) -> None:
    first, last = take(index, index.live, 4, sort="level")[::3]

    assert key_of(index, first, "level") == (0, "cole", "ann", 11)
    assert key_of(index, last, "level") == (LAST_RANK, "bell", "abe", 12)
    assert key_of(index, first, "company") == ("alpha", "cole", "ann", 11)
    assert key_of(index, first, "name") == ("cole", "ann", 11)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("change", ["dropped", "moved"])
def test_page_goes_on_behind_a_row_that_is_gone_or_elsewhere(
    plain: Plain, index: FacetIndex, sort: str, change: str
) -> None:
    order = take(index, index.live, 4, sort=sort)
    beyond = key_of(index, order[1], sort)
    key = keys(index, order)[1]

    if change == "dropped":
        index.drop_contacts([key])
    else:
        index.put_contacts([person(key, last_name="", first_name="")])

    behind = take(index, index.live, 9, sort=sort, beyond=beyond)
    before = take(index, index.live, 9, sort=sort, beyond=beyond, is_back=True)
    assert [row for row in behind if row != order[1]] == order[2:]
    assert [row for row in before if row != order[1]] == order[:1]


def test_people_of_a_company_move_when_it_is_renamed(index: FacetIndex) -> None:
    index.put_companies([firm(2, "zzz"), firm(1, "Beta")])

    assert keys(index, take(index, index.live, 9, sort="company")) == [12, 10, 13, 11]


def test_no_rows_have_no_keys(index: FacetIndex) -> None:
    assert keys(index, []) == []
