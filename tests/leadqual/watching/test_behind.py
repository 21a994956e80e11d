"""The titles behind an alert."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.leads.models import JobTitle
from leadqual.watching.alerting import note
from leadqual.watching.behind import titles_behind
from leadqual.watching.models import Alert
from tests.leadqual.watching.conftest import TURKISH, add_people, ago, finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def alert_on(workspace: Workspace, signal: str, *shifts: list[object]) -> Alert:
    """Open an alert about yesterday and the day before."""
    for n in (2, 1):
        note(finding(signal, day=ago(n), facts={"shifts": list(shifts)}), workspace=workspace)
    return Alert.objects.get(workspace=workspace, signal=signal)


def found(alert: Alert, workspace: Workspace) -> list[str]:
    return [title.title for title in titles_behind(alert, workspace).titles]


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

    assert titles_behind(alert, workspace).n_spoken == 1
