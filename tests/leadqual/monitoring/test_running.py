"""The look at all days: a change raises one alert within a day, and it ends by itself."""

from datetime import timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.monitoring.alerts.lifecycle import acknowledge, note
from leadqual.monitoring.daily_job import monitor_workspace
from leadqual.monitoring.models import Alert, DayProfile, Delivery, ModelDay, MonitoringCursor
from tests.clock import TODAY
from tests.leadqual.monitoring.conftest import (
    TURKISH,
    add_companies,
    add_people,
    ago,
    english,
    finding,
    reload,
)

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def turkish_day(workspace: Workspace, n: int = 1) -> None:
    """Add a day on which a third of the titles are Turkish."""
    add_people(workspace, ago(n), english(40) | dict.fromkeys(TURKISH, 5))


@pytest.mark.slow
def test_a_new_language_and_industry_raise_alerts_within_a_day_of_data(
    ordinary_days: Workspace,
) -> None:
    turkish_day(ordinary_days)
    add_companies(ordinary_days, ago(1), {"Software": 20, "Retail": 20, "Agriculture": 20})

    monitor_workspace(ordinary_days, today=TODAY)

    alert = Alert.objects.get(workspace=ordinary_days, signal="titles_language")
    grown = next(shift for shift in alert.facts["shifts"] if shift[2] > shift[1])
    assert grown == ["Turkish", 0.0, pytest.approx(1 / 3, abs=0.01)]
    assert alert.since.date() == ago(1)
    assert alert.is_open
    trade = Alert.objects.get(signal="companies_industry")
    assert trade.facts["shifts"][0][0] == "agriculture"
    assert not Alert.objects.exclude(signal__startswith="titles").exclude(pk=trade.pk).exists()


@pytest.mark.slow
def test_ordinary_days_raise_none_whatever_comes_in_another_workspace(
    ordinary_days: Workspace, other_workspace: Workspace
) -> None:
    add_people(ordinary_days, ago(1), english())
    add_people(other_workspace, ago(1), dict.fromkeys(TURKISH, 30))
    add_companies(ordinary_days, ago(1), {"Software": 27, "Retail": 23})

    monitor_workspace(ordinary_days, today=TODAY)

    judged = DayProfile.objects.filter(workspace=ordinary_days, day=ago(1))
    assert {row.is_drift for row in judged} == {False}
    assert judged.get(signal="titles_language").counts == {"English": 60}
    assert not Alert.objects.exists()


@pytest.mark.slow
def test_a_change_that_lasts_is_one_alert_and_ends_when_two_days_are_as_before(
    ordinary_days: Workspace,
) -> None:
    for n in range(1, 4):
        turkish_day(ordinary_days, n)
    monitor_workspace(ordinary_days, today=TODAY)
    lasting = Alert.objects.get(signal="titles_language")

    add_people(ordinary_days, TODAY, english())
    monitor_workspace(ordinary_days, today=TODAY + ONE_DAY)
    after_one = Alert.objects.get(signal="titles_language")
    add_people(ordinary_days, TODAY + ONE_DAY, english())
    monitor_workspace(ordinary_days, today=TODAY + 2 * ONE_DAY)
    after_two = Alert.objects.get(signal="titles_language")

    assert (lasting.since.date(), lasting.last_at.date()) == (ago(3), ago(1))
    assert after_one.is_open
    assert not after_two.is_open


@pytest.mark.slow
def test_each_day_is_looked_at_once_and_missing_days_are_filled(ordinary_days: Workspace) -> None:
    turkish_day(ordinary_days)

    first = monitor_workspace(ordinary_days, today=ago(5))
    second = monitor_workspace(ordinary_days, today=TODAY)
    third = monitor_workspace(ordinary_days, today=TODAY)

    days = DayProfile.objects.filter(workspace=ordinary_days, signal="titles_language")
    assert (first, second, third) == (6, 5, 0)
    assert days.count() == 9
    assert MonitoringCursor.objects.get(workspace=ordinary_days).day == ago(1)
    assert Alert.objects.filter(signal="titles_language").count() == 1


@pytest.mark.slow
def test_what_a_person_calls_normal_is_compared_with_the_days_since(
    ordinary_days: Workspace, manager: User
) -> None:
    turkish_day(ordinary_days)
    monitor_workspace(ordinary_days, today=TODAY)
    alert = Alert.objects.get(signal="titles_language")

    acknowledge(alert=alert, note="The new market.", is_normal=True, author=manager)
    for n in range(9):
        turkish_day(ordinary_days, -n)
    monitor_workspace(ordinary_days, today=TODAY + 9 * ONE_DAY)

    last = DayProfile.objects.get(signal="titles_language", day=TODAY + 8 * ONE_DAY)
    assert last.is_drift is False
    assert not Alert.objects.filter(signal="titles_language", closed_at=None).exists()


def test_an_empty_workspace_has_nothing_to_look_at(workspace: Workspace) -> None:
    assert monitor_workspace(workspace, today=TODAY) == 1

    assert not DayProfile.objects.exists()
    assert set(ModelDay.objects.values_list("n_judged", flat=True)) == {0}
    assert not Delivery.objects.exists()


def test_alerts_about_a_model_end_once_people_say_too_little_of_it(workspace: Workspace) -> None:
    judged, unsaid = (
        note(finding(f"{kind}:changed", area=Alert.Area.MODEL), workspace=workspace)
        for kind in ("companies", "replies")
    )
    ModelDay.objects.create(
        workspace=workspace, kind="companies", day=ago(9), n_judged=40, n_changed=40
    )
    ModelDay.objects.create(workspace=workspace, kind="companies", day=ago(2))

    monitor_workspace(workspace, today=TODAY)

    assert judged is not None
    assert unsaid is not None
    assert reload(judged).is_open
    assert not reload(unsaid).is_open
