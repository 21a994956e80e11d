"""Seconds that people are given pass in a page when a test says so, not while a machine is busy.

A message is gone after eight seconds, an answer that takes four is said to be late: a test that is
held up would not see the one and see the other. What a page does again every few seconds goes on by
itself. `page.clock` stops the frames, too: for tests in which no time at all may pass.
"""

from playwright.sync_api import Page

HOLD_LONG_TIMERS = """
(() => {
  const LONG = 3500; // Milliseconds.
  const [start, stop, now] = [window.setTimeout, window.clearTimeout, Date.now];
  const [repeat, end] = [window.setInterval, window.clearInterval];
  const held = new Map();
  let passed = 0;
  let number = 2 ** 40;
  const hold = (act, wait, every) => {
    number += 1;
    held.set(number, { act, at: passed + wait, every });
    return number;
  };
  window.setTimeout = (act, wait = 0, ...values) =>
    wait < LONG ? start(act, wait, ...values) : hold(() => act(...values), wait);
  window.clearTimeout = (timer) => held.delete(timer) || stop(timer);
  window.setInterval = (act, wait = 0, ...values) =>
    wait < LONG ? repeat(act, wait, ...values) : hold(() => act(...values), wait, wait);
  window.clearInterval = (timer) => held.delete(timer) || end(timer);
  AbortSignal.timeout = (wait) => {
    const control = new AbortController();
    window.setTimeout(() => control.abort(new DOMException("Too late", "TimeoutError")), wait);
    return control.signal;
  };
  Date.now = () => now() + passed;
  window.passTime = (milliseconds) => {
    passed += milliseconds;
    const due = [...held].filter(([, { at }]) => at <= passed).sort(([, a], [, b]) => a.at - b.at);
    for (const [timer, one] of due) {
      if (one.every) one.at = passed + one.every;
      else if (!held.delete(timer)) continue;
      one.act();
    }
  };
})();
"""


def pass_time(page: Page, seconds: float) -> None:
    """Let seconds pass at once: what waits in the page for them to pass comes now."""
    page.evaluate("milliseconds => window.passTime(milliseconds)", seconds * 1000)


def stop_time(page: Page) -> None:
    """Let no time pass in a page that was loaded with `page.clock.install()`, nor frames."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
