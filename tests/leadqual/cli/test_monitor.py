"""`leadqual monitor`: look now, and list alerts."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.cli.installation.monitor import MAX_SHOWN
from leadqual.monitoring.alerts.lifecycle import end, note
from leadqual.monitoring.models import MonitoringCursor
from tests.leadqual.cli.test_imports import called
from tests.leadqual.monitoring.conftest import ago, finding

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_looks_at_days_and_lists_what_is_open(workspace: Workspace) -> None:
    quiet = called("monitor")
    alert = note(finding(), workspace=workspace)
    assert alert is not None
    loud = called("monitor", "--show")
    end(alert)
    over = called("monitor", "--show", "--all")

    assert "1 day evaluated." in quiet.output
    assert "No alerts." in quiet.output
    assert MonitoringCursor.objects.filter(workspace=workspace).exists()
    assert (quiet.exit_code, loud.exit_code, over.exit_code) == (0, 1, 0)
    assert "looked at" not in loud.output
    assert "Languages of titles changed (open)" in loud.output
    assert "(closed " in over.output


def test_an_open_alert_ends_it_with_1_also_behind_many_that_are_over(workspace: Workspace) -> None:
    assert note(finding(), workspace=workspace) is not None
    for number in range(MAX_SHOWN):
        later = note(finding("titles_length", day=ago(MAX_SHOWN - number)), workspace=workspace)
        assert later is not None
        end(later)

    assert called("monitor", "--show", "--all").exit_code == 1
