"""The titles and the companies behind an alert."""

from urllib.parse import parse_qs

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle
from leadqual.monitoring.alerts.alert_examples import example_companies, example_titles
from leadqual.monitoring.alerts.lifecycle import note
from leadqual.monitoring.models import Alert
from tests.leadqual.monitoring.conftest import (
    TURKISH,
    add_companies,
    add_people,
    ago,
    finding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def alert_on(workspace: Workspace, signal: str, *shifts: list[object]) -> Alert:
    """Open an alert about yesterday and the day before."""
    for n in (2, 1):
        note(finding(signal, day=ago(n), facts={"shifts": list(shifts)}), workspace=workspace)
    return Alert.objects.get(workspace=workspace, signal=signal)


def found(alert: Alert, workspace: Workspace) -> list[str]:
    return [title.title for title in example_titles(alert, workspace)[1]]


def test_they_have_the_value_that_grew_and_came_since_most_people_first(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    add_people(workspace, ago(1), {TURKISH[0]: 2, TURKISH[1]: 5, "CEO": 9})
    add_people(workspace, ago(2), {TURKISH[2]: 3})
    add_people(workspace, ago(9), {TURKISH[3]: 9})
    add_people(other_workspace, ago(1), {TURKISH[3]: 9})
    alert = alert_on(workspace, "titles_language", ["English", 0.9, 0.5], ["Turkish", 0.1, 0.5])

    assert found(alert, workspace) == [TURKISH[1], TURKISH[2], TURKISH[0]]


def test_rare_values_are_all_that_have_no_name_in_the_alert(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {TURKISH[0]: 1, "CEO": 1})
    alert = alert_on(workspace, "titles_language", ["others", 0.0, 0.5], ["English", 1.0, 0.5])

    assert found(alert, workspace) == [TURKISH[0]]


def test_lengths_are_ranges(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {"CEO": 1, "Sales Manager": 1, "Manager": 1})
    alert = alert_on(workspace, "titles_length", ["4 to 9", 0.0, 0.3], ["3", 0.9, 0.3])

    assert found(alert, workspace) == ["Manager"]


def test_others_are_those_without_a_function_and_levels_by_name(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {"CEO": 1})
    others = alert_on(workspace, "titles_other", ["Other", 0.1, 0.9])
    levels = alert_on(workspace, "titles_level", ["Manager", 0.1, 0.9])

    assert found(others, workspace) == ["CEO"]
    assert found(levels, workspace) == ["CEO"]


def test_people_who_spoke_are_counted(workspace: Workspace) -> None:
    add_people(workspace, ago(1), {TURKISH[0]: 1, TURKISH[1]: 1})
    JobTitle.objects.filter(title=TURKISH[0]).update(source="correction")
    alert = alert_on(workspace, "titles_language", ["Turkish", 0.1, 0.5])

    assert example_titles(alert, workspace)[2] == 1


def test_companies_are_searched_for_by_every_spelling_that_they_have(
    workspace: Workspace, other_workspace: Workspace, viewer_client: Client
) -> None:
    add_companies(workspace, ago(1), {"Computer Software": 2, "computer  software": 1, "Ports": 1})
    add_companies(other_workspace, ago(1), {"COMPUTER SOFTWARE": 1})
    grown: list[object] = ["computer software", 0.1, 0.6]
    trade = alert_on(workspace, "companies_industry", grown)
    place = alert_on(workspace, "companies_country", ["Germany", 0.1, 0.6])
    none = alert_on(other_workspace, "companies_industry", ["not given", 0.1, 0.6])

    answer = viewer_client.get(f"/lab/monitoring/alerts/{trade.pk}/", follow=True)

    spellings = parse_qs(example_companies(trade, workspace))["industry"]
    assert sorted(spellings) == ["Computer Software", "computer  software"]
    assert example_companies(place, workspace) == "country=Germany"
    assert example_companies(none, other_workspace) == ""
    assert answer.redirect_chain[0][0].startswith("/companies/?industry=")
    assert "3 companies found" in answer.content.decode()
    assert viewer_client.get(f"/lab/monitoring/alerts/{none.pk}/").status_code == 404
