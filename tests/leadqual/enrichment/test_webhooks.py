"""Custom fields from an endpoint of one's own: signed, checked by kind, tried again, undone."""

from collections.abc import Callable
from typing import Any

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.enrichment.connections import create_webhook, delete_webhook
from leadqual.enrichment.errors import EnrichmentSettingError
from leadqual.enrichment.models import EnrichmentRun, FieldWebhook
from leadqual.enrichment.run_job import process_runs
from leadqual.enrichment.runs import undo_run
from leadqual.leads.models import CustomField
from tests.leadqual.enrichment.conftest import MakeCompany, Run, json_answer, outcomes
from tests.leadqual.webhooks.receiver import Receiver
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
Made = tuple[FieldWebhook, str]


@pytest.fixture
def webhook(
    workspace: Workspace, manager: User, receiver: Receiver, field: Callable[..., CustomField]
) -> Made:
    """A webhook that fills a number and a choice."""
    field("Fleet", "number")
    field("Tier", "choice", ("Gold", "Silver"))
    field("Other")
    return create_webhook(
        workspace=workspace,
        kind="company",
        name="Fleet finder",
        url=receiver.url,
        fields=["fleet", "tier"],
        author=manager,
    )


def test_values_that_come_back_are_written_and_undone_in_one_step(
    webhook: Made, receiver: Receiver, company: MakeCompany, run: Run, manager: User
) -> None:
    row = company(country="Germany", custom={"fleet": 3, "other": "kept"})
    receiver.answer = json_answer({"fields": {"fleet": "1,200", "tier": "Gold"}})

    done = run("webhook", webhook_id=webhook[0].pk)

    row.refresh_from_db()
    assert row.custom == {"fleet": 1200, "tier": "Gold", "other": "kept"}
    message = receiver.received[0].verified(webhook[1])
    assert message["fields"]["country"] == "Germany"
    assert [one["code"] for one in message["wanted"]] == ["fleet", "tier"]
    undo_run(run=done, author=manager)
    row.refresh_from_db()
    assert row.custom == {"fleet": 3, "other": "kept"}


def test_answers_that_are_no_values_change_nothing(
    webhook: Made, receiver: Receiver, company: MakeCompany, run: Run
) -> None:
    answers: list[tuple[dict[str, object], str]] = [
        ({"fields": {"tier": "Bronze"}}, "failed"),
        ({"fields": {"fleet": {"n": 1}}}, "failed"),
        ({"fields": {"other": "not its own"}}, "failed"),
        ({"fields": []}, "failed"),
        ({}, "unchanged"),
    ]
    for body, outcome in answers:
        with rolled_back():
            row = company()
            receiver.answer = json_answer(body)

            done = run("webhook", webhook_id=webhook[0].pk)

            row.refresh_from_db()
            assert outcomes(done) == {"Acme": outcome}
            assert row.custom == {}


def test_a_busy_endpoint_is_asked_again_with_the_same_id(
    webhook: Made, receiver: Receiver, company: MakeCompany, run: Run
) -> None:
    company()
    receiver.answer_with(429, Retry_After="60")
    row = run("webhook", webhook_id=webhook[0].pk)

    receiver.answer = json_answer({"fields": {"fleet": 7}})
    process_runs()
    n_before = len(receiver.received)
    row.results.update(next_at=None)
    process_runs()

    assert n_before == 1
    assert outcomes(row) == {"Acme": "filled"}
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1


def test_an_endpoint_that_is_gone_ends_the_run(
    webhook: Made, receiver: Receiver, company: MakeCompany, run: Run
) -> None:
    company()
    receiver.answer_with(410)

    done = run("webhook", webhook_id=webhook[0].pk)

    assert done.status == EnrichmentRun.Status.FAILED
    assert "410" in done.problem


def test_a_run_whose_webhook_was_deleted_ends(
    webhook: Made, receiver: Receiver, company: MakeCompany, run: Run, manager: User
) -> None:
    company()
    row = run("webhook", webhook_id=webhook[0].pk, is_worked=False)
    delete_webhook(webhook=webhook[0], author=manager)

    process_runs()

    row.refresh_from_db()
    assert row.status == EnrichmentRun.Status.FAILED
    assert receiver.received == []


def test_webhooks_that_cannot_be_are_refused(
    webhook: Made, workspace: Workspace, manager: User
) -> None:
    changes: list[dict[str, Any]] = [
        {"url": "http://example.com/hook"},
        {"url": "https://10.0.0.1/hook"},
        {"name": " "},
        {"name": "Fleet finder"},
        {"fields": []},
        {"fields": ["nothing"]},
    ]
    for change in changes:
        given = {"name": "Other", "url": "https://example.com/hook", "fields": ["fleet"], **change}

        with pytest.raises(EnrichmentSettingError):
            create_webhook(workspace=workspace, kind="company", author=manager, **given)
