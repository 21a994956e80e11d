"""Jobs of watching are for all workspaces, and safe to run twice."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import Workspace
from leadqual.monitoring.models import MonitoringCursor
from leadqual.monitoring.tasks import monitor_days

pytestmark = pytest.mark.django_db


def test_each_workspace_is_looked_at(
    workspace: Workspace,
    other_workspace: Workspace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            monitor_days.delay()

    watched = MonitoringCursor.objects.values_list("workspace", flat=True)
    assert set(watched) == {workspace.pk, other_workspace.pk}


def test_a_workspace_that_is_gone_by_now_is_passed_over(workspace: Workspace) -> None:
    monitor_days(workspace_id=workspace.pk + 1)

    assert not MonitoringCursor.objects.exists()
