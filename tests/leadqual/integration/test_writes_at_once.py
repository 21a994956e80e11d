"""Each write operation of the API beside each other, on the same ten people and ten companies.

Whoever is overtaken by another may be refused, but plainly: no answer says that the server failed.
"""

import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.core.api.rate_limits import KeyThrottle
from leadqual.duplicates.models import DuplicatePair
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction
from leadqual.leads import models as leads
from leadqual.leads.models import Company, Contact, DeletedRecord, DoNotContact, RecordChange
from leadqual.replies.models import Reply, Task
from leadqual.taxonomy.models import TaxonomyVersion
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.event_types import EVENT_TYPES
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.tasks import send_webhooks
from tests.clients.calls import CALLS, Call
from tests.clients.description import Described, described_operations
from tests.leadqual.at_once import together
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.webhooks.receiver import Receiver, receiving
from tests.two_workspaces import SECRET, secret_rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("models"),
    pytest.mark.undescribed("only the status counts"),
    pytest.mark.slow,
]
N_RECORDS = 10
N_PROGRAMS = 5
N_ROUNDS = 4
NOT_CALLED = {"delete_workspace", "remove_member", "update_member"}
"""They would shut out the programs that call the others."""
DONE = {
    *("delete_contacts", "restore_deletions", "create_merge", "undo_merge", "mark_do_not_contact"),
    *("change_contacts", "undo_change", "upsert_contacts", "add_entries", "delete_webhook"),
}
"""Of these at least one was done, not refused."""
RECORDS = (
    *("contacts", "companies", "merges", "duplicates", "deletions", "record-changes", "notes"),
    *("do-not-contact", "lists", "webhooks", "replies", "fact-reports", "persons", "inbound-leads"),
)
"""Parts of the address of what people do to contacts and companies."""
BULK: dict[str, Callable[["Keys"], dict[str, Any]]] = {
    "delete_contacts": lambda keys: {"ids": keys.some(Contact), "request_id": str(uuid4())},
    "delete_companies": lambda keys: {"ids": keys.some(Company), "request_id": str(uuid4())},
    "change_contacts": lambda keys: {
        "ids": keys.some(Contact),
        "request_id": str(uuid4()),
        "add_tags": [keys.word()],
    },
    "change_companies": lambda keys: {
        "ids": keys.some(Company),
        "request_id": str(uuid4()),
        "add_tags": [keys.word()],
    },
    "mark_do_not_contact": lambda keys: {"ids": keys.some(Contact)[:2], "request_id": str(uuid4())},
    "create_merge": lambda keys: dict(
        zip(("kind", "kept_id", "other_id"), ("contact", *keys.two(Contact)), strict=True)
    ),
    "upsert_contacts": lambda keys: {
        "contacts": [{"email": f"p{n}@port.example", "city": keys.word()} for n in keys.numbers()]
    },
    "upsert_companies": lambda keys: {
        "companies": [{"domain": f"c{n}.example", "city": keys.word()} for n in keys.numbers()]
    },
    "save_contact": lambda keys: {
        "email": f"p{keys.numbers()[0]}@port.example",
        "title": keys.word(),
    },
    "save_company": lambda keys: {"domain": f"c{keys.numbers()[0]}.example", "name": keys.word()},
    "update_contact": lambda keys: {"city": keys.word(), "title": keys.word()},
    "update_company": lambda keys: {"city": keys.word()},
    "create_do_not_contact_entry": lambda keys: {"value": f"p{keys.numbers()[0]}@port.example"},
    "add_entries": lambda keys: {"ids": keys.some(Contact)},
    "add_company_entries": lambda keys: {"company_ids": keys.some(Company)},
    "create_webhook": lambda keys: {"url": keys.url, "event_types": sorted(EVENT_TYPES)},
    "resend_webhook_events": lambda _: {
        "since": "2020-01-01T00:00:00Z",
        "until": f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
    },
}
"""What goes to several records; the other bodies are those of the client's test."""


