"""One run: clients write while the installation is disturbed, then all is compared."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import psycopg
from leadqual_client import LeadQual
from standardwebhooks import Webhook

from tests.faults.acknowledged import Acknowledged
from tests.faults.clients import EVENTS, WORK, Client, NeverAcknowledgedError, Plan
from tests.faults.comparison import Tables, differences
from tests.faults.disturbances import Disturbance
from tests.faults.product import Product, answers_in_time
from tests.leadqual.webhooks.receiver import Answer, Received, Receiver, receiving

FINISH_SECONDS = 120.0
"""After a disturbance everything is finished within this time."""
REST_SECONDS = 900.0
"""What is late gets so much more time, so that it can be told from what is lost."""
N_CLIENTS = {"imports": 1, "upserts": 1, "verdicts": 2, "corrections": 1, "replies": 1}
"""Beside each other; two corrections of one title, or two replies of one person, would disagree."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found.

    Attributes:
        problems: what is lost, doubled, unfinished or wrong, one line each; none is a pass.
        n_written: kind of change → how many were acknowledged.
        answers: status → how often clients got it.
        disturbances: what was done to the installation → how often.
        finish_seconds: from the end of the disturbance until everything was finished.
    """

    problems: list[str]
    n_written: Mapping[str, int]
    answers: Mapping[str, int]
    disturbances: Mapping[str, int]
    finish_seconds: float


class Mailbag:
    """Counts the messages of a webhook by id; a bad signature is a problem.

    Attributes:
        n_received: message id → how often it came.
        problems: messages that cannot be verified.
        secret: of the webhook, once it is created.
        url: of the receiver.
    """

    def __init__(self, receiver: Receiver) -> None:
        self.n_received = Counter[str]()
        self.problems: list[str] = []
        self.secret = ""
        self.url = receiver.url
        self._lock = Lock()
        receiver.answer = self._take

    def _take(self, one: Received) -> Answer:
        with self._lock:
            if not self._is_signed(one):
                self.problems.append(f"{one.headers['webhook-id']} has a wrong signature")
            self.n_received[one.headers["webhook-id"]] += 1
        return 200, {}, b"ok"

    def _is_signed(self, one: Received) -> bool:
        """Check the signature alone: tests move the clock that it is dated by."""
        at = datetime.fromtimestamp(int(one.headers["webhook-timestamp"]), UTC)
        signature = Webhook(self.secret).sign(one.headers["webhook-id"], at, one.body)
        return signature in one.headers["webhook-signature"].split()


@dataclass(frozen=True, slots=True)
class Scene:
    """An installation with its clients and its receiver; several runs may follow each other.

    Attributes:
        product: that runs.
        mailbag: of the receiver that it sends webhooks to.
        acknowledged: by all runs.
        key: of the API.
    """

    product: Product
    mailbag: Mailbag
    acknowledged: Acknowledged
    key: str

    def run(
        self,
        seed: int,
        disturb: Disturbance,
        *,
        rows: tuple[int, int] = (1_000, 8_000),
        finish_seconds: float = FINISH_SECONDS,
    ) -> Outcome:
        """Let clients write while the installation is disturbed, let it finish, and compare.

        Args:
            seed: of what clients send; another one for each run.
            disturb: does harm and returns when that is over.
            rows: fewest and most rows of an imported file.
            finish_seconds: for everything to be finished afterwards.
        """
        self.acknowledged.problems.clear()  # Those of a run before failed that run.
        self.mailbag.problems.clear()
        plan = Plan(seed, Event(), Event(), rows)
        threads = [Thread(target=self._work, args=(one,)) for one in self._clients(plan)]
        for thread in threads:
            thread.start()
        try:
            done = disturb(self.product)
        finally:
            plan.is_over.set()
            begun = time.monotonic()
            late = self._finish(plan, threads, finish_seconds)
            took = time.monotonic() - begun
        tables = Tables(self.product.database_url)
        found = [*late, *differences(tables, self.acknowledged, self.mailbag.n_received)]
        found += [*self.acknowledged.problems, *self.mailbag.problems, *done.problems]
        found += [*self._count_differences(tables), *self._index_differences()]
        return Outcome(
            problems=found,
            n_written={kind: len(self.acknowledged.of(kind)) for kind in WORK},
            answers=dict(self.acknowledged.answers),
            disturbances=dict(done.counts),
            finish_seconds=took,
        )

    def _finish(self, plan: Plan, threads: list[Thread], seconds: float) -> list[str]:
        """Wait for the clients and what they began, also behind a run that failed.

        Returns:
            What was not finished after some seconds.
        """
        is_finished = answers_in_time(lambda: not self._unfinished(threads), seconds=seconds)
        late = [] if is_finished else [self._late(threads, seconds)]
        answers_in_time(lambda: not self._unfinished(threads), seconds=REST_SECONDS)
        plan.gives_up.set()
        for thread in threads:
            thread.join()
        return late

    def _clients(self, plan: Plan) -> list[Client]:
        return [
            Client(kind, number, self.product.address, self.key, plan, self.acknowledged)
            for kind in WORK
            for number in range(N_CLIENTS[kind])
        ]

    def _work(self, client: Client) -> None:
        try:
            with client.api:
                WORK[client.kind](client)
        except NeverAcknowledgedError:
            self.acknowledged.problem(f"{client.name}: a change was not acknowledged in time")
        except Exception as error:  # noqa: BLE001  # a client that ends early is a problem
            self.acknowledged.problem(f"{client.name} ended: {error!r}")

    def _unfinished(self, threads: list[Thread]) -> list[str]:
        """Return what is still to be done; `tables` where these do not answer."""
        if n := sum(thread.is_alive() for thread in threads):
            return [f"{n} clients"]
        try:
            waiting = Tables(self.product.database_url).unfinished()
        except psycopg.OperationalError:
            return ["tables"]
        return [*(f"{n} {kind}" for kind, n in waiting.items()), *self.product.not_ready()]

    def _late(self, threads: list[Thread], seconds: float) -> str:
        left = ", ".join(self._unfinished(threads)) or "nothing any more"
        return f"not finished after {seconds:.0f} s: {left}"

    def _count_differences(self, tables: Tables) -> list[str]:
        """Compare how many people and companies the API counts with SQL."""
        with LeadQual(self.product.address, key=self.key) as client:
            counted = {
                "leads_contact": _settled(client.count_contacts),
                "leads_company": _settled(client.count_companies),
            }
        found = tables.n_in_workspace("demo")
        return [
            f"the API counts {n} rows of {table}, SQL {found[table]}"
            for table, n in counted.items()
            if n != found[table]
        ]

    def _index_differences(self) -> list[str]:
        """Compare the counts of the search with the tables by `leadqual search check`."""
        said = ""

        def is_checked() -> bool:
            nonlocal said
            words = ("search", "check", "--workspace=demo", "--searches=20")
            checked = self.product.command(*words)
            said = "" if checked.returncode == 0 else checked.stdout + checked.stderr
            return "not in the index yet" not in said

        if not answers_in_time(is_checked, seconds=REST_SECONDS):
            return ["the search index was not rebuilt"]
        return [f"leadqual search check: {line}" for line in said.strip().splitlines()[-3:]]


def _settled(count: Callable[[], Mapping[str, Any]]) -> int:
    """Count until nothing waits: of many changed rows, each request adds some to the index."""
    counted: list[Mapping[str, Any]] = []

    def is_settled() -> bool:
        counted.append(count())
        return not counted[-1]["waiting"]

    answers_in_time(is_settled, seconds=REST_SECONDS)
    return int(counted[-1]["total"])


@contextmanager
def receiving_product(state: Path, settings: Mapping[str, str]) -> Iterator[Scene]:
    """Start an installation that may send webhooks to a receiver; both end with the block.

    Args:
        state: folder of the installation.
        settings: environment of its parts.
    """
    with receiving() as receiver:
        network = {"OUTGOING_ALLOW": "127.0.0.0/8", "OUTGOING_PORTS": str(receiver.port)}
        product = Product(state, {"API_RATE": "1000000/min", **network, **settings})
        product.start()
        try:
            product.wait_until_ready()
            yield scene_of(product, Mailbag(receiver))
        finally:
            product.stop()


def scene_of(product: Product, mailbag: Mailbag) -> Scene:
    """Create a key and a webhook in an installation that runs."""
    key = product.create_key()
    with LeadQual(product.address, key=key) as client:
        made = client.create_webhook({"url": mailbag.url, "event_types": EVENTS})
    mailbag.secret = made["secret"]
    return Scene(product, mailbag, Acknowledged(product.state / "acknowledged.jsonl"), key)


def keep_logs(product: Product, folder: Path) -> Path:
    """Copy logs and what was acknowledged out of an installation that is about to go."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(product.state / "logs", folder / "logs", dirs_exist_ok=True)
    for name in ("up.log", "acknowledged.jsonl"):
        if (product.state / name).exists():
            shutil.copy(product.state / name, folder / name)
    return folder
