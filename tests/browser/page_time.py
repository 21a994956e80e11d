"""Seconds that people are given pass in a page when a test says so, not while a machine is busy.

A message is gone after eight seconds, an answer that takes four is said to be late: a test that is
held up would not see the one and see the other. Pauses after which a page only tries or asks again
pass by themselves. `page.clock` stops the frames, too: for tests in which no time at all may pass.
"""

from playwright.sync_api import Page

HOLD_LONG_TIMERS = """
(() => {
  const LONG = 3500; // Milliseconds.
  const [start, stop, now] = [window.setTimeout, window.clearTimeout, Date.now];
  const held = new Map();
  let passed = 0;
  let number = 2 ** 40;
  window.setTimeout = (act, wait = 0, ...values) => {
    if (wait < LONG) return start(act, wait, ...values);
    number += 1;
    held.set(number, { act: () => act(...values), at: passed + wait });
    return number;
  };
  window.clearTimeout = (timer) => {
    if (!held.delete(timer)) stop(timer);
  };
  AbortSignal.timeout = (wait) => {
    const control = new AbortController();
    window.setTimeout(() => control.abort(new DOMException("Too late", "TimeoutError")), wait);
    return control.signal;
  };
  Date.now = () => now() + passed;
  window.passTime = (milliseconds) => {
    passed += milliseconds;
    const due = [...held].filter(([, { at }]) => at <= passed).sort(([, a], [, b]) => a.at - b.at);
    for (const [timer, { act }] of due) if (held.delete(timer)) act();
  };
})();
"""


def pass_time(page: Page, seconds: float) -> None:
    """Let seconds pass at once: what waits in the page for them to pass comes now."""
    page.evaluate("milliseconds => window.passTime(milliseconds)", seconds * 1000)


def stop_time(page: Page) -> None:
    """Let no time pass in a page that was loaded with `page.clock.install()`, nor frames."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
