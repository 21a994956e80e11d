"""Small workspaces beside a large one that is new: `python -m benchmarks neighbors`.

People search in a hundred workspaces of 10,000 contacts, once with nothing else to do and once
while everything of a large workspace is new: its titles wait to be classified, its companies to be
read, its contacts to be scored, its index files to be written.

Imported once the settings can be read.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.campaigns.processor_time import ProcessorTime
from benchmarks.campaigns.qualifiers import postgres_process, signed_in
from benchmarks.installation import Running, running
from benchmarks.load.load import (
    N_SEARCHES,
    clean_up,
    people_at_work,
    percentiles,
    read_all,
    wait_for_the_jobs,
)
from benchmarks.search.search import some_search
from benchmarks.workspace import Say, begin
from leadqual.accounts.models import Workspace
from leadqual.demo.large_data import create_records
from leadqual.labeling.corrections.services import classify_batch


def measure(
    *, n_large: int, n_small: int, n_each: int, n_searchers: int, seconds: float, say: Say
) -> dict[str, object]:
    """Let people of small workspaces search alone, then beside a large workspace that is new.

    Args:
        n_large: contacts of the large one.
        n_small: small workspaces.
        n_each: contacts of each of these.
        n_searchers: people, shared out among the small workspaces.
        seconds: that they search each time.
        say: told each step.
    """
    large, _ = begin(say)
    say(f"{n_small} workspaces of {n_each:,}")
    small = [Workspace.objects.create(name=f"W{n}", slug=f"w{n}") for n in range(n_small)]
    for one in small:
        create_records(one, n_each, renews_statistics=False)
    clean_up()
    while classify_batch():
        pass
    for one in small:
        read_all(one)
    clean_up()
    plan = _plan(small[:n_searchers], n_searchers)
    state = Path(settings.STATE_DIR)
    with running(state) as parts:
        say("until the jobs are done")
        wait_for_the_jobs(parts)
        say(f"alone, {seconds:.0f} s")
        alone = _searching(state, plan, parts, seconds)
        say(f"{n_large:,} contacts beside")
        create_records(large, n_large, renews_statistics=False)
        clean_up()
        say(f"beside, {seconds:.0f} s")
        beside = _searching(state, plan, parts, seconds)
    ratio = beside["milliseconds"]["search"]["p95"] / alone["milliseconds"]["search"]["p95"]
    return {
        "large": n_large,
        "small": [n_small, n_each],
        "searchers": n_searchers,
        "alone": alone,
        "beside": beside,
        "p95_of_a_search_beside_to_alone": round(ratio, 2),
    }


def _plan(small: list[Workspace], n_searchers: int) -> dict[str, object]:
    rnd = random.Random(0)  # searches, no secret
    sessions = [
        signed_in(small[n % len(small)], f"s{n}@load.example").cookies for n in range(n_searchers)
    ]
    queries = [some_search(rnd, small[0]) for _ in range(N_SEARCHES)]
    return {
        "people": {"Searcher": n_searchers},
        "sessions": sessions,
        "judges": [],
        "campaign": None,
        "searches": [query.to_query() for query in queries],
    }


def _searching(
    state: Path, plan: dict[str, object], parts: Running, seconds: float
) -> dict[str, Any]:
    groups = {name: parts.pids[name] for name in ("web", "worker")}
    load = os.getloadavg()[0]
    with (
        people_at_work(state, plan, parts.port, seconds) as locust,
        ProcessorTime(groups | {"postgres": postgres_process()}) as processor,
    ):
        locust.wait()
    seen = json.loads((state / "seen.json").read_text(encoding="utf-8"))
    return {
        "load_average_before": round(load, 1),
        "milliseconds": {name: percentiles(some) for name, some in seen["milliseconds"].items()},
        "errors": len(seen["errors"]),
        "cores_taken": {
            name: round(taken / seconds, 2) for name, taken in processor.seconds.items()
        },
    }
