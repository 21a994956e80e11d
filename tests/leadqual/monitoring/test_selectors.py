"""Which alerts are read for whom."""

import pytest

from leadqual.accounts.models import Workspace
from leadqual.monitoring.models import Alert
from leadqual.monitoring.selectors import alerts_of

pytestmark = pytest.mark.django_db


def test_alerts_of_the_installation_are_read_for_staff_alone(
    workspace: Workspace, other_workspace: Workspace, alert: Alert, operation_alert: Alert
) -> None:
    assert list(alerts_of(workspace, with_operation=False)) == [alert]
    assert list(alerts_of(workspace, with_operation=True)) == [operation_alert, alert]
    assert list(alerts_of(other_workspace, with_operation=False)) == []
