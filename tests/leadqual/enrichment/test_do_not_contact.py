"""Nothing about people who are marked Do not contact is sent to webhooks and language models."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.enrichment.connections import create_webhook, save_language_model
from leadqual.enrichment.errors import EnrichmentLimitError
from leadqual.enrichment.models import EnrichmentRun
from leadqual.enrichment.run_job import process_runs
from leadqual.enrichment.runs import runs_of, start_run
from leadqual.leads.models import Contact
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.enrichment.conftest import json_answer
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.leads.people import make_contact
from tests.leadqual.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["webhook", "question"])
def wanted(
    request: pytest.FixtureRequest, workspace: Workspace, manager: User, receiver: Receiver
) -> EnrichmentRun:
    """A run that sends fields of three people: one may be contacted, one not, one not any more."""
    field = create_field(
        workspace=workspace,
        record="contact",
        label="Fleet",
        kind="number",
        choices=[],
        author=manager,
    )
    for name in NAMES:
        make_contact(workspace, name, email=f"{name}@x.example")
    set_entry(workspace, "never@x.example")
    receiver.answer = json_answer({"fields": {"fleet": 7}})
    if request.param == "question":
        save_language_model(
            workspace=workspace, base_url=receiver.url, model="small", author=manager
        )
        return EnrichmentRun(
            workspace=workspace,
            kind="contact",
            source="question",
            question="Fleet?",
            field=field.code,
        )
    webhook, _ = create_webhook(
        workspace=workspace,
        kind="contact",
        name="Fleet finder",
        url=receiver.url,
        fields=[field.code],
        author=manager,
    )
    return EnrichmentRun(workspace=workspace, kind="contact", source="webhook", webhook=webhook)


def people_keys(workspace: Workspace) -> list[int]:
    return list(Contact.objects.filter(workspace=workspace).values_list("pk", flat=True))


NAMES = ("yes", "never", "later")


def test_nothing_is_sent_about_them_and_the_run_says_so(
    wanted: EnrichmentRun,
    workspace: Workspace,
    manager: User,
    receiver: Receiver,
    manager_client: Client,
) -> None:
    started = start_run(run=wanted, keys=people_keys(workspace), author=manager)
    set_entry(workspace, "later@x.example")  # While it waits.

    process_runs()

    run = runs_of(workspace).get(pk=started.pk)
    sent = " ".join(one.body for one in receiver.received)
    assert [name for name in NAMES if f"{name}@x.example" in sent] == ["yes"]
    assert (run.n_excluded, run.results.count()) == (2, 1)
    page = manager_client.get(f"/enrichment/{run.pk}/").content.decode()
    assert "2 people are marked Do not contact and excluded" in page


def test_a_run_over_nobody_else_is_refused(
    wanted: EnrichmentRun, workspace: Workspace, manager: User
) -> None:
    for name in NAMES:
        set_entry(workspace, f"{name}@x.example")

    with pytest.raises(EnrichmentLimitError, match="marked Do not contact"):
        start_run(run=wanted, keys=people_keys(workspace), author=manager)

    assert Contact.objects.filter(do_not_contact=True).count() == len(NAMES)


@pytest.mark.parametrize("wanted", ["webhook"], indirect=True)
def test_the_form_says_how_many_are_excluded(wanted: EnrichmentRun, manager_client: Client) -> None:
    address = "/people/?panel=enrich&from=webhook"

    shown = manager_client.post(address, {"webhook_id": wanted.webhook_id, "step": "estimate"})

    expected = shown.context["estimate"]
    assert (expected.n_found, expected.n_records, expected.n_excluded) == (3, 2, 1)
