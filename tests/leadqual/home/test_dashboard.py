"""The first page."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.home.attention import list_attention_items
from leadqual.home.selectors import campaign_lines, last_worked_on
from leadqual.imports.columns.column_fields import LINE
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.selectors import coverage
from leadqual.labeling.corrections.services import record_correction
from leadqual.leads.models import Company, JobTitle
from leadqual.monitoring.alerts.lifecycle import AlertFinding, acknowledge, note
from leadqual.monitoring.models import Alert
from leadqual.replies.models import Reply
from leadqual.replies.selectors import review_counts

pytestmark = pytest.mark.django_db


def make_reply(workspace: Workspace, number: int, **fields: str) -> Reply:
    return Reply.objects.create(
        workspace=workspace,
        message_id=f"<{number}@test.example>",
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        score=0.9,
        **fields,
    )


def test_an_empty_workspace_says_what_to_do(manager_client: Client) -> None:
    body = manager_client.get("/").content.decode()

    assert "No campaigns yet" in body
    assert "/imports/" in body


def test_figures_campaigns_and_pace_are_those_of_the_workspace(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    companies = [
        Company.objects.create(workspace=workspace, name=f"Firm {n}", name_key=f"firm {n}")
        for n in range(3)
    ]
    campaign = create_campaign(workspace=workspace, name="Pumps", author=manager)
    record_verdict(
        campaign=campaign, company=companies[0], value=Verdict.Value.LIKE, author=manager
    )
    record_verdict(
        campaign=campaign, company=companies[1], value=Verdict.Value.DISLIKE, author=manager
    )

    context = manager_client.get("/").context

    (line,) = context["campaigns"]
    assert (line.n_judged, line.n_total, line.liked_share) == (2, 3, None)
    assert context["go_on"].url == f"/campaigns/{campaign.pk}/queue/"
    assert sum(int(row.values[0]) for row in context["pace_chart"].rows) == 2


def test_only_a_campaign_of_the_person_is_one_where_they_left_off(
    manager_client: Client,
    qualifier_client: Client,
    manager: User,
    qualifier: User,
    workspace: Workspace,
) -> None:
    company = Company.objects.create(workspace=workspace, name="Firm", name_key="firm")
    Company.objects.create(workspace=workspace, name="Other", name_key="other")
    pumps = create_campaign(workspace=workspace, name="Pumps", author=manager)
    valves = create_campaign(workspace=workspace, name="Valves", author=manager)

    def left_off(user: User) -> str | None:
        line = last_worked_on(campaign_lines(workspace, user))
        return line.name if line else None

    assert (left_off(manager), left_off(qualifier)) == ("Valves", None)
    record_verdict(campaign=pumps, company=company, value=Verdict.Value.SKIP, author=qualifier)
    assert (left_off(manager), left_off(qualifier)) == ("Valves", "Pumps")
    here = '<a class="btn primary" href="/campaigns/{}/queue/" title="{}">'
    for client, row, words in (
        (qualifier_client, pumps, "Continue where you left off"),
        (manager_client, valves, "Continue where you left off"),
    ):
        page = client.get("/").content.decode()
        assert words in page.partition(here.format(row.pk, row.name))[2].partition("</a>")[0]
    record_verdict(campaign=pumps, company=company, value=Verdict.Value.LIKE, author=qualifier)
    Company.objects.exclude(pk=company.pk).delete()  # Nothing is left to judge there.
    page = qualifier_client.get("/").content.decode()
    assert "Open queue of Valves" in page


def test_people_settled_by_a_person_and_by_the_dictionary_are_told_apart_as_on_titles(
    manager_client: Client, manager: User, workspace: Workspace, models: None
) -> None:
    JobTitle.objects.create(
        workspace=workspace, title="Buyer", normalised="buyer", source="dictionary", n_contacts=3
    )
    corrected = JobTitle.objects.create(
        workspace=workspace, title="Owl Tamer", normalised="owl tamer", n_contacts=1
    )
    record_correction(
        job_title=corrected, correction_input=CorrectionInput((), "other"), author=manager
    )

    home, page = (
        manager_client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        for url in ("/", "/titles/")
    )

    assert "confirmed by a person (25.0%) or the dictionary (75.0%)" in re.sub(
        r"</?a[^>]*>", "", home
    )
    assert '<span class="num">25.0%</span> by a person' in page
    assert 'aria-label="25.0% by a person, 75.0% by the dictionary"' in page
    assert '<rect class="ink" x="25.0" y="2" width="75.0" height="6"/>' in page


def test_what_waits_leads_to_exactly_that(manager_client: Client, workspace: Workspace) -> None:
    make_reply(workspace, 1, intent="unsubscribe", category="unsubscribe", state="review")
    make_reply(workspace, 2, intent="positive_misc_reasons", category="positive", state="none")

    waiting = manager_client.get("/").context["waiting"]

    for line in waiting:
        assert line.title.startswith("1 ")
        answer = manager_client.get(line.url)
        assert len(answer.context["page"].object_list) == 1


def test_rows_of_an_import_wait_until_they_were_mended_or_all_of_it_undone(
    manager: User, workspace: Workspace
) -> None:
    refused = ImportBatch.objects.create(
        workspace=workspace,
        author=manager,
        kind="contacts",
        file_name="fair.csv",
        n_rejected=1,
        status="done",
    )

    def waiting() -> list[str]:
        found = list_attention_items(
            workspace,
            coverage(workspace),
            review_counts(workspace),
            reader=manager,
            role=Role.MANAGER,
        )
        return [line.title for line in found]

    assert waiting() == ["1 row of fair.csv was rejected"]
    mended = ImportBatch.objects.create(
        workspace=workspace,
        author=manager,
        kind="contacts",
        status="checked",
        columns=[{"name": LINE}, {"name": "Name"}],
    )
    assert waiting() == ["1 row of fair.csv was rejected"]
    mended.status = ImportBatch.Status.DONE
    mended.save()
    assert waiting() == []
    mended.delete()
    refused.status = ImportBatch.Status.UNDONE
    refused.save()
    assert waiting() == []


def alert_of(workspace: Workspace | None, signal: str, **facts: object) -> Alert:
    """Have a limit passed that opens an alert."""
    area = Alert.Area.OPERATION if workspace is None else Alert.Area.DATA
    finding = AlertFinding(
        area=area,
        signal=signal,
        is_over=True,
        figure=0.4,
        limit=0.2,
        at=datetime(2026, 11, 20, tzinfo=UTC),
        facts={"shifts": [["Turkish", 0.04, 0.31]], "n": 400, **facts},
    )
    opened = note(finding, workspace=workspace)
    assert opened is not None
    return opened


def test_an_alert_waits_until_somebody_has_seen_it(
    manager_client: Client, manager: User, workspace: Workspace
) -> None:
    alert = alert_of(workspace, "titles_language")

    (line,) = manager_client.get("/").context["waiting"]
    acknowledge(alert=alert, note="", is_normal=False, author=manager)

    assert line.title == "Languages of titles changed"
    assert line.url == f"/lab/monitoring/?tab=data#alert-{alert.pk}"
    assert manager_client.get("/").context["waiting"] == []


def test_several_alerts_are_one_line_and_those_of_the_installation_are_for_staff(
    qualifier_client: Client, staff_client: Client, workspace: Workspace
) -> None:
    for signal in ("titles_language", "replies_language"):
        alert_of(workspace, signal)
    slow = alert_of(None, "slow:web pages", what="slow", group="web pages")

    (of_qualifier,) = qualifier_client.get("/").context["waiting"]
    (of_staff,) = staff_client.get("/").context["waiting"]

    assert (of_qualifier.title, of_staff.title) == ("2 alerts", "3 alerts")
    assert "Slow" not in of_qualifier.words
    assert of_staff.words.startswith("Slow: web pages, Languages of replies changed")
    assert of_staff.url == f"/lab/monitoring/?tab=operation#alert-{slow.pk}"


def test_nothing_of_another_workspace_is_counted(
    manager_client: Client, other_workspace: Workspace
) -> None:
    alert_of(other_workspace, "titles_language")
    make_reply(other_workspace, 1, intent="unsubscribe", category="unsubscribe", state="review")
    Company.objects.create(workspace=other_workspace, name="Firm", name_key="firm")

    context = manager_client.get("/").context

    assert context["waiting"] == []
    assert context["stats"][1].value == "0"


def test_viewer_is_not_led_to_what_viewers_may_not_do(
    viewer_client: Client, manager_client: Client, workspace: Workspace, manager: User
) -> None:
    Company.objects.create(workspace=workspace, name="Kelvia", name_key="kelvia")
    campaign = create_campaign(workspace=workspace, name="Ports", author=manager)
    queue = f"/campaigns/{campaign.pk}/queue/"

    seen, judged = (client.get("/").content.decode() for client in (viewer_client, manager_client))

    assert queue in judged
    assert "Import a file" in judged
    assert "Ports" in seen
    assert queue not in seen
    assert "Continue where you left off" not in seen
    assert "Open queue of" not in seen
    assert "Import a file" not in seen