class Keys(dict[str, Any]):
    """Keys of what is there at the moment, drawn anew for each request.

    Args:
        fixed: of rows that no request changes.
        draw: random numbers of this program.
        url: of the receiver of webhooks.
    """

    def __init__(self, fixed: dict[str, Any], draw: random.Random, url: str) -> None:
        super().__init__(fixed)
        self._draw = draw
        self.url: str = url

    def fill(self, operation: Described) -> None:
        """Draw the keys that an operation needs."""
        rows = ROWS | ({} if "/titles/" in operation.path else OF_COMPANIES)
        for name in {*operation.arguments, "contact_id", "company_id", "reply_id"} & rows.keys():
            if found := list(rows[name]().values_list("pk", flat=True)[:N_RECORDS]):
                self[name] = self._draw.choice(found)
        if (steps := STEPS.get(operation.name)) and (found := list(steps())):
            self["request_id"] = self._draw.choice(found)
        self["other_contact_id"], self["other_company_id"] = (
            self[name] for name in ("contact_id", "company_id")
        )

    def some(self, model: type[Contact] | type[Company]) -> list[int]:
        """Return some of the ten records, in any order."""
        found = list(model.objects.order_by("pk").values_list("pk", flat=True)[:N_RECORDS])
        return self._draw.sample(found, min(len(found), 4)) or [1]

    def two(self, model: type[Contact] | type[Company]) -> list[int]:
        return (self.some(model) * 2)[:2]

    def numbers(self) -> list[int]:
        return self._draw.sample(range(N_RECORDS), 4)

    def word(self) -> str:
        return self._draw.choice(("Leeds", "Austin", "Lyon"))


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "contact_id": lambda: Contact.objects.order_by("pk"),
    "company_id": lambda: Company.objects.order_by("pk"),
    "deletion_id": lambda: DeletedRecord.objects.filter(merge=None).order_by("-pk"),
    "merge_id": lambda: leads.MergedRecord.objects.order_by("-pk"),
    "pair_id": lambda: DuplicatePair.objects.order_by("-pk"),
    "webhook_id": lambda: WebhookEndpoint.objects.order_by("-pk"),
    "delivery_id": lambda: WebhookDelivery.objects.order_by("-pk"),
    "entry_id": lambda: DoNotContact.objects.order_by("-pk"),
    "note_id": lambda: leads.Note.objects.order_by("-pk"),
    "report_id": lambda: leads.FactReport.objects.order_by("-pk"),
    "list_id": lambda: leads.ContactList.objects.order_by("-pk"),
    "search_id": lambda: leads.SavedSearch.objects.order_by("-pk"),
    "field_id": lambda: leads.CustomField.objects.order_by("-pk"),
    "reply_id": lambda: Reply.objects.order_by("-pk"),
    "task_id": lambda: Task.objects.order_by("-pk"),
    "verdict_id": lambda: Verdict.objects.order_by("-pk"),
    "correction_id": lambda: Correction.objects.order_by("-pk"),
}
OF_COMPANIES: dict[str, Callable[[], QuerySet[Any]]] = {
    "correction_id": lambda: BusinessModelCorrection.objects.order_by("-pk")
}
STEPS: dict[str, Callable[[], Any]] = {
    "restore_deletions": lambda: (
        DeletedRecord.objects.exclude(step=None)
        .order_by("-pk")
        .values_list("step", flat=True)[:N_RECORDS]
    ),
    "undo_change": lambda: RecordChange.objects.order_by("-pk").values_list("step", flat=True)[
        :N_RECORDS
    ],
    "redo_change": lambda: RecordChange.objects.order_by("-pk").values_list("step", flat=True)[
        :N_RECORDS
    ],
    "undo_do_not_contact": lambda: [
        UUID(origin.removeprefix("step:"))
        for origin in DoNotContact.objects.filter(origin__startswith="step:")
        .order_by("-pk")
        .values_list("origin", flat=True)[:N_RECORDS]
    ],
}


