import numpy as np

from facet_index.company_tables import Companies
from facet_index.words.clauses import Term
from tests.facet_index.plain import SCHEMA, firm


def test_company_is_put_again_with_other_values() -> None:
    companies = Companies.empty(SCHEMA)
    codes = companies.put([firm(5, "One", size="1-10", technologies=["sap", "", "sap"])])

    companies.put([firm(5, "Two", industry="bank", technologies=["aws"], country="Peru")])

    _, used = companies.many["technologies"].of(codes)
    assert [companies.values["technologies"].texts[code] for code in used] == ["aws"]
    assert companies.texts.of(int(codes[0])) == "two"
    assert companies.codes("size")[codes].tolist() == [0]
    assert companies.values["country"].texts == ["", "Peru"]
    assert len(companies) == 2


def test_deleted_company_is_not_live_until_it_is_put_again() -> None:
    companies = Companies.empty(SCHEMA)
    companies.put([firm(5, "One"), firm(7, "Two")])

    companies.drop([5, 99])

    assert companies.is_live.values.tolist() == [False, False, True]
    assert companies.live_codes(np.array([5, 7, 99])).tolist() == [0, 2, 0]
    companies.put([firm(5, "One")])
    assert companies.is_live.values.tolist() == [False, True, True]


def test_words_of_a_company_that_changed_are_looked_for_anew() -> None:
    companies = Companies.empty(SCHEMA)
    companies.put([firm(5, "One", overview="Bakes bread")])
    assert companies.with_word(Term("bread")).tolist() == [False, True]

    companies.put([firm(5, "One"), firm(7, "Bread & Co", domain="x.example")])

    assert companies.with_word(Term("bread")).tolist() == [False, False, True]
    assert companies.with_word(Term("exam", is_prefix=True)).tolist() == [False, False, True]
