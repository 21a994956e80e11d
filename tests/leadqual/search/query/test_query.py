"""Searches are read from addresses and written back."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.search.query.query import (
    CONTACT_SORTS,
    CompanyQuery,
    ContactQuery,
    Vocabulary,
)
from leadqual.search.query.query_parsing import (
    NO_KEY,
    read_company_query,
    read_contact_query,
)
from leadqual.search.words.search_text import MAX_WORDS

VOCABULARY = Vocabulary(
    functions={"sales": "sales", "revenue_operations": "sales", "marketing": "marketing"},
    levels=["vp", "manager"],
    industries=["environment"],
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
SLUGS = st.sampled_from(["sales", "revenue_operations", "vp", "b2b", "1", "yes", "nonsense"])
PARAMS = st.dictionaries(
    st.sampled_from([*ContactQuery.ticks(), "confidence", "q", "sort", "after", "before"]),
    st.lists(st.one_of(SLUGS, TEXTS, st.integers().map(str)), max_size=4),
)


@given(PARAMS)
def test_what_was_read_is_written_so_that_it_reads_the_same(params: dict[str, list[str]]) -> None:
    query, _ = read_contact_query(params, VOCABULARY)

    again, notes = read_contact_query(parse_qs(query.to_query()), VOCABULARY)

    assert again == query
    assert notes.ignored == []
    assert again.to_query() == query.to_query()


@given(PARAMS)
def test_companies_round_trip_too(params: dict[str, list[str]]) -> None:
    query, _ = read_company_query(params)

    again, notes = read_company_query(parse_qs(query.to_query()))

    assert (again, notes.ignored) == (query, [])


@given(PARAMS)
def test_chips_drop_one_tick_and_nothing_else(params: dict[str, list[str]]) -> None:
    query, _ = read_contact_query(params, VOCABULARY)

    for param in ContactQuery.ticks():
        for value in query.ticked(param):
            less = query.without(param, value)
            assert set(query.ticked(param)) - set(less.ticked(param)) == {value}
            assert less.changed(**{param: query.ticked(param)}) == query.changed()


def test_words_that_are_not_looked_for_are_told() -> None:
    most = " ".join(["eight"] * MAX_WORDS)

    query, notes = read_contact_query({"q": [f"{most} nine ten"]}, VOCABULARY)
    long, told = read_company_query({"q": ["x" * 300]})

    assert (query.q, read_contact_query({"q": [most]}, VOCABULARY)[1]) == (most, {})
    assert notes == {"q": "Search text is too long; the part after “eight” is not used."}
    assert (len(long.q), list(told)) == (200, ["q"])


def test_order_and_doubles_of_ticks_do_not_matter() -> None:
    one, _ = read_contact_query({"country": ["Germany", "Austria", "Germany"]}, VOCABULARY)
    other, _ = read_contact_query({"country": ["Austria", "Germany"]}, VOCABULARY)

    assert one.to_query() == other.to_query() == "country=Austria&country=Germany"


def test_functions_of_a_ticked_department_are_not_repeated() -> None:
    params = {"department": ["sales"], "function": ["sales", "revenue_operations", "marketing"]}

    query, _ = read_contact_query(params, VOCABULARY)

    assert (query.department, query.function) == (("sales",), ("marketing",))


def test_unknown_values_stay_and_are_named_so_that_nothing_widens() -> None:
    params = {
        "function": ["sales", "markting"],
        "level": ["emperor"],
        "confidence": ["very"],
        "sort": ["height"],
        "contact": ["1; drop table", "17"],
        "list": ["x"],
        "exclude": ["level:boss", "height:2"],
    }

    query, notes = read_contact_query(params, VOCABULARY)

    assert query == ContactQuery(
        function=("markting", "sales"),
        level=("emperor",),
        contact=(NO_KEY, "17"),
        list=(NO_KEY,),
        exclude=("level:boss",),
    )
    assert notes.keys() == params.keys()
    assert notes["function"] == "There is no function “markting”. Did you mean “marketing”?"
    assert notes["list"] == "“x” is not the ID of a list."
    assert len(notes.unknown) == 5
    assert len(notes.ignored) == 3


@pytest.mark.parametrize(
    ("param", "typed", "value"),
    [("level", "VP", "vp"), ("function", "Revenue Opérations", "revenue_operations")],
)
def test_case_accents_and_spaces_of_a_value_are_taken_silently(
    param: str, typed: str, value: str
) -> None:
    query, notes = read_contact_query({param: [typed]}, VOCABULARY)

    assert (query.ticked(param), notes) == ((value,), {})


def test_of_many_unknown_values_three_are_named_and_the_others_counted() -> None:
    _, notes = read_contact_query({"level": [f"x{n}" for n in range(9)]}, VOCABULARY)

    assert notes["level"].endswith("There is no level “x2”. The same holds for 6 more.")


def test_confidence_stays_between_zero_and_one() -> None:
    given_values = ("-3", "0.555", "7", "nan", "inf", "")

    read = [read_contact_query({"confidence": [v]}, VOCABULARY)[0].confidence for v in given_values]

    assert read == [0.0, 0.56, 1.0, 0.0, 0.0, 0.0]


def test_another_search_starts_on_its_first_page() -> None:
    query = ContactQuery(country=("Germany",), after="abc")

    assert query.without("country") == ContactQuery()
    assert query.changed(sort="level").after == ""


def test_default_order_is_not_written() -> None:
    assert ContactQuery(sort=CONTACT_SORTS[0]).to_query() == ""
    assert CompanyQuery(sort="people").to_query() == "sort=people"


def test_keys_of_people_stand_in_one_value_and_too_many_are_named() -> None:
    query, _ = read_contact_query({"contact": ["5.17", "3"]}, VOCABULARY)
    many = ".".join(map(str, range(1, 302)))

    assert query.contact == ("17", "3", "5")
    assert query.to_query() == "contact=17.3.5"
    assert (
        "Only 250 of 301 values"
        in read_contact_query({"contact": [many]}, VOCABULARY)[1]["contact"]
    )


def test_tick_that_is_left_out_as_well_is_dropped_and_that_is_said() -> None:
    params = {"level": ["vp", "manager"], "exclude": ["level:vp"]}

    query, notes = read_contact_query(params, VOCABULARY)

    assert query == ContactQuery(level=("manager",), exclude=("level:vp",))
    assert notes == {"level": "Level “vp” is both selected and excluded."}


def test_button_beside_a_tick_takes_it_away_without_a_word() -> None:
    read = [
        read_contact_query({"level": ["vp"], "add_exclude": ["level:vp"]}, VOCABULARY),
        read_company_query({"size": ["1-10"], "add_exclude": ["size:1-10"]}),
    ]

    assert read == [
        (ContactQuery(exclude=("level:vp",)), {}),
        (CompanyQuery(exclude=("size:1-10",)), {}),
    ]
