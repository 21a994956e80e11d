import pytest

from facet_index import company_search
from facet_index.company_search import MAX_PEOPLE
from facet_index.index import FacetIndex
from facet_index.types import FacetQuery
from facet_index.words.clauses import Alternative, Clause
from tests.facet_index.makers import TAXONOMY
from tests.facet_index.plain import SCHEMA, firm, person


@pytest.fixture
def index() -> FacetIndex:
    """Port has two people, Mill and Zoo none, Aare one."""
    made = FacetIndex.empty(TAXONOMY, SCHEMA)
    made.put_companies(
        [
            firm(1, "Port", size="1-10", technologies=("sap", "aws"), country="DE"),
            firm(2, "Mill", size="1-10", overview="Grinds corn\nin Bonn"),
            firm(3, "Zoo", size="11-50", technologies=("aws",), domain="tiere.example"),
            firm(4, "Aare", technologies=("gcp",), country="CH"),
        ]
    )
    made.put_contacts([person(7, company=1), person(8, company=1), person(9, company=4)])
    return made


def names(index: FacetIndex, query: FacetQuery, sort: str = "name") -> list[str]:
    found = company_search.take(index, query, 10, sort=sort)
    return [name for *_, name, _ in found]


def test_what_is_left_out_is_not_found(index: FacetIndex) -> None:
    assert names(index, FacetQuery(excluded={"technology": ["aws"]})) == ["aare", "mill"]
    assert names(index, FacetQuery({"size": ["1-10"]}, {"country": ["DE"]})) == ["mill"]


def test_counts_of_a_facet_do_not_follow_its_own_ticks(index: FacetIndex) -> None:
    counts = company_search.count(index, FacetQuery({"size": ["11-50"]}))

    assert counts.total == counts.n_companies == 1
    assert counts.by_facet["size"] == {"1-10": 2, "11-50": 1}
    assert counts.by_facet["technology"] == {"aws": 1}
    assert counts.by_facet["country"] == {}


def test_most_people_come_first_then_names(index: FacetIndex) -> None:
    assert names(index, FacetQuery(), "people") == ["port", "aare", "mill", "zoo"]
    assert len(company_search.take(index, FacetQuery(), 3, sort="people")) == 3

    index.put_contacts([person(7, company=3)])
    index.drop_contacts([9])

    assert names(index, FacetQuery(), "people") == ["port", "zoo", "aare", "mill"]


def test_pages_go_on_between_companies_of_as_many_people(index: FacetIndex) -> None:
    start_key = (MAX_PEOPLE - 0, "mill", 2)

    after = company_search.take(index, FacetQuery(), 5, sort="people", start_key=start_key)
    before = company_search.take(
        index, FacetQuery(), 2, sort="people", start_key=start_key, is_backward=True
    )

    assert [name for *_, name, _ in after] == ["zoo"]
    assert [name for *_, name, _ in before] == ["aare", "port"]


def test_ranked_companies_come_first_and_pages_go_on_behind_them(index: FacetIndex) -> None:
    everyone = FacetQuery()
    ranked = [3, 2]  # Zoo, Mill; then Aare and Port by name.
    places = company_search.take(index, everyone, 9, sort="relevance", ranked=ranked)

    assert [name for _, name, _ in places] == ["zoo", "mill", "aare", "port"]
    for n, place in enumerate(places):
        after = company_search.take(
            index, everyone, 9, sort="relevance", ranked=ranked, start_key=place
        )
        before = company_search.take(
            index, everyone, 9, sort="relevance", ranked=ranked, start_key=place, is_backward=True
        )
        assert after == places[n + 1 :]
        assert before == places[:n][::-1]


def test_one_word_finds_a_name_of_two(index: FacetIndex) -> None:
    index.put_companies([firm(5, "Plan Grid"), firm(6, "Planes of a Grid")])
    plangrid = (Clause((Alternative(compound="plangrid"),)),)

    assert names(index, FacetQuery(words=plangrid)) == ["plan grid"]
