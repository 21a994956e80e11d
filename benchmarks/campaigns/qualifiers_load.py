"""Qualifiers at work on a running installation: each presses at their pace, whatever the line does.

They do what the page does (`queue.js`, `outbox.js`): a press is written down and the next card of
the stock is there at once; all that waits goes with one request at a time, and the answer orders
the cards ahead anew. What was not confirmed is sent again under the same number. Nothing here knows
the product's code; it speaks HTTP with it.
"""

import http.client
import json
import os
import random
import re
import signal
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psutil

PATIENCE = 10.0
"""Seconds for an answer; then the press is sent again."""

LONGEST = 120.0
"""Seconds beyond the agreed ones, for those who have not pressed often enough."""

PAUSE = 0.2
"""Seconds before what failed is sent again."""

LOW = 6
"""Cards ahead; with fewer, more are asked for."""

MAX_BATCH = 50
"""Presses in one request."""

_TICK = 0.01

FIRST_REST, LONGEST_REST = 0.1, 2.0
"""Seconds before somebody without a card looks again; twice as many each time."""

_VALUES = ("like", "dislike", "dislike", "skip")


@dataclass(slots=True)
class Qualifier:
    """One person and what became of their presses.

    Args:
        key: of the user.
        cookies: name → value, of the session.
        acknowledged: press → company and value, of each verdict that the server confirmed.
        seconds: from each press until it was confirmed.
        confirmed_at: when each press was confirmed, by the monotonic clock.
        n_lost: requests without an answer.
        n_requests: requests in all.
        n_refused: presses that the server refused.
        without_card: seconds in which there was no card to press on.
    """

    key: int
    cookies: Mapping[str, str]
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    confirmed_at: list[float] = field(default_factory=list)
    n_lost: int = 0
    n_requests: int = 0
    n_refused: int = 0
    without_card: float = 0.0


@dataclass(frozen=True, slots=True)
class Press:
    """A key that was pressed on a card."""

    request_id: str
    company: int
    value: str
    at: float


