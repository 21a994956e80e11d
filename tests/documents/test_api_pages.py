"""The pages for integrators name every problem and the limits that the code has."""

import re

from gunicorn.config import LimitRequestLine

from leadqual import settings
from leadqual.accounts.keys.services import EXPIRED_RETENTION
from leadqual.core.api.field_errors import MAX_ALLOWED
from leadqual.core.api.pages import CursorPages
from leadqual.imports.api.bulk_upserts import MAX_ROWS
from leadqual.inbound.pages import public_form
from leadqual.inbound.routing import MAX_RULES
from leadqual.labeling.api.classification import MAX_COMPANIES, MAX_PAIRS
from leadqual.labeling.api.titles import MAX_TITLES
from leadqual.mailboxes.models import MAX_FOLDERS
from leadqual.mailboxes.services import MAX_MAILBOXES
from leadqual.replies import corrections as intents_services
from leadqual.replies.api.unstored_replies import MAX_REPLIES
from leadqual.search.lists.services import MAX_AT_ONCE
from leadqual.search.watches import MAX_MATCHES
from leadqual.webhooks import deliveries, failures, resending
from leadqual.webhooks.endpoints import MAX_ENDPOINTS, OVERLAP
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.outbox import MAX_IDS
from tests.documents.pages import ROOT, text_of
from tests.documents.problem_codes import problem_codes

API = ROOT / "docs" / "api"
NUMBER = re.compile(r"\d[\d,]*")
MINUTE, HOUR = 60, 3_600
LIMITS = {
    "Requests of a key": [int(settings.API_RATE.partition("/")[0])],
    "Highest rate that a key can be given": [settings.API_KEY_MAX_RATE],
    "Requests of a workspace, all keys and members together": [
        n for n in [settings.WORKSPACE_MAX_REQUESTS] if n
    ],
    "Contacts, companies": [
        n for n in [settings.WORKSPACE_MAX_CONTACTS, settings.WORKSPACE_MAX_COMPANIES] if n
    ],
    "Imports, exports and the like, queued or running at once": [settings.WORKSPACE_MAX_JOBS],
    "Body of a request": [settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20],
    "Address of a request, with its filters": [LimitRequestLine.default, 414],
    "Rows in a page": [CursorPages.page_size, CursorPages.max_page_size],
    "Answers kept for an `Idempotency-Key`": [EXPIRED_RETENTION.total_seconds() // HOUR],
    "Allowed values listed in an error": [MAX_ALLOWED],
    "Classify titles": [MAX_TITLES],
    "Classify companies": [MAX_COMPANIES],
    "Classify replies": [MAX_REPLIES],
    "Upsert contacts or companies": [MAX_ROWS],
    "Compare titles": [MAX_PAIRS],
    "Correct replies in bulk": [intents_services.MAX_REPLIES],
    "Add to a list": [MAX_AT_ONCE],
    "Time between two looks for new matches": [
        settings.CELERY_BEAT_SCHEDULE["watch-searches"]["schedule"] / MINUTE
    ],
    "Matches of one look that are listed": [MAX_MATCHES],
    "Webhooks of a workspace": [MAX_ENDPOINTS],
    "Time to answer a message": [deliveries.MAX_SECONDS],
    "Retries of a message": [failures.RETRY_PERIOD.days],
    "IDs in a summary": [MAX_IDS],
    "Messages resent at once": [resending.MAX_RESENT],
    "Old secret after a rotation": [OVERLAP.total_seconds() // HOUR],
    "Mailboxes of a workspace": [MAX_MAILBOXES],
    "Folders of a mailbox": [MAX_FOLDERS],
    "Leads of one form from one network": [public_form.MAX_PER_MINUTE],
    "Leads of one form": [public_form.MAX_PER_HOUR],
    "Size of a form post": [public_form.MAX_BYTES],
    "Routing rules": [MAX_RULES],
}


def test_errors_have_every_code_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d, ]+) \|", text_of(API / "errors.md"), re.MULTILINE)

    codes = [code for code, _ in rows]
    assert len(codes) == len(set(codes))
    written = {code: {int(one) for one in statuses.split(", ")} for code, statuses in rows}
    assert written == problem_codes()


def test_limits_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text_of(API / "limits.md"), re.MULTILINE)
    written = {name: [int(n.replace(",", "")) for n in NUMBER.findall(text)] for name, text in rows}
    for heading in ("Limit", "Operation"):
        del written[heading]

    assert written == LIMITS


def test_changes_count_the_event_types() -> None:
    assert f"for {len(EVENT_TYPES)} event types" in text_of(API / "changelog.md")
