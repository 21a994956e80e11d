from collections.abc import Sequence

from facet_index.words.clauses import Alternative, Clause, Term, literal
from facet_index.words.rank_words import RankedCompany, fuse_rankings, rank_by_words
from tests.facet_index.plain import asked

TILLS = (
    RankedCompany(8, "Zed", overview="Has much to say. And it sells a point, of sale too."),
    RankedCompany(7, "Yes", overview="Point and sale. Nothing else."),
    RankedCompany(6, "Xylo", overview="We make it. Point of sale for you."),
    RankedCompany(5, "Wave", topics=("Retail", "Point of sale")),
    RankedCompany(4, "Pointing Sales"),
    RankedCompany(3, "Sale Point GmbH"),
    RankedCompany(2, "Point-Sale"),
)


def _rank(companies: Sequence[RankedCompany], *words: str) -> list[int]:
    return rank_by_words(companies, asked(*words))


def test_where_words_stand_decides_first() -> None:
    assert _rank(TILLS, "point", "sale") == [2, 3, 4, 5, 7, 6, 8]
    assert _rank(TILLS[:3], "point", "of", "sale") == [6, 8, 7]


def test_then_how_often_then_people_then_the_name() -> None:
    description = "A bank. Loans, loans and again loans."
    companies = [
        RankedCompany(1, "Able", overview="A bank. Loans."),
        RankedCompany(2, "Base", overview="A bank. Loans.", n_people=5),
        RankedCompany(3, "Coin", overview=description),
        RankedCompany(4, "Aber", overview="A bank. Loans."),
    ]

    assert _rank(companies, "loans") == [3, 2, 4, 1]


def test_whole_word_comes_before_the_beginning_of_a_longer_one() -> None:
    companies = [
        RankedCompany(1, "A", overview="Solarium. Solarium. Solarium."),
        RankedCompany(2, "B", overview="Solar."),
    ]

    assert _rank(companies, "solar") == [2, 1]


def test_city_of_a_company_counts_more_than_one_in_its_text() -> None:
    companies = [
        RankedCompany(1, "Asado", overview="Lisbon! Lisbon! Lisbon! A bank of Porto.", n_people=9),
        RankedCompany(2, "Banco", city="Lisbon", overview="A bank."),
        RankedCompany(3, "Caixa", city="Lisbon", overview="A museum."),
    ]

    assert _rank(companies, "lisbon") == [2, 3, 1]
    assert _rank(companies[:2], "bank", "lisbon") == [2, 1]


def test_name_in_one_word_or_in_two_is_the_very_name() -> None:
    hub = RankedCompany(1, "CircuitHub")
    grid = RankedCompany(2, "Plan Grid")
    other = RankedCompany(3, "Circuithub Plan Grid Tools")
    joined = Alternative((Term("circuithub"),))
    circuit, end = literal("circuit"), literal("hub")
    assert circuit
    assert end

    as_two = (Clause((circuit, joined)), Clause((end, joined)))
    as_one = (Clause((Alternative((Term("plangrid"),)), Alternative(compound="plangrid"))),)

    assert rank_by_words([other, hub], as_two) == [1, 3]
    assert rank_by_words([other, grid], as_one) == [2, 3]


def test_company_at_the_very_domain_comes_first() -> None:
    at_domain = Clause((Alternative(companies=(4,)), Alternative((Term("till"), Term("example")))))
    companies = [
        RankedCompany(1, "Till Example"),
        RankedCompany(4, "Zorn", domain="till.example"),
    ]

    assert rank_by_words(companies, (at_domain,)) == [4, 1]


def test_rankings_are_fused_by_reciprocal_ranks() -> None:
    words, meaning = [1, 2, 3], [3, 9]

    assert fuse_rankings((words, 1.0), (meaning, 1.0)) == [3, 1, 2, 9]
    assert fuse_rankings((words, 9.0), (meaning, 1.0)) == [3, 1, 2, 9]
    assert fuse_rankings((words, 1.0), (meaning, 9.0)) == [3, 9, 1, 2]
    assert fuse_rankings((words, 1.0), ([], 1.0)) == words