class Browser:
    """The page of the queue in one person's browser."""

    def __init__(self, person: Qualifier, port: int, campaign: int) -> None:
        self.person = person
        self.shown: int | None = None
        self.stock: list[int] = []
        self.outbox: list[Press] = []
        self._judged: set[int] = set()
        self._base = f"/campaigns/{campaign}"
        self._token = ""
        self._cookies = dict(person.cookies)
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def open_queue(self) -> None:
        """Load the page; its card is on screen then, where there is one."""
        status, headers, page = self._ask("GET", f"{self._base}/queue/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self._token = token[1] if token else self._token
        for cookie in headers.get_all("Set-Cookie") or [] if headers else []:
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        company = company_on(page) if status == http.HTTPStatus.OK else None
        if company not in self._judged:
            self.shown = company

    def press(self, value: str, *, at: float) -> None:
        """Judge the card on screen; the next one of the stock is there at once."""
        if self.shown is None:
            return
        self.outbox.append(Press(str(uuid.uuid4()), self.shown, value, at))
        self._judged.add(self.shown)
        self.shown = self.stock.pop(0) if self.stock else None

    def request(self) -> tuple[str, list[Press]]:
        """Return the body of the next request, and the presses in it."""
        batch = self.outbox[:MAX_BATCH]
        presses = [
            {"request_id": one.request_id, "company": one.company, "verdict": one.value}
            for one in batch
        ]
        body: dict[str, object] = {"person": self.person.key, "presses": presses}
        return json.dumps(body | {"shown": self.shown, "held": self.stock}), batch

    def send(self, body: str) -> dict[str, Any] | None:
        """Send a request; None where no whole answer came."""
        self.person.n_requests += 1
        status, _, said = self._ask("POST", f"{self._base}/queue/sync/", body)
        if status != http.HTTPStatus.OK:
            self.person.n_lost += 1
            return None
        answer: dict[str, Any] = json.loads(said)
        return answer

    def settle(self, answer: Mapping[str, Any], batch: Sequence[Press], *, now: float) -> None:
        """Take over what an answer says of the presses, and the order of the cards ahead."""
        sent = {one.request_id: one for one in batch}
        for result in answer["results"]:
            press = sent[result["request_id"]]
            if result.get("code") == "server_error":
                continue
            self.outbox.remove(press)
            if result.get("code"):
                self.person.n_refused += 1
                continue
            self.person.acknowledged[press.request_id] = (press.company, press.value)
            self.person.seconds.append(now - press.at)
            self.person.confirmed_at.append(now)
        if "order" not in answer:
            return
        open_ = [one for one in answer["order"] if one not in self._judged and one != self.shown]
        self.stock = open_
        if self.shown is None and self.stock:
            self.shown = self.stock.pop(0)

    def _ask(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[int, http.client.HTTPMessage | None, str]:
        """Ask once, on a line that is kept open; status 0 where no whole answer came."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"X-CSRFToken": self._token, "Content-Type": "application/json"}
        was_open = self._line.sock is not None
        try:
            return self._answer(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._line.close()
            if not was_open:
                return 0, None, ""
        except (OSError, http.client.HTTPException):
            self._line.close()
            return 0, None, ""
        try:  # The server had closed a line that was not used; a browser tries another at once.
            return self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self._line.close()
            return 0, None, ""

    def _answer(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, str]:
        self._line.request(method, path, body, dict(headers))
        answer = self._line.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def close(self) -> None:
        """Close its line."""
        self._line.close()


def company_on(page: str) -> int | None:
    """Return which company the card of a page is about."""
    found = re.search(r"/companies/(\d+)/verdict/", page)
    return int(found[1]) or None if found else None


def work(
    people: Sequence[Qualifier],
    *,
    port: int,
    campaign: int,
    seconds: float,
    pace: float,
    web: int,
    kill_at: Sequence[float],
    at_least: int = 0,
) -> int:
    """Let all of them judge at once, and kill web processes meanwhile.

    Args:
        people: signed in; what becomes of their presses is written down in them.
        port: of the web server.
        campaign: whose queue.
        seconds: how long they press; what waits then is still sent.
        pace: verdicts a second of each, at most.
        web: first process of the web server, whose children answer.
        kill_at: seconds after the start, each for one child.
        at_least: confirmed verdicts that everybody reaches, however long a busy machine takes
            (at most ``LONGEST`` seconds more).

    Returns:
        How many processes were killed.
    """
    until = time.monotonic() + seconds
    killed: list[int] = []
    timers = [threading.Timer(at, _kill_one, [web, killed]) for at in kill_at]
    for timer in timers:
        timer.start()
    with ThreadPoolExecutor(len(people)) as threads:
        calls = [
            threads.submit(
                _press_on, person, Browser(person, port, campaign), until, pace, at_least
            )
            for person in people
        ]
        for call in calls:
            call.result()
    for timer in timers:
        timer.cancel()
    return len(killed)


def _kill_one(web: int, killed: list[int]) -> None:
    children = [one.pid for one in psutil.Process(web).children() if one.pid not in killed]
    if children:
        os.kill(children[0], signal.SIGKILL)
        killed.append(children[0])


def _press_on(
    person: Qualifier, browser: Browser, until: float, pace: float, at_least: int
) -> None:
    hand = _Hand(browser, random.Random(person.key), pace)
    latest = until + LONGEST
    rest = FIRST_REST
    while (now := time.monotonic()) < latest:
        is_working = now < until or len(person.acknowledged) < at_least
        if not is_working and not browser.outbox:
            break
        if not is_working:
            _synced(browser, hand, before=0.0)
        elif browser.shown is None and not browser.stock and not browser.outbox:
            browser.open_queue()
            hand.rest()
            if browser.shown is None:
                time.sleep(rest)
                rest = min(2 * rest, LONGEST_REST)
        else:
            rest = FIRST_REST
            before = latest if at_least else until
            hand.press_what_is_due(before=before)
            _synced(browser, hand, before=before)
    browser.close()


def _synced(browser: Browser, hand: "_Hand", *, before: float) -> None:
    """Send what waits, or ask for more cards; wait a moment where neither is needed."""
    if not browser.outbox and len(browser.stock) >= LOW:
        time.sleep(max(hand.seconds_left(), _TICK))
        return
    body, batch = browser.request()
    answer = browser.send(body)
    hand.press_what_is_due(before=before)  # On the cards that were there meanwhile.
    if answer is None:
        time.sleep(PAUSE)
        return
    browser.settle(answer, batch, now=time.monotonic())
    hand.see()
    if not batch and len(browser.stock) < LOW:
        time.sleep(PAUSE)  # There are no more.


class _Hand:
    """Presses at a pace on the card that is there; nobody presses on none."""

    def __init__(self, browser: Browser, choice: random.Random, pace: float) -> None:
        self._browser, self._choice, self._every = browser, choice, 1 / pace
        self._next = time.monotonic()

    def rest(self) -> None:
        """Begin anew: what was due without a card is not made up for."""
        self._next = time.monotonic()

    def seconds_left(self) -> float:
        """Return how long it is until the next press."""
        return self._next - time.monotonic()

    def see(self) -> None:
        """Look at what an answer brought: time without a card is over where there is one."""
        now = time.monotonic()
        if self._browser.shown is not None and self._next < now:
            self._browser.person.without_card += now - self._next
            self._next = now

    def press_what_is_due(self, *, before: float) -> None:
        """Press as often as was due until now, each at its time."""
        now = min(time.monotonic(), before)
        while self._next <= now and self._browser.shown is not None:
            self._browser.press(self._choice.choice(_VALUES), at=self._next)
            self._next += self._every
