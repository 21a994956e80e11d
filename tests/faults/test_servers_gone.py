"""Redis is emptied, Redis and Postgres are gone for a while: nothing is lost, nothing restarted."""

import subprocess
import sys
import time
from collections import Counter

import pytest
import redis

from tests.faults.conftest import AWAY_SECONDS, Servers, run
from tests.faults.disturbances import Done
from tests.faults.harness import Scene
from tests.faults.product import Product
from tests.processes import ending
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.slow
N_WRITES = 8


def wait_for_writes(scene: Scene, n_writes: int = N_WRITES) -> None:
    before = len(scene.acknowledged)
    until(lambda: len(scene.acknowledged) >= before + n_writes, patience=3 * PATIENCE)


def test_nothing_is_lost_when_redis_is_emptied(scene: Scene, servers: Servers) -> None:
    def empty(_: Product) -> Done:
        client = redis.Redis.from_url(servers.redis.url)
        for _time in range(3):
            wait_for_writes(scene)
            client.flushall()
        client.close()
        return Done(Counter(emptied=3))

    run(scene, empty)


def test_writes_go_on_while_redis_is_gone(scene: Scene, servers: Servers) -> None:
    before = scene.product.pids()

    def take_away(_: Product) -> Done:
        wait_for_writes(scene)
        servers.redis.stop()
        wait_for_writes(scene)
        time.sleep(AWAY_SECONDS)  # How long it is gone is the fault.
        servers.start_redis()
        wait_for_writes(scene)
        return Done(Counter(gone=1))

    run(scene, take_away)

    assert scene.product.pids() == before


def test_requests_are_told_to_wait_while_postgres_is_gone(scene: Scene, servers: Servers) -> None:
    before = scene.product.pids()

    def take_away(product: Product) -> Done:
        wait_for_writes(scene)
        servers.postgres.stop()
        until(lambda: product.ask("/api/v1/lists", scene.key)[0] == 503)
        _, headers, body = product.ask("/api/v1/lists", scene.key)
        assert int(headers["Retry-After"]) > 0
        assert b"database_unavailable" in body
        time.sleep(AWAY_SECONDS)  # How long it is gone is the fault.
        servers.start_postgres()
        wait_for_writes(scene)
        return Done(Counter(gone=1))

    run(scene, take_away)

    assert scene.product.pids() == before


def test_nothing_is_doubled_by_a_second_schedule(scene: Scene) -> None:
    before = scene.product.process("beat")
    assert before is not None

    def run_another(product: Product) -> Done:
        command = [sys.executable, "-m", "celery", "--app=leadqual.beat", "--quiet", "beat"]
        options = ["--hostname=second@leadqual", f"--schedule={product.state / 'second-schedule'}"]
        with ending(subprocess.Popen([*command, *options], env=before.environ())):
            wait_for_writes(scene)
            until((product.state / "second-schedule.dat").exists)
            wait_for_writes(scene)
        return Done(Counter(schedules=2))

    run(scene, run_another)


def test_everything_is_written_over_a_slow_line_to_the_database(
    scene: Scene, servers: Servers
) -> None:
    def slow_down(_: Product) -> Done:
        servers.proxy.delay = 0.1  # 200 ms for a question and its answer.
        try:
            wait_for_writes(scene, 3)
        finally:
            servers.proxy.delay = 0.0
        return Done(Counter(slow=1))

    run(scene, slow_down)
