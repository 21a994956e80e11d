"""Days of data in a workspace, and alerts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.monitoring.alerts.lifecycle import AlertFinding, note
from leadqual.monitoring.daily_profiles import day_begins
from leadqual.monitoring.models import Alert
from leadqual.taxonomy.models import Level
from tests.clock import NOON, TODAY, FrozenClock

ENGLISH = ("Sales Manager", "Head of Marketing", "Software Engineer", "Accountant", "CEO")
TURKISH = ("Satış Müdürü", "Pazarlama Direktörü", "Yazılım Mühendisi", "Muhasebe Uzmanı")
_numbers = count(1)


@pytest.fixture(autouse=True)
def _day(frozen: FrozenClock) -> None:
    """It is noon of `TODAY`, also after midnight."""
    frozen.now = NOON


def ago(n: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=n)


def turkish_titles(n_days_ago: int = 1) -> str:
    """Return what an alert about the titles of yesterday says, or of another day."""
    day = ago(n_days_ago)
    return (
        f"31% of the titles of people added on {day:%b} {day.day}, {day.year} are Turkish, "
        "up from 4% in the days before."
    )


def at(day: date) -> datetime:
    """Return a time on a day."""
    return day_begins(day) + timedelta(hours=9)


def add_people(workspace: Workspace, day: date, titles: Mapping[str, int]) -> None:
    """Add people who came on a day: title → how many."""
    level = Level.objects.get(slug="manager")
    for title, n in titles.items():
        row, _ = JobTitle.objects.get_or_create(
            workspace=workspace,
            normalised=title.lower(),
            defaults={"title": title, "level": level, "classified_at": NOON},
        )
        JobTitle.objects.filter(pk=row.pk).update(n_contacts=row.n_contacts + n)
        rows = Contact.objects.bulk_create(
            Contact(
                workspace=workspace, first_name=f"P{next(_numbers)}", job_title=row, title=title
            )
            for _ in range(n)
        )
        Contact.objects.filter(pk__in=[each.pk for each in rows]).update(created_at=at(day))


def add_companies(workspace: Workspace, day: date, industries: Mapping[str, int]) -> None:
    """Add companies that came on a day: industry → how many."""
    rows = Company.objects.bulk_create(
        Company(
            workspace=workspace,
            name=f"Company {(number := next(_numbers))}",
            name_key=f"company {number}",
            industry=industry,
            country="Germany",
        )
        for industry, n in industries.items()
        for _ in range(n)
    )
    Company.objects.filter(pk__in=[each.pk for each in rows]).update(created_at=at(day))


def english(n: int = 60) -> dict[str, int]:
    """Return an ordinary day of titles."""
    return {title: n // len(ENGLISH) for title in ENGLISH}


@pytest.fixture
def ordinary_days(workspace: Workspace, models: None) -> Workspace:
    """A workspace with ordinary titles and companies on eight days, up to four days ago.

    Nothing came on the two days after them: a change may begin there.
    """
    for n in range(11, 3, -1):
        add_people(workspace, ago(n), english())
        add_companies(workspace, ago(n), {"Software": 25, "Retail": 25})
    return workspace


def finding(
    signal: str = "titles_language", *, day: date | None = None, **more: object
) -> AlertFinding:
    """Return a limit that is passed."""
    facts = {"shifts": [["Turkish", 0.04, 0.31]], "n": 400}
    fields = {
        "area": Alert.Area.DATA,
        "signal": signal,
        "is_over": True,
        "figure": 0.4,
        "limit": 0.2,
        "at": day_begins(day or ago(1)),
        "facts": facts,
    }
    return AlertFinding(**(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def alert(workspace: Workspace) -> Alert:
    """An open alert about drift."""
    opened = note(finding(), workspace=workspace)
    assert opened is not None
    return opened


@pytest.fixture
def operation_alert(db: None) -> Alert:
    """An open alert about the installation."""
    facts = {"what": "slow", "group": "web pages", "n": 90}
    opened = note(
        finding("slow:web pages", area=Alert.Area.OPERATION, facts=facts, figure=2_000.0),
        workspace=None,
    )
    assert opened is not None
    return opened


def reload(alert: Alert) -> Alert:
    """Return an alert as it is now."""
    return Alert.objects.get(pk=alert.pk)
