"""The queue in a real browser: how soon is the next card on screen, and does every press count?

Run by `python -m benchmarks queue_browser`. A real installation on this machine (Postgres, Redis,
web with two processes, worker) and a headless Chromium whose processor is slowed four times and
whose line takes 200 ms to answer.

Imported once the settings can be read.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.campaigns.qualifiers import invented_companies, signed_in
from benchmarks.campaigns.qualifiers_load import Qualifier
from benchmarks.installation import running, wait_until_idle
from benchmarks.queue.queue_presses import (
    RECORD,
    differences,
    expected,
    press_on,
    recorded,
)
from benchmarks.queue.queue_timing import (
    LATENCY,
    SLOWER,
    TIMES,
    slow_down,
    summary,
    timed_presses,
)
from benchmarks.workspace import begin
from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.setup.services import create_campaign
from tests.chromium import find_chromium

GAPS = (5, 35)
"""Milliseconds between random keys."""

PRESSING = 1_500.0
"""Seconds after which no more random keys are pressed."""

SCREEN = ViewportSize(width=1440, height=900)
Say = Callable[[str], None]


def measure(*, n_companies: int, n_timed: int, n_presses: int, say: Say) -> dict[str, object]:
    """Let one person work in a browser, and compare what they pressed with what is stored."""
    workspace, _ = begin(say)
    say(f"{n_companies:,} companies")
    invented_companies(workspace, n_companies)
    person = signed_in(workspace, "hand@leadqual.example")
    owner = User.objects.get(pk=person.key)
    timed, random = (
        create_campaign(workspace=workspace, name=name, author=owner)
        for name in ("Timed", "Random")
    )
    with running(Path(settings.STATE_DIR)) as parts:
        say("until the jobs have read them")
        wait_until_idle(parts.pids["worker"], what="the worker to have nothing to do")
        base = f"http://127.0.0.1:{parts.port}/campaigns"
        load = os.getloadavg()[0]
        say(f"{n_timed} presses, {SLOWER} times slower, {LATENCY} ms to the server")
        with opened(person, f"{base}/{timed.pk}/queue/", TIMES) as page:
            slow_down(page)
            times = timed_presses(page, n_timed)
            wait_until_sent(page)
        figures: dict[str, object] = {
            "companies": n_companies,
            "processor_slowed": SLOWER,
            "latency_ms": LATENCY,
            "load_average_before": round(load, 1),
            "key_to_next_card": summary(times),
        }
        say(str(figures))
        if n_presses:
            say(f"{n_presses:,} random presses with lost answers, offline spells and reloads")
            address = f"{base}/{random.pk}/queue/"
            figures["random_presses"] = _random_presses(person, address, random, n_presses, say)
    return figures


def _random_presses(
    person: Qualifier, address: str, campaign: Campaign, n: int, say: Say
) -> dict[str, object]:
    with opened(person, address, RECORD) as page:
        started = time.monotonic()
        done = press_on(
            page,
            n,
            seed=1,
            gaps=GAPS,
            seconds=PRESSING,
            say=lambda number: say(f"{number:,}"),
        )
        taken = time.monotonic() - started
        wait_until_sent(page)
        wanted = expected(recorded(page))
    stored = [
        (one.company_id, one.value, one.weight, one.undone_at is not None)
        for one in Verdict.objects.filter(campaign=campaign).order_by("pk")
    ]
    return {
        "keys": done.n_keys,
        "seconds": round(taken),
        "times_no_card_came": done.n_stalled,
        "milliseconds_between": list(GAPS),
        "pressed": dict(sorted(done.counts.items())),
        **differences(wanted, stored),
    }


def wait_until_sent(page: Page) -> None:
    """Wait until nothing waits in the browser."""
    page.wait_for_function(
        """() => !Object.keys(localStorage).some((key) => key.startsWith("leadqual.waiting"))""",
        timeout=120_000,
    )


@contextmanager
def opened(person: Qualifier, address: str, script: str) -> Iterator[Page]:
    """Open the queue in a Chromium of its own, with its next cards."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        page = browser.new_page(viewport=SCREEN)
        cookies = person.cookies.items()
        page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies]
        )
        page.add_init_script(script)
        page.goto(address, timeout=120_000)
        page.locator("#card-name").wait_for(timeout=120_000)
        page.wait_for_timeout(3_000)  # Until the first cards ahead are there.
        yield page
        browser.close()
