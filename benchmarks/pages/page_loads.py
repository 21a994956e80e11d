"""How quickly the main pages show what matters, and whether anything on them jumps.

Run by `python -m benchmarks page_loads`. A real installation on this machine with the demo
workspace: Postgres, Redis, web, worker. Real Chromium opens each page with nothing in its cache,
its processor slowed four times: First and Largest Contentful Paint and Cumulative Layout Shift as
the browser itself reports them (web.dev/vitals).

Imported once the settings can be read.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ViewportSize,
    sync_playwright,
)

from benchmarks.installation import READY_SECONDS, running, wait_until, wait_until_idle
from leadqual.accounts.models import Member, Role
from leadqual.campaigns.models import Campaign
from leadqual.registry.models import Training, Trial
from tests.chromium import find_chromium

SLOWED = 4
SCREENS = {
    "desktop": ViewportSize(width=1440, height=900),
    "phone": ViewportSize(width=390, height=844),
}
WANTED_FIRST_MS, WANTED_MS = 800.0, 1_000.0
_SETTLED_MS = 700  # After the load, for parts that come late.
_OBSERVE = """
window.vitals = { fcp: 0, lcp: 0, shift: 0, moved: [] };
new PerformanceObserver((list) => {
  window.vitals.fcp = list.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
}).observe({ type: "paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.vitals.lcp = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.vitals.shift += entry.value;
    const names = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "text");
    window.vitals.moved.push(...names);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def measure(*, n_loads: int, say: Callable[[str], None]) -> dict[str, object]:
    """Open the main pages of the demo workspace again and again in a slowed browser."""
    say("the demo workspace")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    call_command("setup_leadqual", verbosity=0)
    with running(Path(settings.STATE_DIR)) as parts:
        wait_until(_has_candidate, what="the candidate of the demo", seconds=3 * READY_SECONDS)
        wait_until_idle(parts.pids["worker"], what="the worker to have nothing to do")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"]
            )
            try:
                pages = {
                    name: _of_screen(browser, screen, parts.port, n_loads=n_loads, say=say)
                    for name, screen in SCREENS.items()
                }
            finally:
                browser.close()
    return {
        "processor_slowed": SLOWED,
        "loads_of_each_page": n_loads,
        "wanted_first_contentful_paint_ms": WANTED_FIRST_MS,
        "wanted_largest_contentful_paint_ms": WANTED_MS,
        "pages": pages,
    }


def _has_candidate() -> bool:
    """Return whether the candidate of the demo is evaluated; companies are embedded before."""
    is_over = Trial.objects.filter(state__in=(Trial.State.DONE, Trial.State.STOPPED)).exists()
    return is_over or Training.objects.filter(step=Training.Step.STOPPED).exists()


def addresses() -> dict[str, str]:
    """Return the ten main pages: name → address."""
    campaign = Campaign.objects.order_by("pk").first()
    own = f"/campaigns/{campaign.pk}" if campaign else "/campaigns"
    return {
        "Home": "/",
        "People": "/people/",
        "Companies": "/companies/",
        "Campaigns": "/campaigns/",
        "Queue": f"{own}/queue/" if campaign else "/campaigns/new/",
        "Recommendations": f"{own}/recommendations/" if campaign else "/imports/",
        "Titles": "/titles/",
        "Replies": "/replies/",
        "Lab": "/lab/",
        "Settings": "/settings/",
    }


def _of_screen(
    browser: Browser, screen: ViewportSize, port: int, *, n_loads: int, say: Callable[[str], None]
) -> dict[str, object]:
    cookies = _cookies_of_a_manager(port)
    figures: dict[str, object] = {}
    for name, address in addresses().items():
        say(f"{name} at {screen['width']} px")
        vitals = []
        for _ in range(n_loads):
            context = browser.new_context(viewport=screen, base_url=f"http://localhost:{port}")
            context.add_cookies(cookies)
            vitals.append(_vitals(context, address))
            context.close()
        figures[name] = _figures(vitals)
    return figures


def _vitals(context: BrowserContext, address: str) -> Any:
    """Open a page in a browser that has seen none; return what it measured."""
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(_SETTLED_MS)
    return page.evaluate("window.vitals")


def _figures(loads: Sequence[Any]) -> dict[str, object]:
    def of(vital: str) -> dict[str, int]:
        times = [vitals[vital] for vitals in loads]
        return {"p50": round(median(times)), "p95": round(float(np.quantile(times, 0.95)))}

    return {
        "first_contentful_paint_ms": of("fcp"),
        "largest_contentful_paint_ms": of("lcp"),
        "layout_shift": round(max(vitals["shift"] for vitals in loads), 4),
        "moved": sorted({name for vitals in loads for name in vitals["moved"]}),
    }


def _cookies_of_a_manager(port: int) -> list[SetCookieParam]:
    member = Member.objects.filter(role=Role.MANAGER).select_related("user").earliest("pk")
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"http://localhost:{port}"
    return [
        {"name": name, "value": cookie.value, "url": address}
        for name, cookie in client.cookies.items()
    ]
