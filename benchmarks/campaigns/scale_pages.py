"""How soon the next card and a page of recommendations come, in a large workspace.

Pages of the real application by Django's test client.
"""

import gc
import re
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from django.conf import settings
from django.test import Client
from django.urls import reverse
from threadpoolctl import threadpool_limits

from benchmarks.installation import environment_of
from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign

N_CARDS, N_PAGES = 120, 80


def pages(campaign: Campaign, person: User) -> dict[str, object]:
    """Time cards and pages with as many threads as the web server has for one request.

    Threads that wait for each other on busy cores would double the processor time.
    """
    gc.freeze()  # As in the web server.
    n_threads = int(environment_of(Path(settings.STATE_DIR))["OMP_NUM_THREADS"])
    with threadpool_limits(n_threads):
        return {"threads_of_a_page": n_threads, **_timed_pages(campaign, person)}


def _timed_pages(campaign: Campaign, person: User) -> dict[str, object]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    queue = reverse("matching:queue", args=[campaign.pk])
    listed = reverse("matching:recommendations", args=[campaign.pk])
    first = time.perf_counter()
    _get(client, queue)
    figures: dict[str, object] = {
        "first_card_of_a_process_ms": round((time.perf_counter() - first) * 1e3)
    }
    rng = np.random.default_rng(0)
    cards, pages = [], []
    for _ in range(N_CARDS):
        company = _company_on(client.get(queue).content)
        verdict = "like" if rng.random() < 0.4 else "dislike"  # noqa: PLR2004
        press = {"verdict": verdict, "request_id": str(uuid.uuid4())}
        address = reverse("matching:verdict", args=[campaign.pk, company])
        started = time.perf_counter(), time.process_time()
        answer = client.post(address, press, headers={"HX-Request": "true"})
        cards.append(_since(started))
        if _company_on(answer.content) == company:
            raise SystemExit("The card that was judged comes again.")
    for place in range(N_PAGES):
        weights = {"w_industry": round(float(rng.random()), 2), "w_size": 0.3} if place % 2 else {}
        started = time.perf_counter(), time.process_time()
        _get(client, listed, weights | ({"page": 1 + place // 20} if place % 4 == 0 else {}))
        pages.append(_since(started))
    figures["next_card_after_a_verdict_ms"] = _percentiles(cards)
    figures["page_of_50_ms"] = _percentiles(pages)
    return figures


def _company_on(page: bytes) -> int:
    """Return which company the card on a page is about."""
    found = re.search(rb"/companies/(\d+)/verdict/", page)
    if found is None:
        raise SystemExit("There is no card.")
    return int(found[1])


def _get(client: Client, address: str, data: Mapping[str, float] | None = None) -> None:
    answer = client.get(address, {key: str(value) for key, value in (data or {}).items()})
    if answer.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"{address} answers {answer.status_code}")


def _since(started: tuple[float, float]) -> tuple[float, float]:
    """Return seconds by the clock and of this process since then."""
    return time.perf_counter() - started[0], time.process_time() - started[1]


def _percentiles(seconds: list[tuple[float, float]]) -> dict[str, float]:
    """Return milliseconds by the clock; and of this process, which a busy machine does not move."""
    clock, own = (np.array(seconds) * 1e3).T
    p50, p95, most = np.percentile(clock, [50, 95, 100]).round(1).tolist()
    return {
        "p50": p50,
        "p95": p95,
        "most": most,
        "own processor time, p95": round(float(np.percentile(own, 95)), 1),
    }
