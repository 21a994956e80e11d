"""Whoever is marked Do not contact leaves LeadQual without an address, whichever the way.

The ways are found in the code. A new one fails here until it asks `outgoing_values` (decision 100),
and is written down with what decides about people.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.do_not_contact.outgoing_values import ADDRESSES
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.fact_reports import report_fact
from leadqual.mcp_server.tools import TOOLS
from leadqual.replies.models import ProposedContact, Reply
from leadqual.search.lists.services import add_records, create_list
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.fan_out import fan_out_all
from tests.leadqual.leads.people import make_contact, stop

ROOT = Path(__file__).resolve().parents[3]
ASKS = "asks outgoing_values"
STOP_LIST = "who must not be contacted, so that other systems do not contact them either"
COMPANY = "of a company"
SENT = "what the caller sends"
USER = "of a user of LeadQual"
NUMBERS = "figures and settings"
AS_SENT = "cells of a file as it was uploaded, for its correction"

OF_API = {
    "ContactOutput": ASKS,
    "FactReport": ASKS,
    "AppliedReportOutput": ASKS,
    "ValueChangeOutput": ASKS,
    "ReplyOutput": ASKS,
    "ProposalOutput": ASKS,
    "WebhookMessageOutput": ASKS,
    "DoNotContactOutput": STOP_LIST,
    "AuditEntryOutput": "proof of what was changed, for managers",
    "PrivacyRequestOutput": "who asks for their data, and gets an answer",
    "ImportCellOutput": AS_SENT,
    "ImportRowOutput": AS_SENT,
    "SuppressionLineOutput": AS_SENT,
    **dict.fromkeys(("Company", "CompanyRowRequest", "CompanySaveInput"), COMPANY),
    "CompanyChangeRequest": COMPANY,
    **dict.fromkeys(("ContactChangeRequest", "ContactRowRequest", "ContactSaveInput"), SENT),
    **dict.fromkeys(("DoNotContactInput", "FactReportInput", "IdentifiersInput"), SENT),
    **dict.fromkeys(("InboundLeadInput", "NamedContactInput", "ReplyInput"), SENT),
    **dict.fromkeys(("CallerOutput", "MemberOutput", "InvitationInput", "InvitationOutput"), USER),
    **dict.fromkeys(("AlertThresholdOutput", "MetricDropOutput"), NUMBERS),
    **dict.fromkeys(("CampaignAdditionOutput", "CampaignAdditionUndoInput"), NUMBERS),
}
"""Schema of the API with a field that may hold an address → what decides."""

OF_TOOLS = {
    "get_contact": ASKS,
    "read_replies": ASKS,
    "mark_do_not_contact": SENT,
    "get_company": COMPANY,
}
OF_EVENTS = {
    "contact.created": ASKS,
    "contact.updated": ASKS,
    "contact.deleted": ASKS,
    "contact.do_not_contact": STOP_LIST,
    **dict.fromkeys(("company.created", "company.updated", "company.deleted"), COMPANY),
}
OF_MODULES = {
    "search/api/exports.py": ASKS,
    "search/pages/exports.py": ASKS,
    "webhooks/deliveries.py": ASKS,
    "webhooks/failures.py": NUMBERS,
    "reports/pages/shared.py": ASKS,
    "enrichment/sources/webhook.py": ASKS,
    "enrichment/sources/question.py": ASKS,
    "enrichment/sources/website.py": COMPANY,
    "campaigns/pages/csv_exports.py": COMPANY,
    "campaigns/pages/recommendations.py": COMPANY,
    "privacy/pages.py": "the data of a person for that person",
    "imports/validation/rejected_rows.py": AS_SENT,
    "inbound/pages/public_form.py": "takes what a visitor sends",
    "lookup/pages.py": "titles and texts that a visitor enters",
    "search/watches.py": NUMBERS,
    "imports/files/url_files.py": "files that are read from a store",
    "mailboxes/oauth_tokens.py": "reads a mailbox",
    "monitoring/alerts/delivery.py": NUMBERS,
    "monitoring/pages/metrics_endpoint.py": NUMBERS,
    "mailboxes/checks/check_mailbox.py": NUMBERS,
    "labeling/pages/cost_table.py": NUMBERS,
    "taxonomy/pages/files.py": NUMBERS,
}
"""Module that sends something, shows it without sign-in, or hands out files → what decides."""

OF_COMMANDS = {
    "records/exports.py": ASKS,
    "records/person.py": "the data of a person for that person",
    "records/imports.py": AS_SENT,
    "records/suppressions.py": NUMBERS,
    "records/search.py": NUMBERS,
    "learning/corrections.py": NUMBERS,
    "installation/check.py": NUMBERS,
    "installation/retention.py": NUMBERS,
    "classification/companies.py": COMPANY,
    "files/csv.py": "files of the caller",
}
"""Module of commands that reads what a workspace holds → what decides."""

_MAY_HOLD = {*ADDRESSES, "sender", "value", "right_value", "before", "after"}
_SENDS = re.compile(
    r"outgoing_client\(|\bdownload\(|StreamingHttpResponse\(|FileResponse\(|Content-Disposition"
    r"|queue_email\(|^(?!from).*\blogin_not_required\b",
    re.MULTILINE,
)
_READS = re.compile(r"leadqual\.(leads|search|privacy|replies|imports|campaigns|enrichment)\b")


def schemas_with_addresses() -> Iterator[str]:
    """Yield the schemas of the description of the API with a field that may hold an address."""
    text = (ROOT / "docs/api/openapi.yaml").read_text()
    schemas = text.partition("\n  schemas:\n")[2]
    for name, body in re.findall(r"^    (\w+):\n((?:     .*\n|\n)+)", schemas, re.MULTILINE):
        fields = set(re.findall(r"^        (\w+):$", body, re.MULTILINE))
        if fields & _MAY_HOLD or name == "WebhookMessageOutput":
            yield name


def modules_with(pattern: re.Pattern[str], folder: str, *but: str) -> set[str]:
    root = ROOT / "leadqual" / folder
    found = {one.relative_to(root).as_posix(): one.read_text() for one in root.rglob("*.py")}
    return {name for name in found if not name.startswith(but) and pattern.search(found[name])}


def keys_in(example: object) -> Iterator[str]:
    if isinstance(example, dict):
        yield from example
        for value in example.values():
            yield from keys_in(value)


def test_every_way_out_is_known() -> None:
    tools = {name for name, tool in TOOLS.items() if _MAY_HOLD & {*keys_in(tool.output_schema())}}
    events = {name for name, one in EVENT_TYPES.items() if _MAY_HOLD & {*keys_in(one.example)}}

    assert set(schemas_with_addresses()) == OF_API.keys()
    assert tools == OF_TOOLS.keys()
    assert events - {"verdict.given"} == OF_EVENTS.keys()  # Its value is "like".
    assert modules_with(_SENDS, "", "core/", "accounts/", "cli/") == OF_MODULES.keys()
    assert modules_with(_READS, "cli") == OF_COMMANDS.keys()


SECRETS = ("ann@secret.example", "99887766", "ann-secret")


@pytest.fixture
def stopped(workspace: Workspace, manager: User) -> Contact:
    """A person with traces in all that the API shows of people, marked after they were written."""
    wanted = EndpointSettings(url="https://example.com/", event_types=["contact.updated"])
    create_endpoint(workspace=workspace, wanted=wanted, author=manager)
    workspace.refresh_from_db()
    contact = make_contact(workspace, "Ann Amt", email="ann@secret.example", external_id="crm-1")
    profile = "https://www.linkedin.com/in/ann-secret"
    values = {"phone": "+49 30 99887766", "linkedin_url": profile}
    change_record(record=contact, values=values, author=manager)
    report_fact(record=contact, field="phone", right_value="+49 40 99887766", author=manager)
    row = create_list(workspace=workspace, name="Fair", author=manager)
    add_records(contact_list=row, keys=[contact.pk], author=manager, request_id=uuid4())
    reply = Reply.objects.create(
        workspace=workspace, contact=contact, sender=SECRETS[0], received_at=clock.now()
    )
    ProposedContact.objects.create(reply=reply, email=SECRETS[0], contact=contact)
    fan_out_all()
    stop(contact)
    return contact


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_the_api_has_no_address_of_a_stopped_person(
    stopped: Contact, manager_client: Client
) -> None:
    reply, row = stopped.replies.get(), stopped.list_entries.get()
    webhook = stopped.workspace.webhook_endpoints.get()
    deliveries = f"webhooks/{webhook.pk}/deliveries"
    paths = (
        *("contacts", f"contacts/{stopped.pk}", "contacts/lookup?external_id=crm-1"),
        *(f"contacts/{stopped.pk}/timeline", "fact-reports", "replies", f"replies/{reply.pk}"),
        *(f"lists/{row.contact_list_id}/entries", deliveries),
        f"{deliveries}/{webhook.deliveries.get().pk}",
    )
    answers = {path: manager_client.get(f"/api/v1/{path}") for path in paths}
    update = manager_client.patch(
        f"/api/v1/contacts/{stopped.pk}", {"city": "Bonn"}, content_type="application/json"
    )

    assert {path: one.status_code for path, one in answers.items() if one.status_code != 200} == {}
    assert update.json()["city"] == "Bonn"
    texts = {path: one.content.decode() for path, one in (*answers.items(), ("patch", update))}
    shown = {path: text for path, text in texts.items() if any(map(text.__contains__, SECRETS))}
    assert shown == {}
