"""The lab shows what is watched of the kind of model that it is at."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.monitoring.alerts.lifecycle import note
from leadqual.monitoring.models import Alert, DayProfile
from tests.leadqual.monitoring.conftest import ago, finding
from tests.leadqual.monitoring.test_views import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def days_of(workspace: Workspace, signal: str, *indices: float) -> None:
    """Store what was said of the last days, the last one yesterday."""
    DayProfile.objects.bulk_create(
        DayProfile(
            workspace=workspace,
            day=ago(len(indices) - place),
            signal=signal,
            counts={"x": 100},
            n_rows=100,
            index=index,
            is_drift=False,
        )
        for place, index in enumerate(indices)
    )


def test_without_days_it_says_when_they_are_compared(viewer_client: Client) -> None:
    page = text(viewer_client.get("/lab/models/", {"kind": "titles"}))

    assert "Drift and alerts" in page
    assert "No open alerts for this model. From the eighth day with data" in page


def test_the_signal_that_moved_most_is_drawn(viewer_client: Client, workspace: Workspace) -> None:
    days_of(workspace, "titles_language", 0.09, 0.02)
    days_of(workspace, "titles_length", 0.01, 0.07)
    days_of(workspace, "replies_intent", 0.01, 0.15)

    page = text(viewer_client.get("/lab/models/", {"kind": "titles"}))

    assert "Length of titles, the largest change: index 0.07" in page
    assert "No open alerts for this model." in page
    assert "Languages of titles" not in page
    assert "Intents of replies" not in page


def test_alerts_of_the_kind_stand_there_and_their_signal_before_others(
    viewer_client: Client, workspace: Workspace, alert: Alert
) -> None:
    days_of(workspace, "titles_language", 0.02)
    days_of(workspace, "titles_length", 0.07)
    facts = {"kind": "replies", "what": "changed", "n": 50}
    note(finding("replies:changed", area="model", facts=facts), workspace=workspace)

    titles = text(viewer_client.get("/lab/models/", {"kind": "titles"}))
    replies = text(viewer_client.get("/lab/models/", {"kind": "replies"}))

    assert "31% of the titles of people added on " in titles
    assert "are Turkish" in titles
    assert f'href="/lab/monitoring/?tab=data#alert-{alert.pk}"' in titles
    assert "Languages of titles, the largest change" in titles
    assert "Many predictions are corrected (replies)" in replies
    assert "Turkish" not in replies.partition("watched-title")[2]
    assert "No open alerts" not in titles + replies


def test_nothing_of_another_workspace_or_of_the_installation_is_there(
    stranger_client: Client, alert: Alert, workspace: Workspace, operation_alert: Alert
) -> None:
    days_of(workspace, "titles_language", 0.02)

    page = text(stranger_client.get("/lab/models/", {"kind": "titles"}))

    assert "Turkish" not in page
    assert "the largest change" not in page
    assert "Slow" not in page
