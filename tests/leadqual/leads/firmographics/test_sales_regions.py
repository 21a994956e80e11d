"""Regions and their countries."""

from leadqual.leads.firmographics.geography import country_name
from leadqual.leads.firmographics.sales_regions import regions, regions_of


def test_every_country_has_the_name_that_imports_give_it() -> None:
    countries = {one for some in regions().values() for one in some}

    assert {one for one in countries if country_name(one) != one} == set()


def test_a_country_is_in_every_region_around_it() -> None:
    assert regions_of("Germany") == ("DACH", "European Union", "Europe", "EMEA")
    assert {"Nordics", "Europe", "EMEA"} <= set(regions_of("Norway"))
    assert "European Union" not in regions_of("Switzerland")
    assert "LATAM" in regions_of("Brazil")
    assert regions_of("Atlantis") == ()
