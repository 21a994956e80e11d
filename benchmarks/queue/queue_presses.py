"""Random presses in the queue, written down in the page by what was on screen, and what they mean.

The record knows nothing of the product's script: it reads the company on screen, whether the page
says that it is busy, and which buttons can be pressed, in the moment a key comes down: a key that
came down before the page said that the card is painted counts as one of the busy time. From that
follows what has to be stored: `expected`.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as PatienceIsOver

KEYS = ("a", "x", "s", "Shift+A", "Shift+X", ".", "z", "y", "1", "2")
_WEIGHTS = (25, 25, 10, 4, 4, 8, 10, 8, 3, 3)
OFFLINE, DROPPED, RELOADED, BEFORE = 0.01, 0.02, 0.004, 0.5
"""Shares of presses after which the line is gone for some presses, a request is lost (half of them
before the server has it), and the page is loaded again."""

PATIENCE = 60_000
"""Milliseconds for a page on a busy machine."""

STALLED = 20_000
"""Milliseconds without a card, with a connection, after which the page is loaded again."""

_SAY_EVERY = 500
_VALUES = {"a": ("like", 1), "x": ("dislike", 1), "s": ("skip", 1)}
_VALUES |= {"A": ("like", 2), "X": ("dislike", 2)}

RECORD = """
let askedAt = 0; // What the clock last said to the page.
let freeAt = 0; // The same when the page last said that the card on screen is painted.
const now = performance.now.bind(performance);
performance.now = () => (askedAt = now());
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  const isFreed = name === "aria-busy" && value === "false" && this.ariaBusy === "true";
  if (isFreed && this.id === "main") freeAt = askedAt;
  return setAttribute.call(this, name, value);
};
addEventListener("keydown", (event) => {
  if (event.repeat || !/^[axszyAX.]$/.test(event.key)) return;
  const enabled = (place) => {
    const button = document.querySelector(place);
    return Boolean(button?.checkVisibility()) && !button.disabled;
  };
  const n = Number(sessionStorage.getItem("n-pressed") ?? 0);
  sessionStorage.setItem("n-pressed", n + 1);
  sessionStorage.setItem(`pressed-${n}`, JSON.stringify({
    key: event.key,
    company: Number(document.querySelector("form[data-waits]")?.dataset.company) || null,
    // A key that came down before, and is heard only now, is about the card of before.
    isBusy: document.querySelector("#main")?.getAttribute("aria-busy") === "true"
      || event.timeStamp < freeAt,
    canUndo: enabled("#undo-last button"),
    canRedo: enabled("#redo"),
    canRepeat: enabled("#repeat"),
  }));
}, { capture: true });
"""
"""Script of the page; the record outlives reloads."""


@dataclass(slots=True)
class Said:
    """One verdict that has to be stored."""

    company: int
    value: str
    weight: int
    is_undone: bool = False


@dataclass(slots=True)
class Run:
    """What was done to a page.

    Args:
        counts: action → how often.
        n_keys: pressed until the end or until time was over.
        n_stalled: how often no card came although there was a connection.
        left_offline: presses until the line is back.
    """

    counts: dict[str, int] = field(default_factory=dict)
    n_keys: int = 0
    n_stalled: int = 0
    left_offline: int = 0

    def count(self, name: str) -> None:
        """Count one more."""
        self.counts[name] = self.counts.get(name, 0) + 1


def press_on(
    page: Page,
    n: int,
    *,
    seed: int,
    gaps: tuple[int, int] = (15, 160),
    seconds: float = float("inf"),
    say: Callable[[int], None] = lambda _: None,
) -> Run:
    """Press keys at random, and let the line break in between.

    Args:
        page: with the queue and `RECORD`.
        n: keys.
        seed: of chance.
        gaps: milliseconds between two keys.
        seconds: after which no more keys are pressed.
        say: hears now and then how many were pressed.
    """
    choice, run = random.Random(seed), Run()
    until = time.monotonic() + seconds
    while run.n_keys < n and time.monotonic() < until:
        key = choice.choices(KEYS, _WEIGHTS)[0]
        page.keyboard.press(key)
        run.n_keys += 1
        run.count(key)
        page.wait_for_timeout(choice.randint(*gaps))
        _break_line(page, choice, run)
        if run.n_keys % _SAY_EVERY == 0:
            say(run.n_keys)
        if not run.left_offline and not _has_card_soon(page):
            run.n_stalled += 1
            _load_again(page)
    page.context.set_offline(False)
    page.unroute_all(behavior="wait")
    return run


def _break_line(page: Page, choice: random.Random, run: Run) -> None:
    """Take the line away or give it back, lose a request, or load the page again, by chance."""
    if run.left_offline:
        run.left_offline -= 1
        if not run.left_offline:
            page.context.set_offline(False)
    elif choice.random() < OFFLINE:
        page.context.set_offline(True)
        run.left_offline = choice.randint(2, 15)
        run.count("offline")
    elif choice.random() < DROPPED:
        _lose_one(page, before=choice.random() < BEFORE)
        run.count("dropped")
    elif choice.random() < RELOADED:
        _load_again(page)
        run.count("reload")


_IS_OPEN = """() => document.querySelector("#main[aria-busy=false]") !== null"""
_HAS_CARD = """() => Boolean(document.querySelector("form[data-waits]")?.dataset.company)
  && document.querySelector("#main")?.getAttribute("aria-busy") !== "true" """


def _load_again(page: Page) -> None:
    page.reload(timeout=PATIENCE, wait_until="domcontentloaded")
    page.wait_for_function(_IS_OPEN, timeout=PATIENCE)


def _has_card_soon(page: Page) -> bool:
    """Wait while there is no card to press about."""
    if page.evaluate(_HAS_CARD):
        return True
    try:
        page.wait_for_function(_HAS_CARD, timeout=STALLED)
    except PatienceIsOver:
        return False
    return True


def _lose_one(page: Page, *, before: bool) -> None:
    """Lose the next request, or its answer."""

    def lose(route: Any) -> None:
        try:
            if not before:
                route.fetch()
            route.abort()
        except Error:
            return  # The page was left meanwhile.

    page.route("**/queue/sync/", lose, times=1)


def recorded(page: Page) -> list[dict[str, Any]]:
    """Return what the page wrote down."""
    found: list[dict[str, Any]] = page.evaluate(
        """Array.from({ length: Number(sessionStorage.getItem("n-pressed") ?? 0) },
             (_, n) => JSON.parse(sessionStorage.getItem(`pressed-${n}`)))"""
    )
    return found


def expected(presses: Sequence[dict[str, Any]]) -> list[Said]:
    """Work out what has to be stored: one verdict for each press, of the company on screen."""
    said: list[Said] = []
    undoable: list[Said] = []
    redoable: list[Said] = []
    last: Said | None = None
    for press in presses:
        key, is_about_card = press["key"], press["company"] is not None and not press["isBusy"]
        new = None
        if key in _VALUES and is_about_card:
            new = Said(press["company"], *_VALUES[key])
            redoable = []
        elif key == "." and is_about_card and press["canRepeat"] and last is not None:
            new = Said(press["company"], last.value, last.weight)
            redoable = []
        elif key == "y" and is_about_card and press["canRedo"] and redoable:
            former = redoable.pop()
            new = Said(former.company, former.value, former.weight)
        elif key == "z" and press["canUndo"] and undoable:
            gone = undoable.pop()
            gone.is_undone = True
            redoable.append(gone)
        if new is not None:
            said.append(new)
            undoable.append(new)
            last = new
    return said


def differences(
    wanted: Sequence[Said], stored: Sequence[tuple[int, str, int, bool]]
) -> dict[str, int]:
    """Compare what has to be stored with what is: of each company, in its order.

    Args:
        wanted: by `expected`.
        stored: company, value, weight and whether it is undone; the oldest first.
    """
    of_wanted, of_stored = _by_company(_plain(wanted)), _by_company(stored)
    lost = doubled = other = 0
    for company in of_wanted.keys() | of_stored.keys():
        here, there = of_wanted.get(company, []), of_stored.get(company, [])
        lost += max(len(here) - len(there), 0)
        doubled += max(len(there) - len(here), 0)
        other += sum(one != two for one, two in zip(sorted(here), sorted(there), strict=False))
    return {
        "verdicts_pressed": len(wanted),
        "verdicts_stored": len(stored),
        "lost": lost,
        "doubled": doubled,
        "of_another_value_or_state": other,
    }


def _plain(wanted: Sequence[Said]) -> Iterator[tuple[int, str, int, bool]]:
    return ((one.company, one.value, one.weight, one.is_undone) for one in wanted)


def _by_company(rows: Any) -> dict[int, list[tuple[str, int, bool]]]:
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for company, *rest in rows:
        found.setdefault(company, []).append(tuple(rest))
    return found
