"""What both benchmarks of the search begin with, and how they take times."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from django.conf import settings
from django.core.management import call_command

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.leads.search import Search
from leadqual.registry.services import register_pretrained
from leadqual.taxonomy.services import load_taxonomy

Say = Callable[[str], None]
S = TypeVar("S", bound=Search)


def begin(say: Say) -> tuple[Workspace, User]:
    """Make the tables, and an empty workspace with one member."""
    say("tables")
    call_command("migrate", verbosity=0)
    load_taxonomy()
    register_pretrained()
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    workspace = Workspace.objects.create(name="Large", slug="large")
    person = User.objects.create_user("owner@large.example", "invented-for-this-run")
    Member.objects.create(workspace=workspace, user=person, role=Role.MANAGER)
    return workspace, person


def timed(seconds: dict[str, float], name: str, work: Callable[[], object]) -> None:
    """Do some work and note how long it takes."""
    started = time.perf_counter()
    work()
    seconds[name] = round(time.perf_counter() - started, 1)


def milliseconds(ask: Callable[[S], object], searches: Sequence[S]) -> dict[str, float]:
    """Ask one search after the other; returns percentiles."""
    taken = []
    for query in searches:
        started = time.perf_counter()
        ask(query)
        taken.append((time.perf_counter() - started) * 1e3)
    p50, p95, worst = np.percentile(taken, [50, 95, 100]).round(1).tolist()
    return {"p50": p50, "p95": p95, "worst": worst}
