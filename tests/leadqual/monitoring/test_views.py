"""Pages of watching."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from classifiers.monitoring.quantile_sketch import ACCURACY, bucket
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.monitoring.alerts.lifecycle import end
from leadqual.monitoring.daily_job import monitor_workspace
from leadqual.monitoring.models import Alert, Delivery, HourFigure, ModelDay
from leadqual.monitoring.signal_tables import baseline_rows
from leadqual.monitoring.signals import SIGNALS
from leadqual.registry.selectors import active_model
from tests.clock import TODAY
from tests.leadqual.core.pages.drawn_charts import drawn_charts
from tests.leadqual.monitoring.conftest import (
    TURKISH,
    add_people,
    ago,
    english,
    reload,
    turkish_titles,
)

pytestmark = pytest.mark.django_db
PAGE = "/lab/monitoring/"


def text(answer: Any) -> str:
    """Return what a page says, with plain spaces."""
    said: bytes = answer.content
    return said.decode().replace("\xa0", " ")


def test_a_fresh_installation_says_what_will_be_seen(staff_client: Client) -> None:
    pages = [text(staff_client.get(PAGE, {"tab": tab})) for tab in ("data", "model", "operation")]

    assert "No data yet" in pages[0]
    assert "No reviews yet" in pages[1]
    assert "No figures yet" in pages[2]
    assert pages[0].count('<span class="num">0 of 8<') == len(SIGNALS)
    assert 'href="/imports/"' in pages[0].partition('id="main"')[2]


def test_the_first_week_shows_the_baseline_and_when_it_is_complete(
    manager_client: Client, workspace: Workspace, taxonomy: None
) -> None:
    for n in (2, 1):
        add_people(workspace, ago(n), {"CEO": 3, "CFO": 1})
    monitor_workspace(workspace, today=TODAY)

    rows = {row.signal.name: row for row in baseline_rows(workspace, today=TODAY)}
    page = text(manager_client.get(PAGE))

    levels, countries = rows["titles_level"], rows["companies_country"]
    assert (levels.n_days, levels.day) == (2, ago(1))
    assert levels.first_comparison == TODAY + timedelta(days=6)
    assert levels.values.endswith("100%")
    assert (countries.n_days, countries.values) == (0, "")
    assert "2 of 8" in page
    assert "at the earliest" in page
    assert levels.values in page


def test_a_signal_with_days_enough_and_few_rows_says_so(
    manager_client: Client, workspace: Workspace, taxonomy: None
) -> None:
    for n in range(1, 11):
        add_people(workspace, ago(n), {"CEO": 1})
    monitor_workspace(workspace, today=TODAY)

    rows = {row.signal.name: row for row in baseline_rows(workspace, today=TODAY)}
    page = text(manager_client.get(PAGE))

    assert (rows["titles_level"].n_days, rows["titles_level"].first_comparison) == (8, None)
    assert "Too few titles per day so far" in page


def test_models_that_nobody_reviewed_show_their_test_set(
    manager_client: Client, models: None
) -> None:
    page = text(manager_client.get(PAGE, {"tab": "model"}))

    live = active_model("replies")
    assert live.version in page
    assert f"{live.report['accuracy']:.3f}" in page
    assert "No reviews yet" in page


def test_what_came_in_today_is_said_to_be_looked_at_later(
    manager_client: Client, workspace: Workspace, taxonomy: None
) -> None:
    add_people(workspace, TODAY, {"CEO": 1})

    page = text(manager_client.get(PAGE))

    assert "No days checked yet" in page
    assert "No data yet" not in page


def test_an_alert_says_what_happened_and_what_to_do(manager_client: Client, alert: Alert) -> None:
    page = text(manager_client.get(PAGE))

    assert turkish_titles() in page
    assert f'href="/lab/monitoring/alerts/{alert.pk}/"' in page


@pytest.mark.slow
def test_days_are_drawn_with_their_numbers_and_lead_to_the_titles_that_grew(
    manager_client: Client, ordinary_days: Workspace
) -> None:
    add_people(ordinary_days, ago(1), english(40) | dict.fromkeys(TURKISH, 5))
    monitor_workspace(ordinary_days, today=TODAY)

    page = text(manager_client.get(PAGE))
    alert = Alert.objects.get(signal="titles_language")
    behind = text(manager_client.get(f"/lab/monitoring/alerts/{alert.pk}/"))

    assert all(title in behind for title in TURKISH)
    assert "Head of Marketing" not in behind
    assert 'class="f3"' in page  # The bar of the day that drifts.
    assert "Alert at 0.20" in page
    assert f"{ago(1):%b %-d, %Y}" in page
    assert "Turkish" in page


def test_the_installation_is_for_staff_alone(
    manager_client: Client, staff: User, operation_alert: Alert
) -> None:
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    page = text(manager_client.get(PAGE, {"tab": "operation"}))
    address = f"/lab/monitoring/alerts/{operation_alert.pk}/"
    Delivery.objects.create(
        alert=operation_alert,
        way="mail",
        event="opened",
        state="failed",
        next_at=operation_alert.since,
    )
    seen = manager_client.post(f"{address}acknowledge/", {"note": "x"})
    again = manager_client.post(f"{address}resend/")

    assert "Slow: web pages" not in page
    assert "Operation" not in page
    assert [seen.status_code, again.status_code] == [404, 404]
    assert reload(operation_alert).seen_by is None
    assert Delivery.objects.get().state == "failed"
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    assert "Slow: web pages" in text(manager_client.get(PAGE, {"tab": "operation"}))


def test_a_note_is_kept_and_shown(qualifier_client: Client, alert: Alert) -> None:
    address = f"/lab/monitoring/alerts/{alert.pk}/acknowledge/"

    page = text(qualifier_client.post(address, {"note": "We bought a list."}, follow=True))

    assert "We bought a list." in page
    assert reload(alert).is_open


def test_a_note_that_is_too_long_changes_nothing(qualifier_client: Client, alert: Alert) -> None:
    address = f"/lab/monitoring/alerts/{alert.pk}/acknowledge/"

    page = text(qualifier_client.post(address, {"note": "x" * 501}, follow=True))

    assert "up to 500 characters" in page
    assert reload(alert).seen_by is None


def test_managers_alone_call_it_normal(
    qualifier_client: Client, manager_client: Client, alert: Alert
) -> None:
    address = f"/lab/monitoring/alerts/{alert.pk}/acknowledge/"

    qualifier_client.post(address, {"is_normal": "on"})
    still_open = reload(alert).is_open
    offered = ['name="is_normal"' in text(c.get(PAGE)) for c in (qualifier_client, manager_client)]
    manager_client.post(address, {"is_normal": "on"})

    assert still_open
    assert offered == [False, True]
    assert not reload(alert).is_open


def test_a_message_that_was_not_sent_is_shown_and_sent_again(
    manager_client: Client, qualifier_client: Client, alert: Alert, manager: User
) -> None:
    Delivery.objects.create(
        alert=alert,
        way="webhook",
        event="opened",
        state="failed",
        n_tries=5,
        next_at=alert.since,
        problem="The webhook answered with status 500.",
    )

    shown = text(manager_client.get(PAGE))
    of_qualifier = text(qualifier_client.get(PAGE))
    manager_client.post(f"/lab/monitoring/alerts/{alert.pk}/resend/")

    assert "Not delivered by webhook: The webhook answered with status 500." in shown
    assert "A manager can resend it." in of_qualifier
    assert "Try again" not in of_qualifier
    assert Delivery.objects.get().state == "waiting"


def test_what_is_over_is_listed(manager_client: Client, alert: Alert) -> None:
    end(alert)

    assert "Closed alerts" in text(manager_client.get(PAGE))


def test_programs_list_alerts_of_their_workspace(
    api: Client, alert: Alert, operation_alert: Alert, other_workspace: Workspace
) -> None:
    found = api.get("/api/v1/alerts", {"state": "open"}).json()["results"]
    closed = api.get("/api/v1/alerts", {"state": "closed"}).json()["results"]
    wrong = api.get("/api/v1/alerts", {"state": "loud"})

    assert [one["id"] for one in found] == [alert.pk]
    assert found[0]["signal"] == "titles_language"
    assert closed == []
    assert wrong.status_code == 422


def test_the_lab_leads_here(viewer_client: Client) -> None:
    assert 'href="/lab/monitoring/"' in text(viewer_client.get("/lab/"))


def test_what_people_said_is_shown_for_each_label(
    manager_client: Client, workspace: Workspace
) -> None:
    day = clock.now().date() - timedelta(days=2)
    ModelDay.objects.create(
        workspace=workspace,
        kind="replies",
        day=day,
        n_shown=90,
        n_judged=40,
        n_changed=10,
        labels={"unsubscribe": [30, 10, 2]},
        bins=[[0, 0.0, 0]] * 9 + [[40, 38.0, 30]],
        n_pairs=20,
        n_agreed=18,
        agreement=0.8,
    )

    page = text(manager_client.get(PAGE, {"tab": "model"}))

    assert "Unsubscribe" in page
    assert "75%" in page
    assert "60% to 86%" in page  # Wilson.
    assert "20.0%" in page  # Scores promise 95%.
    charts = drawn_charts(page)
    corrected = charts["Replies: corrected predictions and calibration error, by week"]
    agreed = charts["Replies: agreement between labelers, by week"]
    assert corrected.lines["Changed"]["values"] == pytest.approx([None] * 11 + [0.25])
    assert corrected.lines["Calibration error"]["values"][-1] == pytest.approx(0.2)
    assert agreed.lines["Agreed"]["values"] == pytest.approx([None] * 11 + [0.9])
    assert [*agreed.rows.values()][-1] == ["90%"]
    assert corrected.is_same_in_its_table
    assert agreed.is_same_in_its_table


@pytest.mark.parametrize("span", ["hours", "days"])
def test_hours_and_days_of_the_operation_are_drawn(staff_client: Client, span: str) -> None:
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = [now - timedelta(hours=n) for n in (1, 2, 25)]  # Two in a row, and two days.
    for hour in hours:
        HourFigure.objects.create(
            hour=hour, group="web pages", n=10, n_errors=1, buckets={str(bucket(50)): 10}
        )

    page = text(staff_client.get(PAGE, {"tab": "operation", "by": span}))

    assert "Requests in the last day" in page
    times, failed = (
        drawn_charts(page)[name] for name in ("Response time of pages, ms", "Failed requests")
    )
    counted = {f"{hour:%b %-d}" if span == "days" else f"{hour:%b %-d %H:%M}" for hour in hours}
    n_points = 30 if span == "days" else 48
    for name in ("median", "95th percentile"):
        values = dict(zip(times.drawing["names"], times.lines[name]["values"], strict=True))
        assert len(values) == n_points
        assert {at for at, value in values.items() if value is not None} == counted
        assert [values[at] for at in counted] == pytest.approx([50] * len(counted), rel=ACCURACY)
    assert {at for at, cells in failed.rows.items() if cells == ["10.0%"]} == counted
    assert times.is_same_in_its_table
    assert failed.is_same_in_its_table
