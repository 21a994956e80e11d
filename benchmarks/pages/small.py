"""Small installations: each page, each object of the API, and typed searches, at three sizes.

Run by `python -m benchmarks small`. The demo workspace on a Postgres and a Redis of its own; then
with the people of a file beside its own, then with few of them. Requests are made in this process
by Django's test client. Figures of an address, medians: milliseconds by the clock, milliseconds of
processor time of web and of the Postgres backends, and its queries.

Imported once the settings can be read.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from benchmarks.imports.imports import confirmed, write_people
from benchmarks.pages.addresses import keys_of, reads
from benchmarks.pages.journeys import fill, postgres_backends, taken_by
from benchmarks.pages.statements import statements
from benchmarks.search.search import typed_words
from benchmarks.workspace import Say
from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.keys.services import KeyLimits, create_api_key
from leadqual.accounts.models import Role, User, Workspace
from leadqual.demo import sample_data
from leadqual.imports.merging.import_job import run_import
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Company, Contact
from leadqual.search.index.index_file_job import build_files

N_SEARCHES, N_WORST = 20, 10
_MAX_RATE = 1_000_000
_SMALL = 500

Figures = dict[str, float]


def measure(*, n_rounds: int, n_people: int, say: Say) -> dict[str, object]:
    """Measure the demo workspace as it is, with more people, and with few.

    Args:
        n_rounds: how often each address is asked for.
        n_people: of the largest size.
        say: told each step.
    """
    say("the demo workspace")
    call_command("migrate", verbosity=0)
    fill()
    settings.API_KEY_MAX_RATE, settings.ALLOWED_HOSTS = _MAX_RATE, ["*"]
    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    person = User.objects.get(email=sample_data.EMAIL)
    sizes: dict[str, object] = {}
    for change in (_leave, _grow, _shrink):
        n = change(workspace, person, n_people)
        say(f"{n:,} people")
        sizes[f"{n:,} people"] = found = of_workspace(workspace, person, n_rounds=n_rounds)
        say(f"{found['worst pages, web and Postgres']}")
    return {"n_rounds": n_rounds, "sizes": sizes}


def _leave(workspace: Workspace, _person: User, _n_people: int) -> int:
    return Contact.objects.filter(workspace=workspace).count()


def _grow(workspace: Workspace, person: User, n_people: int) -> int:
    n_new = n_people - _leave(workspace, person, n_people)
    with tempfile.TemporaryDirectory(prefix="leadqual-small-") as folder:
        path = Path(folder) / "people.csv"
        write_people(path, n_new)
        run_import(confirmed(workspace, person, path).pk)
    return _ready(workspace)


def _shrink(workspace: Workspace, _person: User, _n_people: int) -> int:
    rows = Contact.objects.filter(workspace=workspace).order_by("pk")
    kept = list(rows.values_list("pk", "company_id")[:_SMALL])
    rows.exclude(pk__in=[key for key, _ in kept]).delete()
    companies = Company.objects.filter(workspace=workspace)
    companies.filter(verdicts=None).exclude(pk__in=[key for _, key in kept]).delete()
    return _ready(workspace)


def _ready(workspace: Workspace) -> int:
    while classify_batch():
        pass
    build_files(workspace.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Contact.objects.filter(workspace=workspace).count()


def clients_of(workspace: Workspace, person: User) -> tuple[Client, Client]:
    """Return a browser of a person, and a program with all scopes of a manager."""
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    _, secret = create_api_key(
        workspace=workspace,
        name="Benchmark",
        scopes=covered_scopes(Role.MANAGER, is_staff=person.is_staff),
        author=person,
        limits=KeyLimits(1, settings.API_KEY_MAX_RATE),
    )
    return browser, Client(headers={"Authorization": f"Bearer {secret}"})


def of_workspace(workspace: Workspace, person: User, *, n_rounds: int) -> dict[str, Any]:
    """Ask for each address of a workspace again and again."""
    gc.collect()
    gc.freeze()  # As in the web server.
    browser, program = clients_of(workspace, person)
    found: dict[str, dict[str, Figures]] = {"pages": {}, "api": {}, "searches": {}}
    for one in reads(keys_of(workspace)):
        if ask := one.asking(browser, program):
            found["api" if one.is_api else "pages"][one.path] = _figures(ask, n_rounds)
    by_kind = typed_words(random.Random(0), workspace)  # searches, no secret
    kinds = [(kind, query) for kind, some in by_kind.items() for query in some[:2]]
    for kind, query in kinds[:N_SEARCHES]:
        path = f"/people/?{query.to_query()}"
        found["searches"][f"{kind}: {query.q}"] = _figures(partial(browser.get, path), n_rounds)
    return {
        "worst pages, web and Postgres": _worst(found["pages"]),
        "worst of the API, web and Postgres": _worst(found["api"]),
        **{
            f"medians of {name}": {
                figure: round(median(one[figure] for one in some.values()), 1)
                for figure in next(iter(some.values()))
            }
            for name, some in found.items()
        },
        **found,
    }


def _worst(some: Mapping[str, Figures]) -> dict[str, Figures]:
    def cost(path: str) -> float:
        return some[path]["processor_ms"] + some[path]["database_ms"]

    return {path: some[path] for path in sorted(some, key=cost, reverse=True)[:N_WORST]}


def _figures(ask: Callable[[], HttpResponseBase], n_rounds: int) -> Figures:
    rounds: Sequence[tuple[float, float, float]] = [_timed(ask) for _ in range(n_rounds)]
    with statements() as sent:
        ask()
    wall, own, database = (round(median(some), 1) for some in zip(*rounds, strict=True))
    return {"ms": wall, "processor_ms": own, "database_ms": database, "queries": len(sent)}


def _timed(ask: Callable[[], HttpResponseBase]) -> tuple[float, float, float]:
    backends = postgres_backends()
    gc.collect()
    gc.disable()
    before, began, own = taken_by(backends), time.perf_counter(), time.process_time()
    ask()
    taken = (time.perf_counter() - began, time.process_time() - own)
    gc.enable()
    return 1e3 * taken[0], 1e3 * taken[1], taken_by(backends) - before
