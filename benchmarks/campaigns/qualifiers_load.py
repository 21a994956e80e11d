"""Qualifiers at work on a running installation: each presses, waits for the next card, presses on.

They do what the page does: a press has a number, and where no answer came it is sent again under
the same number. Nothing here knows the product's code; it speaks HTTP with it.
"""

import http.client
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
from urllib.parse import urlencode

import psutil

PATIENCE = 10.0
"""Seconds for an answer; then the press is sent again."""

LONGEST = 120.0
"""Seconds beyond the agreed ones, for those who have not pressed often enough."""

PAUSE = 0.2
"""Seconds before a press is sent again."""

_VALUES = ("like", "dislike", "dislike", "skip")


@dataclass(slots=True)
class Qualifier:
    """One person and what became of their presses.

    Args:
        key: of the user.
        cookies: name → value, of the session.
        acknowledged: press → company and value, of each verdict that the server confirmed.
        seconds: until the next card came, of each press that was answered at once.
        n_lost: answers that did not come.
    """

    key: int
    cookies: Mapping[str, str]
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    n_lost: int = 0


class Browser:
    """The pages of the queue as one person's browser asks for them."""

    def __init__(self, person: Qualifier, port: int, campaign: int) -> None:
        self._person, self._port = person, port
        self._base = f"/campaigns/{campaign}"
        self._token = ""
        self._cookies = dict(person.cookies)

    def open_queue(self) -> int | None:
        """Return the company on the card; None where there is none, or no answer."""
        status, headers, page = self._ask("GET", f"{self._base}/queue/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self._token = token[1] if token else self._token
        for cookie in headers.get_all("Set-Cookie") or [] if headers else []:
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return company_on(page) if status == http.HTTPStatus.OK else None

    def judge(self, company: int, value: str, press: str) -> tuple[bool, int | None]:
        """Press; say whether the server confirmed it, and which company comes next."""
        body = {"verdict": value, "request_id": press}
        status, headers, page = self._ask(
            "POST", f"{self._base}/companies/{company}/verdict/", body
        )
        is_there = status == http.HTTPStatus.OK and headers is not None
        return bool(is_there and headers and headers["X-Verdict"] == press), company_on(page)

    def send_again(self, company: int, value: str, press: str) -> bool:
        """Send what waited, as the page does once the line is back."""
        body = {"person": self._person.key, "company": company, "verdict": value}
        status, _, said = self._ask(
            "POST", f"{self._base}/queue/arrive/", body | {"request_id": press}
        )
        return status == http.HTTPStatus.OK and press in said

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> tuple[int, http.client.HTTPMessage | None, str]:
        """Ask once; status 0 where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"HX-Request": "true", "X-CSRFToken": self._token}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(body) if body else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, None, ""
        finally:
            connection.close()


def company_on(page: str) -> int | None:
    """Return which company the card of a page is about."""
    found = re.search(r"/companies/(\d+)/verdict/", page)
    return int(found[1]) if found else None


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
    choice = random.Random(person.key)  # noqa: S311  # no secret
    company: int | None = None
    latest = until + LONGEST
    while (started := time.monotonic()) < until or (
        len(person.acknowledged) < at_least and started < latest
    ):
        if company is None:
            company = browser.open_queue()
            if company is None:
                time.sleep(PAUSE)
                continue
            started = time.monotonic()
        value, press = choice.choice(_VALUES), str(uuid.uuid4())
        is_there, following = browser.judge(company, value, press)
        if is_there:
            person.seconds.append(time.monotonic() - started)
        else:
            person.n_lost += 1
            is_there = _until_taken(
                browser, company, value, press, latest=max(started, until) + 3 * PATIENCE
            )
        if is_there:
            person.acknowledged[press] = (company, value)
        company = following
        time.sleep(max(0.0, started + 1 / pace - time.monotonic()))


def _until_taken(browser: Browser, company: int, value: str, press: str, *, latest: float) -> bool:
    while time.monotonic() < latest:
        time.sleep(PAUSE)
        if browser.send_again(company, value, press):
            return True
    return False
