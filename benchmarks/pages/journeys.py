"""What six requests pass through: files, functions, SQL statements, processor time, jumps.

Run by `python -m benchmarks journeys`. The demo workspace on a real Postgres and Redis; requests
are made in this process by Django's test client, and jobs wait in Redis. Every journey is
repeated: the first rounds fill caches, some are timed, and one is followed by `sys.setprofile`.

Figures of a journey:

* `files`, `functions`: of the product (`OWN`), that ran at all, the middlewares included.
* `sql`: statements that were sent to the database, savepoints included, the median of `N_COUNTED`;
  `sql_most`: the most of them, as some cards of the queue need more than others.
* `processor_ms`: of this process, the median; `database_ms`: of the Postgres backends.
* `modules`, `returns`, `climbs`: what somebody who reads the code goes through, from the call of
  the view to its answer. Only the first call of each function counts, in the order of the calls,
  as a function is read once. A return enters again a module that was left for another one. A climb
  is a pair of functions where the caller is on a lower layer than the called: models, core and the
  pure packages; then the subjects of an app; then pages, API and jobs.

Imported once the settings can be read.
"""

import gc
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import KeyLimits, create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns import embedding_job
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.demo import sample_data
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, JobTitle
from leadqual.taxonomy.models import Level

ROOT = Path(__file__).resolve().parents[2]
OWN = ("leadqual", "classifiers", "recommender", "facet_index")
N_WARM = 3
N_COUNTED = 9
_LOWEST = ("core", "models", "errors", "classifiers", "recommender", "facet_index")
_HIGHEST = ("pages", "api", "tasks", "urls", "middleware")
_N_JUDGED = 150
_MAX_RATE = 1_000_000
_JSON = "application/json"
_MAX_STATUS = 303

Say = Callable[[str], None]


def measure(*, n_rounds: int, say: Say) -> dict[str, object]:
    """Fill the demo workspace and make each journey again and again."""
    say("the demo workspace")
    fill()
    return measured(n_rounds=n_rounds, say=say)


def fill() -> None:
    """Make the demo workspace with all that its jobs add."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("setup_leadqual", verbosity=0)
    while classify_batch():
        pass
    embedding_job.work(is_follow_up=True, seconds=3_600)
    sample_data.finish()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measured(*, n_rounds: int, say: Say) -> dict[str, object]:
    """Make each journey in a demo workspace that is there."""
    settings.API_KEY_MAX_RATE, settings.ALLOWED_HOSTS = _MAX_RATE, ["*"]
    current_app.conf.task_always_eager = False
    found: dict[str, object] = {}
    for name, send in _journeys().items():
        found[name] = _figures(name, send, n_rounds)
        say(f"{name}: {found[name]}")
    return {"n_rounds": n_rounds, "load_average": round(os.getloadavg()[0], 1), "journeys": found}


def _journeys() -> dict[str, Callable[[], int]]:
    person = User.objects.get(email=sample_data.EMAIL)
    workspace = Workspace.objects.get(slug=sample_data.SLUG)
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
    first, second = Campaign.objects.filter(workspace=workspace).order_by("pk")[:2]
    _judge_some(first, person)
    titles = map("Head of Marine Sales {}".format, count())
    return {
        "verdict by form post": _posted_verdicts(client, second),
        "press by queue/sync/ with next cards": _Queue(client, person, first).press,
        "correct a title": _corrections(client, workspace),
        "search people": lambda: client.get("/people/?departments=sales&q=head+of").status_code,
        "classify one title by API": lambda: _classify(program, next(titles)),
        "50 contacts by API": lambda: program.get("/api/v1/contacts").status_code,
    }


def _judge_some(campaign: Campaign, person: User) -> None:
    """Let a colleague judge companies that wait for a second opinion then."""
    colleague = User.objects.filter(memberships__workspace=campaign.workspace_id)
    author = colleague.exclude(pk=person.pk).order_by("pk")[0]
    companies = Company.objects.filter(workspace=campaign.workspace_id)
    free = companies.exclude(verdicts__campaign=campaign).order_by("-pk")[:_N_JUDGED]
    for number, company in enumerate(free):
        value = Verdict.Value.LIKE if number % 2 else Verdict.Value.DISLIKE
        record_verdict(campaign=campaign, company=company, value=value, author=author)


def _posted_verdicts(client: Client, campaign: Campaign) -> Callable[[], int]:
    companies = Company.objects.filter(workspace=campaign.workspace_id)
    keys = iter(companies.exclude(verdicts__campaign=campaign).values_list("pk", flat=True)[:200])

    def post() -> int:
        path = f"/campaigns/{campaign.pk}/companies/{next(keys)}/verdict/"
        form = {"verdict": "like", "request_id": str(uuid4())}
        return client.post(path, form).status_code

    return post


class _Queue:
    """A browser that presses in the queue of a campaign, as `js/queue/` does.

    Args:
        client: of the person.
        person: who presses.
        campaign: whose queue it is.
    """

    def __init__(self, client: Client, person: User, campaign: Campaign) -> None:
        self._client, self._person = client, person
        self._path = f"/campaigns/{campaign.pk}/queue/sync/"
        self._cards: list[int] = []

    def press(self) -> int:
        """Like the company on screen; the next one is on screen when the answer comes."""
        if not self._cards:
            self._send([], None, [])
            self._send([], self._cards[0], self._cards[1:])
        company, *rest = self._cards
        press = {"request_id": str(uuid4()), "company": company, "verdict": "like", "reasons": []}
        return self._send([press], rest[0] if rest else None, rest[1:])

    def _send(self, presses: list[object], shown: int | None, held: list[int]) -> int:
        body = {"person": self._person.pk, "presses": presses, "shown": shown, "held": held}
        answer = self._client.post(self._path, json.dumps(body), content_type=_JSON)
        order = answer.json()["order"]
        self._cards = order if shown is None else [shown, *order]
        return answer.status_code


def _corrections(client: Client, workspace: Workspace) -> Callable[[], int]:
    level = Level.objects.order_by("pk").first()
    rows = JobTitle.objects.filter(workspace=workspace, corrections=None).exclude(level=None)
    keys = iter(rows.order_by("-n_contacts", "pk").values_list("pk", flat=True)[100:300])

    def correct() -> int:
        form = {"functions": ["sales"], "level": level.slug if level else ""}
        return client.post(f"/titles/{next(keys)}/correct/", form).status_code

    return correct


def _classify(program: Client, title: str) -> int:
    body = json.dumps({"title": title})
    return program.post("/api/v1/titles/classify", body, content_type=_JSON).status_code


def _figures(name: str, send: Callable[[], int], n_rounds: int) -> dict[str, float]:
    taken = [_timed(name, send) for _ in range(N_WARM + n_rounds)][N_WARM:]
    followed = Journey()
    with followed.watched():
        send()
    counts = [_n_statements(send, shows=not number) for number in range(N_COUNTED)]
    return {
        **followed.figures(),
        "sql": int(median(counts)),
        "sql_most": max(counts),
        "processor_ms": round(median(own for own, _ in taken), 1),
        "database_ms": round(median(database for _, database in taken), 1),
    }


def _timed(name: str, send: Callable[[], int]) -> tuple[float, float]:
    """Return processor time of this process and of the Postgres backends, in milliseconds."""
    gc.collect()
    gc.disable()
    backends = postgres_backends()
    before, own = taken_by(backends), time.process_time()
    status = send()
    spent = 1e3 * (time.process_time() - own)
    gc.enable()
    if status >= _MAX_STATUS:
        raise SystemExit(f"{name}: {status}")
    return spent, taken_by(backends) - before


def postgres_backends() -> list[int]:
    """Return the processes of Postgres that serve this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def taken_by(processes: list[int]) -> float:
    """Return milliseconds of processor time that these processes took so far."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in processes]
    return sum(int(one.read_text().split()[0]) for one in files if one.exists()) / 1e6


def _n_statements(send: Callable[[], int], *, shows: bool) -> int:
    """Count the statements of a journey; `JOURNEY_SQL=1` prints the first one's."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        send()
    if shows and "JOURNEY_SQL" in os.environ:
        print(*(" ".join(str(one).split())[:300] for one in sent), sep="\n")  # noqa: T201
    return len(sent)


