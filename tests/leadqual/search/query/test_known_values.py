"""Values that nobody knows: the nearest ones are offered, and none where nothing is near."""

import pytest

from leadqual.search.query.known_values import match_values

COUNTRIES = {name: name for name in ("United States", "United Kingdom", "Germany", "Lithuania")}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("Germny", "Germany"), ("Untied Kingdom", "United Kingdom"), ("Litauania", "Lithuania")],
)
def test_the_nearest_value_is_offered(typed: str, nearest: str) -> None:
    found = match_values([typed], COUNTRIES)[typed]

    assert found.nearest[0].name == nearest


@pytest.mark.parametrize("typed", ["Atlantis", "Mordor", "xyz"])
def test_nothing_is_offered_where_nothing_is_near(typed: str) -> None:
    assert match_values([typed], COUNTRIES)[typed].nearest == ()


def test_a_whole_value_is_nearer_than_one_that_is_alike_in_part() -> None:
    names = {name: name for name in ("sales_leader", "sales", "sales_support")}

    assert match_values(["salez"], names)["salez"].nearest[0].value == "sales"