class Program:
    """A program that calls operations one after the other, each with other keys."""

    def __init__(self, number: int, secret: str, fixed: dict[str, Any], url: str) -> None:
        draw = random.Random(number)
        self._client = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"}
        )
        self._draw, self._keys = draw, Keys(fixed, draw, url)
        self.answers = Counter[tuple[str, int]]()

    def call_all(self, operations: Sequence[Described]) -> None:
        """Call operations in an order of its own."""
        for one in self._draw.sample(operations, len(operations)):
            self.answers[one.name, self._call(one)] += 1

    def _call(self, one: Described) -> int:
        call, keys = CALLS.get(one.name, Call()), self._keys
        keys.fill(one)
        given = call.arguments(keys)
        address = one.path.format(**{name: keys[name] for name in one.arguments})
        if files := given.get("files"):
            content: Any = {
                **given.get("fields", {}),
                **{name: SimpleUploadedFile(*file) for name, file in files.items()},
            }
            return self._client.post(address, content).status_code
        body = BULK[one.name](keys) if one.name in BULK else given.get("body", {})
        method = getattr(self._client, one.method.lower())
        status: int = method(address, body, content_type="application/json").status_code
        return status


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as server:
        settings.OUTGOING_ALLOW = ["127.0.0.1"]
        settings.OUTGOING_PORTS = [str(server.port)]
        yield server


@pytest.fixture
def jobs_wait() -> Iterator[None]:
    """Jobs are left in their queues: requests alone run beside each other."""
    current_app.conf.update(task_always_eager=False)
    yield
    current_app.control.purge()
    current_app.conf.update(task_always_eager=True)


@contextmanager
def errors_noted() -> Iterator[Counter[str]]:
    """Give the ends of the tracebacks of requests that failed."""
    found = Counter[str]()

    def note(**_: object) -> None:
        found[traceback.format_exc(limit=-7)] += 1

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def ten_records(workspace: Workspace) -> None:
    """Add the people and companies that all programs change."""
    for number in range(N_RECORDS):
        company = make_company(workspace, f"Port {number}", domain=f"c{number}.example")
        make_contact(workspace, f"Jo P{number}", email=f"p{number}@port.example", company=company)


@pytest.mark.usefixtures("jobs_wait")
def test_no_write_fails_beside_another(
    workspace: Workspace,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    receiver: Receiver,
) -> None:
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "1000000/min"})
    author = User.objects.create_user(f"{SECRET}@leadqual.example", is_staff=True)
    fixed = secret_rows(workspace, author)
    ten_records(workspace)
    wanted = EndpointSettings(url=receiver.url, event_types=sorted(EVENT_TYPES))
    for _ in range(4):
        create_endpoint(workspace=workspace, wanted=wanted, author=author)
    _, secret = create_api_key(workspace=workspace, name="key", scopes=list(Scope), author=author)
    fixed |= {"author": author.email, "change_id": 1, "draft_id": 1}
    fixed["version_id"] = TaxonomyVersion.objects.latest("pk").pk
    fixed["correction_id"] = fixed["title_correction_id"]
    writes = [one for one in described_operations() if one.method != "GET"]
    writes = [one for one in writes if one.name not in NOT_CALLED]
    of_records = [one for one in writes if one.path.split("/")[3] in RECORDS]
    programs = [Program(n, secret, fixed, receiver.url) for n in range(N_PROGRAMS)]

    with errors_noted() as errors:
        for called in (writes, *[of_records] * N_ROUNDS):
            together([*[partial(one.call_all, called) for one in programs], send_webhooks])

    answers = sum((one.answers for one in programs), Counter[tuple[str, int]]())
    failed = {key: n for key, n in answers.items() if key[1] >= 500}
    told = "\n\n".join(f"{n} times:\n{text}" for text, n in errors.most_common(40))
    assert not failed, f"{failed}\n\n{told}"
    assert {name for name, status in answers if status < 300} >= DONE