def _layer(module: str) -> int:
    parts = module.split(".")
    if any(part.endswith(_HIGHEST) for part in parts[1:]):
        return 2
    return 0 if parts[0] in _LOWEST or parts[1:2] == ["core"] or set(parts) & set(_LOWEST) else 1


@dataclass(slots=True)
class Journey:
    """The calls of one request; see the top of this module."""

    files: set[str] = field(default_factory=set)
    functions: set[tuple[str, str, int]] = field(default_factory=set)
    read: dict[tuple[str, str, int], str] = field(default_factory=dict)
    climbs: set[tuple[str, str]] = field(default_factory=set)
    _is_in_view: bool = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Follow what this thread calls."""
        sys.setprofile(self._see)
        try:
            yield
        finally:
            sys.setprofile(None)

    def figures(self) -> Mapping[str, int]:
        """Return the figures; `JOURNEY_CALLS=1` prints the modules in the order of reading."""
        returns, seen, at = 0, set[str](), ""
        for module in self.read.values():
            if module != at:
                returns += module in seen
                seen.add(module)
            at = module
        if "JOURNEY_CALLS" in os.environ:
            print(*self.read.values(), *sorted(self.climbs), sep="\n")  # noqa: T201
        return {
            "files": len(self.files),
            "functions": len(self.functions),
            "modules": len(seen),
            "returns": returns,
            "climbs": len(self.climbs),
        }

    def _see(self, frame: FrameType, event: str, _: object) -> None:
        if event not in {"call", "return"}:
            return
        name = frame.f_code.co_name
        if name in _VIEW and frame.f_code.co_filename.endswith("core/handlers/base.py"):
            if event == "return":
                self._is_in_view = _VIEW[name]
        elif event == "call" and (module := _module(frame)):
            self._called(frame, module)

    def _called(self, frame: FrameType, module: str) -> None:
        function = (module, frame.f_code.co_qualname, frame.f_code.co_firstlineno)
        self.files.add(module)
        self.functions.add(function)
        if not self._is_in_view:
            return
        self.read.setdefault(function, module)
        caller = frame.f_back
        while caller is not None and not _module(caller):
            caller = caller.f_back
        if caller is not None and _layer(_module(caller)) < _layer(module):
            called_by = f"{_module(caller)}.{caller.f_code.co_qualname}"
            self.climbs.add((called_by, f"{module}.{frame.f_code.co_qualname}"))


_VIEW = {"make_view_atomic": True, "_get_response": False}
"""Function of Django's handler → whether the view is what runs once it has returned."""

_modules: defaultdict[str, str] = defaultdict(str)


def _module(frame: FrameType) -> str:
    """Return the module of the product that a frame runs; empty for others."""
    name = frame.f_code.co_filename
    if name not in _modules and name.startswith(tuple(f"{ROOT}/{package}/" for package in OWN)):
        _modules[name] = ".".join(Path(name).relative_to(ROOT).with_suffix("").parts)
    return _modules[name]
