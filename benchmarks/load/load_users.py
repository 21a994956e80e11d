"""The people of `load`, for Locust: what their browsers send, and nothing of the product's code.

Locust reads this file in a process of its own. What it is to do stands in the file that `LOAD_PLAN`
names; what it saw goes to the one that `LOAD_SEEN` names.
"""

import json
import os
import random
import re
import time
from collections import defaultdict
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from locust import FastHttpUser, constant, constant_pacing, events, task
from locust.env import Environment

from benchmarks.campaigns.qualifiers_load import Browser, Qualifier

PLAN: dict[str, Any] = json.loads(Path(os.environ["LOAD_PLAN"]).read_text(encoding="utf-8"))
SEARCH_EVERY, VERDICT_EVERY = 5.0, 2.0
_VALUES = ("like", "dislike", "dislike", "skip")
_PERSON = re.compile(r'hx-get="(/people/\d+/[^"]*)"')
_milliseconds: defaultdict[str, list[float]] = defaultdict(list)
_errors: list[str] = []
_n_confirmed = [0]


def _begin_within(user: FastHttpUser, seconds: float, rnd: random.Random) -> None:
    """Sleep, and have the pace count from now: Locust counts from when it made the people.

    It makes some at once, each second, so all would act in the same moment of each second.
    """
    time.sleep(rnd.uniform(0, seconds))
    user._cp_last_run = time.perf_counter()


class _Searching(FastHttpUser):
    """Somebody with a session who searches for people."""

    abstract = True
    _numbers = count()

    def on_start(self) -> None:
        """Take the next session."""
        number = next(self._numbers)
        session = PLAN["sessions"][number % len(PLAN["sessions"])]
        self._headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in session.items())}
        self._random = random.Random(number)
        self._people: list[str] = []
        self._query = ""

    def _see(self, path: str, name: str, *, is_part: bool) -> None:
        part = {"HX-Request": "true", "HX-Trigger": "search"} if is_part else {}
        with self.client.get(
            path, headers={**self._headers, **part}, name=name, allow_redirects=False
        ) as answer:
            found = _PERSON.findall(answer.text or "")
        self._people = [way.replace("&amp;", "&") for way in found] or self._people


class Searcher(_Searching):
    """Filters, types words, and opens people; one action every five seconds."""

    wait_time = constant_pacing(SEARCH_EVERY)

    def on_start(self) -> None:
        """Begin at any moment: people who began together would act together for good."""
        super().on_start()
        _begin_within(self, SEARCH_EVERY, self._random)

    @task(5)
    def search(self) -> None:
        """Change a filter or the words: htmx asks for the results."""
        self._query = self._random.choice(PLAN["searches"])
        self._see(f"/people/?{self._query}", "search", is_part=True)

    @task(2)
    def page(self) -> None:
        """Load the whole page, as by a link or reloading."""
        self._see(f"/people/?{self._query}", "page", is_part=False)

    @task(3)
    def person(self) -> None:
        """Open somebody of the rows."""
        if not self._people:
            self._see("/people/", "page", is_part=False)
            return
        with self.client.get(
            self._random.choice(self._people),
            headers={**self._headers, "HX-Request": "true"},
            name="person",
            allow_redirects=False,
        ):
            pass


class Reader(_Searching):
    """Loads one People page after the other, without a pause."""

    wait_time = constant(0)

    @task
    def read(self) -> None:
        """Load a whole page of another search."""
        self._see(f"/people/?{self._random.choice(PLAN['searches'])}", "page", is_part=False)


class Judge(FastHttpUser):
    """Gives a verdict every two seconds, as the queue in the browser sends them."""

    wait_time = constant_pacing(VERDICT_EVERY)
    _numbers: ClassVar[Any] = count()

    def on_start(self) -> None:
        """Open the queue."""
        given = PLAN["judges"][next(self._numbers)]
        person = Qualifier(given["key"], given["cookies"])
        port = int(str(self.host).rpartition(":")[2])
        self._browser = Browser(person, port, PLAN["campaign"])
        self._random = random.Random(person.key)
        self._open()
        _begin_within(self, VERDICT_EVERY, self._random)

    @task
    def judge(self) -> None:
        """Press a key on the card on screen, and send it."""
        browser = self._browser
        if browser.shown is None:
            self._open()
        if browser.shown is None:
            return  # Others hold the cards that are left.
        browser.press(self._random.choice(_VALUES), at=time.monotonic())
        body, batch = browser.request()
        begun = time.perf_counter()
        answer = browser.send(body)
        self._tell("verdict", begun, is_error=answer is None)
        if answer is not None:
            before = len(browser.person.acknowledged)
            browser.settle(answer, batch, now=time.monotonic())
            _n_confirmed[0] += len(browser.person.acknowledged) - before

    def _open(self) -> None:
        begun = time.perf_counter()
        self._browser.open_queue()
        self._tell("queue", begun, is_error=False)

    def _tell(self, name: str, begun: float, *, is_error: bool) -> None:
        self.environment.events.request.fire(
            request_type="POST",
            name=name,
            response_time=1e3 * (time.perf_counter() - begun),
            response_length=0,
            exception=ConnectionError("no whole answer") if is_error else None,
            context={},
        )


for _kind, _n in PLAN["people"].items():
    globals()[_kind].fixed_count = _n
_unused = {"Searcher", "Reader", "Judge"} - set(PLAN["people"])
for _kind in _unused:
    globals()[_kind].abstract = True


def _note(name: str, response_time: float, exception: Exception | None, **_: object) -> None:
    _milliseconds[name].append(response_time)
    if exception is not None:
        _errors.append(f"{name}: {type(exception).__name__}: {exception}"[:200])


def _begin(**_: object) -> None:
    """Count from when everybody is there."""
    _milliseconds.clear()
    _errors.clear()
    _n_confirmed[0] = 0


def _write(environment: Environment, **_: object) -> None:
    seen = {"milliseconds": _milliseconds, "errors": _errors, "n_confirmed": _n_confirmed[0]}
    Path(os.environ["LOAD_SEEN"]).write_text(json.dumps(seen), encoding="utf-8")


events.request.add_listener(_note)  # type: ignore[no-untyped-call]  # of Locust
events.spawning_complete.add_listener(_begin)  # type: ignore[no-untyped-call]  # of Locust
events.quitting.add_listener(_write)  # type: ignore[no-untyped-call]  # of Locust
