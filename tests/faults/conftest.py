"""One installation for all tests of faults, on servers that these stop and start."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from launcher.servers.postgres import start_postgres
from launcher.servers.redis import start_redis
from launcher.servers.server_process import Server
from tests.faults.disturbances import Disturbance
from tests.faults.harness import Outcome, Scene, receiving_product
from tests.faults.slow_proxy import SlowProxy
from tests.launcher.conftest import state_folder
from tests.waiting import PATIENCE

AWAY_SECONDS = float(os.environ.get("FAULT_SECONDS", "10"))
"""For which a server is away; `make test-faults` takes 60."""
_seeds = count(1_001)


@dataclass
class Servers:
    """Postgres and Redis of the installation; Postgres is reached over a proxy."""

    state: Path
    postgres: Server
    redis: Server
    proxy: SlowProxy

    def start_postgres(self) -> None:
        self.postgres = start_postgres(self.state)

    def start_redis(self) -> None:
        self.redis = start_redis(self.state)


@contextmanager
def running_servers() -> Iterator[Servers]:
    with state_folder() as state:
        postgres, redis = start_postgres(state), start_redis(state)
        proxy = SlowProxy(postgres.port)
        servers = Servers(state, postgres, redis, proxy)
        try:
            yield servers
        finally:
            proxy.close()
            servers.redis.stop()
            servers.postgres.stop()


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The servers of the installation."""
    with running_servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def scene(servers: Servers) -> Iterator[Scene]:
    """An installation with clients; a test leaves it running and well."""
    address = urlsplit(servers.postgres.url)
    host = address.netloc.replace(f":{servers.postgres.port}", f":{servers.proxy.port}")
    settings = {
        "DATABASE_URL": address._replace(netloc=host).geturl(),
        "REDIS_URL": servers.redis.url,
    }
    with state_folder() as state, receiving_product(state, settings) as scene:
        yield scene


def run(scene: Scene, disturb: Disturbance) -> Outcome:
    """Disturb the installation while clients write; nothing may be lost, doubled or left undone."""
    outcome = scene.run(next(_seeds), disturb, rows=(500, 2_000), finish_seconds=3 * PATIENCE)
    assert not outcome.problems, "\n".join(outcome.problems[:40])
    assert all(outcome.n_written.values())
    return outcome
