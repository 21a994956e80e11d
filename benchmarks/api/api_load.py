"""Programs that ask a web server over lines that stay open.

Nothing here knows the product's code.
"""

import http.client
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from threading import Lock

PATIENCE = 60.0
"""Seconds for an answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        body: as JSON; a request without one only reads.
    """

    method: str
    path: str
    body: bytes | None = None


class UnexpectedAnswerError(Exception):
    """A web server did not answer 200."""


class Line:
    """An open connection.

    Args:
        port: of a web server on this machine.
        headers: of every request.
    """

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Content-Type": "application/json"} | dict(headers)

    def ask(self, call: Call) -> float:
        """Ask and read the answer; return how many seconds that took.

        Raises:
            UnexpectedAnswerError: the answer is not 200.
        """
        begun = time.perf_counter()
        self._line.request(call.method, call.path, call.body, self._headers)
        answer = self._line.getresponse()
        said = answer.read()
        taken = time.perf_counter() - begun
        if answer.status != http.HTTPStatus.OK:
            raise UnexpectedAnswerError(f"{call.path}: {answer.status} {said[:300]!r}")
        return taken

    def close(self) -> None:
        """Close it."""
        self._line.close()


def one_after_the_other(line: Line, calls: Sequence[Call]) -> list[float]:
    """Return the seconds of each call."""
    return [line.ask(call) for call in calls]


def as_fast_as_it_goes(lines: Sequence[Line], calls: Iterator[Call], *, seconds: float) -> int:
    """Let every line ask without a pause; return how many calls were answered in the time."""
    until, lock = time.perf_counter() + seconds, Lock()

    def work(line: Line) -> int:
        for n in count():
            with lock:
                call = next(calls, None)
            if call is None:
                return n
            line.ask(call)
            if time.perf_counter() > until:
                return n
        return 0

    with ThreadPoolExecutor(len(lines)) as threads:
        return sum(threads.map(work, lines))


def each_once_a_second(
    lines: Sequence[Line], calls: Iterator[Call], *, seconds: int
) -> list[float]:
    """Let every line ask once a second, at a moment of its own; return the seconds of each call.

    A line that is late asks at once: what the server cannot keep up with shows in the figures,
    because each time is counted from the moment at which the call was due.
    """
    begin, lock = time.perf_counter(), Lock()

    def work(line: Line) -> list[float]:
        due = begin + random.random()
        found = []
        for _ in range(seconds):
            time.sleep(max(due - time.perf_counter(), 0))
            late = max(time.perf_counter() - due, 0)
            with lock:
                call = next(calls)
            found.append(late + line.ask(call))
            due += 1
        return found

    with ThreadPoolExecutor(len(lines)) as threads:
        return [one for times in threads.map(work, lines) for one in times]


def batches(titles: Sequence[str], size: int, *, explain: bool = True) -> Iterator[Call]:
    """Yield calls that classify so many titles each, no title twice."""
    rest = iter(titles)
    while len(part := list(islice(rest, size))) == size:
        body = {"titles": part} if explain else {"titles": part, "explain": False}
        yield Call("POST", "/api/v1/titles/classify", json.dumps(body).encode())
