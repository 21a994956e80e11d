"""Countries, regions and cities among words, by the names that imports give them."""

import pytest

from leadqual.leads.firmographics.geography import cities, country_name, country_names
from leadqual.search.words.places import read_city, read_place

LONGEST_CODE = 3


def test_countries_and_cities_have_the_names_that_imports_give_them() -> None:
    for text, _ in country_names():
        place = read_place(text.split())
        assert place is None or len(place.countries) > 1 or place.name == country_name(text)
    for city in cities():
        assert read_city(city.name.split()) == (city if len(city.name) > LONGEST_CODE else None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deutschland", "Germany"),
        ("Oesterreich", "Austria"),
        ("the Netherlands", "Netherlands"),
        ("ドイツ", "Germany"),
        ("中国", "China"),
        ("UK", "United Kingdom"),
        ("USA", "United States"),
        ("UAE", "United Arab Emirates"),
        ("EU", "European Union"),
        ("Skandinavien", "Nordics"),
    ],
)
def test_a_place_is_named_in_many_ways(text: str, name: str) -> None:
    place = read_place(text.split())
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize("text", ["us", "DE", "GER", "it", "IN", "no", "Atlantis", ""])
def test_codes_and_other_words_are_no_places(text: str) -> None:
    assert read_place(text.split()) is None
    assert read_city(text.split()) is None
