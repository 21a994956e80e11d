"""What row-level security costs: the same requests with and without it, in turn.

Run by `python -m benchmarks row_security`. A real Postgres with a filled workspace beside another
one; pages and operations are asked in this process, so that the processor time of the product and
of its database backend can be told apart, and moves little on a busy machine.

Imported once the settings can be read.
"""

import gc
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.campaigns.qualifiers import invented_companies
from benchmarks.imports.imports import confirmed, write_people
from benchmarks.workspace import Say, begin
from leadqual.accounts.keys.services import KeyLimits, create_api_key
from leadqual.accounts.keys.state import covered_scopes
from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.row_security import row_policies
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.setup.services import create_campaign
from leadqual.demo.large_data import create_large
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, Contact
from leadqual.search.index.open_indexes import build_files

_N_JUDGED = 4_000
_N_IMPORTED = 5_000
_N_IMPORTS = 6
_MAX_RATE = 1_000_000
_JSON = "application/json"
_OK = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request.

    Args:
        name: in the figures.
        send: makes it once; returns the status of the answer.
    """

    name: str
    send: Callable[[], int]


@dataclass(slots=True)
class Spent:
    """Processor time, in milliseconds.

    Args:
        web: of the product.
        database: of the backends of its connections.
    """

    web: float
    database: float

    @property
    def both(self) -> float:
        """Return the sum."""
        return self.web + self.database


def measure(*, n_people: int, n_rounds: int, say: Say) -> dict[str, object]:
    """Fill two workspaces, and ask the first one with and without row-level security."""
    settings.API_KEY_MAX_RATE = _MAX_RATE
    current_app.conf.task_always_eager = False
    workspace, person = begin(say)
    other = Workspace.objects.create(name="Other", slug="other")
    for one, n in ((workspace, n_people), (other, n_people // 3)):
        say(f"{n:,} people")
        create_large(one, n)
    say("titles and index files")
    while classify_batch():
        pass
    build_files(workspace.pk)
    invented_companies(workspace, _N_JUDGED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    campaign = create_campaign(workspace=workspace, name="Team", author=person)
    load = os.getloadavg()[0]
    figures: dict[str, object] = {
        "n_people": n_people,
        "load_average_before": round(load, 1),
        "requests": _compared(_requests(workspace, person, campaign), n_rounds, say),
    }
    say("import")
    figures["import"] = _imports(workspace, person)
    return figures | {"load_average_after": round(os.getloadavg()[0], 1)}


def _requests(workspace: Workspace, person: User, campaign: Campaign) -> list[Asked]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    _, secret = create_api_key(
        workspace=workspace,
        name="Benchmark",
        scopes=covered_scopes(Role.MANAGER),
        author=person,
        limits=KeyLimits(1, _MAX_RATE),
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    contact = Contact.objects.filter(workspace=workspace).exclude(company=None).earliest("pk")
    pages = {
        "people page": "/people/",
        "people page, facets": "/people/?departments=sales&country=Germany",
        "people page, words": "/people/?q=head+of+sales",
        "companies page": "/companies/",
        "companies page, words": "/companies/?q=logistics",
        "page of a person": f"/companies/{contact.company_id}/people/{contact.pk}/",
        "page of a company": f"/companies/{contact.company_id}/",
        "titles page": "/titles/",
        "home": "/",
        "queue page": f"/campaigns/{campaign.pk}/queue/",
    }
    calls = {
        "API, one contact": f"/api/v1/contacts/{contact.pk}",
        "API, 50 contacts": "/api/v1/contacts",
        "API, 50 companies": "/api/v1/companies",
    }
    judged = _companies(workspace)
    return [
        *(Asked(name, _get(client, path)) for name, path in pages.items()),
        *(Asked(name, _get(program, path)) for name, path in calls.items()),
        Asked("verdict in the queue", lambda: _judge(client, person, campaign, next(judged))),
        Asked("API, 20 contacts sent", lambda: _send(program)),
    ]


def _get(client: Client, path: str) -> Callable[[], int]:
    def get() -> int:
        return int(client.get(path).status_code)

    return get


def _companies(workspace: Workspace) -> Iterator[int]:
    rows = Company.objects.filter(workspace=workspace, name__startswith="Kelvia ")
    return iter(list(rows.order_by("pk").values_list("pk", flat=True)))


def _judge(client: Client, person: User, campaign: Campaign, company: int) -> int:
    press = {"request_id": str(uuid4()), "company": company, "verdict": "like"}
    body = {"person": person.pk, "presses": [press], "shown": None, "held": []}
    path = f"/campaigns/{campaign.pk}/queue/sync/"
    return int(client.post(path, json.dumps(body), content_type=_JSON).status_code)


def _send(program: Client) -> int:
    rows = [
        {"email": f"{uuid4().hex}@port.example", "first_name": "Mira", "title": "Head of Sales"}
        for _ in range(20)
    ]
    body = json.dumps({"contacts": rows, "match_by": "email"})
    return int(program.post("/api/v1/contacts/bulk-upserts", body, content_type=_JSON).status_code)


def _compared(requests: Sequence[Asked], n_rounds: int, say: Say) -> dict[str, object]:
    found: dict[str, object] = {}
    for asked in requests:
        say(asked.name)
        taken: defaultdict[str, list[Spent]] = defaultdict(list)
        for number in range(n_rounds + 2):
            for way in ("off", "on") if number % 2 else ("on", "off"):
                settings.ROW_SECURITY = way
                spent = _spent_by(asked)
                if number > 1:  # The first ones fill caches.
                    taken[way].append(spent)
        found[asked.name] = _figures(taken["off"], taken["on"])
        say(f"{found[asked.name]}")
    return found


def _figures(off: Sequence[Spent], on: Sequence[Spent]) -> dict[str, float]:
    def middle(values: Sequence[float]) -> float:
        return round(median(values), 3)

    pairs = zip(off, on, strict=True)
    return {
        "web_off_ms": middle([one.web for one in off]),
        "web_on_ms": middle([one.web for one in on]),
        "database_off_ms": middle([one.database for one in off]),
        "database_on_ms": middle([one.database for one in on]),
        "both_off_ms": (before := middle([one.both for one in off])),
        "more_percent": round(100 * median(b.both - a.both for a, b in pairs) / before, 1),
    }


def _spent_by(asked: Asked) -> Spent:
    backends, gc_was_on = _backends(), gc.isenabled()
    gc.disable()
    before, own = _taken_by(backends), time.process_time()
    status = asked.send()
    spent = Spent(1e3 * (time.process_time() - own), _taken_by(backends) - before)
    if gc_was_on:
        gc.enable()
    if status >= 300:
        raise SystemExit(f"{asked.name}: {status}")
    return spent


def _backends() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def _taken_by(processes: Sequence[int]) -> float:
    """Return the processor time of processes since they began, in milliseconds."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in processes]
    return sum(int(one.read_text().split()[0]) for one in files if one.exists()) / 1e6


