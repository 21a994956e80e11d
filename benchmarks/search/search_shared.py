"""How both benchmarks of the search take times."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from django.test import Client

from leadqual.accounts.models import User
from leadqual.search.query.query import Search

S = TypeVar("S", bound=Search)


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


def pages(person: User, address: str, searches: Sequence[S]) -> dict[str, float]:
    """Ask for the results of each search as its page does; returns percentiles."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def ask(query: S) -> None:
        answer = client.get(f"{address}?{query.to_query()}", headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise SystemExit(f"The page answered {answer.status_code}.")

    return milliseconds(ask, searches)
