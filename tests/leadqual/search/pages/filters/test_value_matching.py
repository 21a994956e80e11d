"""Values of long filters by what somebody types."""

from leadqual.search.pages.value_suggestions import MAX_SUGGESTIONS, matching_values

CITIES = {"München": 3, "Mülheim": 9, "Bad Münder": 20, "Neumünster": 50, "Oslo": 99, "": 7}


def test_what_begins_as_typed_comes_first_then_words_then_the_rest() -> None:
    assert matching_values("mun", CITIES) == [
        ("München", 3),
        ("Bad Münder", 20),
        ("Neumünster", 50),
    ]
    assert matching_values(" MÜ", CITIES)[:2] == [("Mülheim", 9), ("München", 3)]


def test_nothing_typed_or_nothing_alike_offers_nothing() -> None:
    assert matching_values("  ", CITIES) == []
    assert matching_values("xyz", CITIES) == []


def test_few_are_offered_those_that_most_have() -> None:
    found = matching_values("city", {f"City {n}": n for n in range(100)})

    assert [n for _, n in found] == list(range(99, 99 - MAX_SUGGESTIONS, -1))
