"""Months of titles, companies and replies that were written for the product."""

import pytest

from benchmarks.monitoring.monitoring import Change, month, new_industry, pools


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", [11, 12])
def test_a_quiet_month_raises_no_alarm(seed: int) -> None:
    assert month(seed) == [set()] * 30


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", [21, 22])
def test_a_new_language_raises_the_alarm_on_its_first_day(seed: int) -> None:
    (alarms,) = month(seed, change=Change("titles", "tr", 0.3), n_days=1)

    assert "titles_language" in alarms
    assert not {name for name in alarms if not name.startswith("titles")}


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("seed", [31, 32])
def test_a_new_industry_raises_the_alarm_on_its_first_day(seed: int) -> None:
    (alarms,) = month(seed, change=Change("companies", new_industry(), 0.3), n_days=1)

    assert alarms == {"companies_industry"}


def test_the_titles_are_real_and_of_several_languages() -> None:
    titles = pools()["titles"]

    assert len(titles.groups) > 2_000
    assert len(titles.of("tr")) > 200