def _imports(workspace: Workspace, person: User) -> dict[str, float]:
    """Import files in turn with policies and without them; jobs see all rows either way."""
    taken: defaultdict[str, list[Spent]] = defaultdict(list)
    settings.ROW_SECURITY = "on"
    with tempfile.TemporaryDirectory(prefix="leadqual-row-security-") as folder:
        for number in range(_N_IMPORTS + 1):
            for way in ("off", "on") if number % 2 else ("on", "off"):
                _switch_policies("ENABLE" if way == "on" else "DISABLE")
                path = Path(folder) / f"{number}-{way}.csv"
                write_people(path, _N_IMPORTED)
                text = path.read_text(encoding="utf-8").replace("@", f"@{number}-{way}.")
                path.write_text(text, encoding="utf-8")
                batch = confirmed(workspace, person, path)
                taken[way].append(_spent_by(Asked("import", lambda b=batch: _import(b))))  # type: ignore[misc]
    _switch_policies("ENABLE")
    return _figures(taken["off"][1:], taken["on"][1:])


def _import(batch: ImportBatch) -> int:
    run_import(batch.pk)
    return _OK


def _switch_policies(word: str) -> None:
    with connection.cursor() as cursor:
        for policy in row_policies():
            cursor.execute(f"ALTER TABLE {policy.table} {word} ROW LEVEL SECURITY")
