"""From a key to the next card on screen, measured in the page."""

import random

import numpy as np
from playwright.sync_api import Page

SLOWER = 4
LATENCY = 200  # milliseconds of the line

N_PREVIEW_CARDS = 20
"""Presses of a new page that are told apart."""

TIMES = """
window.pressTimes = [];
window.companyNow = () => document.querySelector("form[data-waits]")?.dataset.company ?? "";
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  const before = window.companyNow();
  const one = { begun: event.timeStamp };
  window.pressTimes.push(one);
  const look = () => requestAnimationFrame(() => {
    if (window.companyNow() === before) return look();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { one.painted = performance.now(); };
    port2.postMessage(0); // Comes when this frame, with the card, has been painted.
    requestAnimationFrame(() => { one.nextFrame = performance.now(); });
  });
  look();
}, { capture: true });
"""
"""Script of the page. `painted`: the frame with the next card is painted; `nextFrame`: the one
after it begins."""


def slow_down(page: Page, *, slower: int = SLOWER, latency: int = LATENCY) -> None:
    """Slow the processor and the line of a page down."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    network = {"offline": False, "latency": latency}
    network |= {"downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})


def timed_presses(
    page: Page, n: int, *, gaps: tuple[float, float] = (300.0, 900.0), seed: int = 0
) -> list[dict[str, float]]:
    """Press keys of verdicts at a person's pace, each when the card of the one before is there."""
    choice = random.Random(seed)
    for _ in range(n):
        n_before = page.evaluate("window.pressTimes.length")
        page.keyboard.press(choice.choice("aaxxs"))
        page.wait_for_function(f"() => window.pressTimes[{n_before}]?.nextFrame", timeout=60_000)
        page.wait_for_function("() => !document.querySelector('#main[aria-busy=true]')")
        page.wait_for_timeout(choice.uniform(*gaps))
    found: list[dict[str, float]] = page.evaluate("window.pressTimes")
    return found


def summary(times: list[dict[str, float]]) -> dict[str, object]:
    """Return percentiles in milliseconds: of all presses, of the first ones and of those after.

    A new page runs code for the first time, and the first verdicts order all its cards anew.
    """
    parts = {"all": times, "first": times[:N_PREVIEW_CARDS], "after_them": times[N_PREVIEW_CARDS:]}
    return {
        name: {"presses": len(part), "card_painted_ms": _percentiles(part, "painted")}
        | {"next_frame_begins_ms": _percentiles(part, "nextFrame")}
        for name, part in parts.items()
        if part
    }


def _percentiles(times: list[dict[str, float]], name: str) -> dict[str, float]:
    waits = np.array([one[name] - one["begun"] for one in times])
    p50, p95, most = np.percentile(waits, [50, 95, 100]).round(1).tolist()
    return {"p50": p50, "p95": p95, "max": most}
