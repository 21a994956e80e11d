"""How soon the next card and a page of recommendations come, in a large workspace.

Pages of the real application by Django's test client, in a process of their own as in the web
server: one that has filled the tables is slower. `python -m benchmarks.campaigns.scale_pages
CAMPAIGN PERSON` prints the figures as JSON.
"""

import gc
import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import django
import numpy as np
from django.conf import settings
from django.test import Client
from django.urls import reverse
from threadpoolctl import threadpool_limits

if __name__ == "__main__":
    django.setup()

from benchmarks.installation import environment_of  # the settings come first
from leadqual.accounts.models import User  # as above
from leadqual.campaigns.models import Campaign  # as above
from leadqual.core.jobs import load_jobs  # as above

N_CARDS, N_PAGES = 120, 80


def pages(campaign: Campaign, person: User) -> dict[str, object]:
    """Time cards and pages in a process of their own."""
    command = [sys.executable, "-m", __spec__.name, str(campaign.pk), str(person.pk)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _all_timed(campaign: Campaign, person: User) -> dict[str, object]:
    """Time cards and pages with as many threads as the web server has for one request.

    Threads that wait for each other on busy cores would double the processor time.
    """
    load_jobs()
    gc.freeze()  # Both as in the web server.
    n_threads = int(environment_of(Path(settings.STATE_DIR))["OMP_NUM_THREADS"])
    with threadpool_limits(n_threads):
        return {"threads_of_a_page": n_threads, **_timed_pages(campaign, person)}


def _timed_pages(campaign: Campaign, person: User) -> dict[str, object]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    queue = reverse("campaigns:queue", args=[campaign.pk])
    listed = reverse("campaigns:recommendations", args=[campaign.pk])
    first = time.perf_counter()
    _get(client, queue)
    figures: dict[str, object] = {
        "first_card_of_a_process_ms": round((time.perf_counter() - first) * 1e3)
    }
    rng = np.random.default_rng(0)
    cards, pages = [], []
    for _ in range(N_CARDS):
        company = _company_on(client.get(queue).content)
        verdict = "like" if rng.random() < 0.4 else "dislike"
        press = {"verdict": verdict, "request_id": str(uuid.uuid4())}
        address = reverse("campaigns:verdict", args=[campaign.pk, company])
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
    answers = _answers(client, queue, person, rng)
    figures["answer_with_cards_ahead_ms"] = _percentiles(answers)
    return figures


def _answers(
    client: Client, queue: str, person: User, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Time the requests that the page of the queue sends behind the hand, one for each press."""
    shown: int | None = _company_on(client.get(queue).content)
    held: list[int] = []
    times = []
    for _ in range(N_CARDS):
        verdict = "like" if rng.random() < 0.4 else "dislike"
        press = {"request_id": str(uuid.uuid4()), "company": shown, "verdict": verdict}
        shown = held.pop(0) if held else None
        body = {"person": person.pk, "presses": [press], "shown": shown, "held": held}
        started = time.perf_counter(), time.process_time()
        answer = client.post(f"{queue}sync/", body, content_type="application/json")
        times.append(_since(started))
        held = [company for company in answer.json()["order"] if company != shown]
        shown = held.pop(0) if shown is None else shown
    return times


def _company_on(page: bytes) -> int:
    """Return which company the card on a page is about."""
    found = re.search(rb"/companies/(\d+)/verdict/", page)
    if found is None:
        raise SystemExit("There is no card.")
    return int(found[1])


def _get(client: Client, address: str, data: Mapping[str, float] | None = None) -> None:
    answer = client.get(address, {key: str(value) for key, value in (data or {}).items()})
    if answer.status_code != 200:
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


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    key_of_campaign, key_of_person = map(int, sys.argv[1:])
    figures = _all_timed(
        Campaign.objects.get(pk=key_of_campaign), User.objects.get(pk=key_of_person)
    )
    print(json.dumps(figures), flush=True)  # noqa: T201  # read by `pages`
