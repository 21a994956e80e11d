"""A database or Redis that is away: every answer is 503 and says so, and all is well afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings

from launcher.servers.postgres import start_postgres
from leadqual.accounts.models import User
from tests.launcher.conftest import state_folder
from tests.product import PASSWORD
from tests.smtp import free_port

pytestmark = pytest.mark.django_db

MAX_TRIES = 1
"""Of one page; each waits for a connection as long as the pool allows."""


class Database:
    """A Postgres without tables that tests stop and start."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.server = start_postgres(state, durable=False)

    def start(self) -> None:
        connections["default"].close()  # As at the end of each request; the client does not do it.
        self.server = start_postgres(self._state, durable=False)

    def stop(self) -> None:
        self.server.stop()


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Have this thread use another database, through a pool of its own.

    Django keeps the pools of a process by alias, for all threads. A thread that another test left
    behind would else put the pool of the real database in the place of this one.
    """
    own = connections["default"]
    other: Any = connections.create_connection("default")
    other._connection_pools = {}
    pool = {"min_size": 1, "timeout": 1, "reconnect_timeout": 1}
    address = dict(dj_database_url.parse(url, conn_health_checks=True))
    other.settings_dict = {**other.settings_dict, **address, "OPTIONS": {"pool": pool}}
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        other.close_pool()
        connections["default"] = own


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """The folder of servers that tests stop."""
    with state_folder() as folder:
        yield folder


@pytest.fixture
def database(db: None, state: Path) -> Iterator[Database]:
    """A database that runs and is in use."""
    database = Database(state)
    with database_at(database.server.url):
        yield database
    database.stop()


@pytest.fixture
def no_redis() -> Iterator[None]:
    """A Redis that was stopped."""
    url = f"redis://127.0.0.1:{free_port()}/0"
    away = {"default": {**settings.CACHES["default"], "LOCATION": url}}
    with override_settings(CACHES=away):
        yield


def health() -> tuple[int, list[str]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()["not_ready"]


def assert_says_what_to_do(answer: Any, code: str) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    if answer.request["PATH_INFO"].startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == code
    else:
        page = answer.content.decode()
        assert code in page
        assert "safe" in page
        assert "Try again" in page


@pytest.mark.slow
def test_health_names_the_database_until_it_is_back(database: Database) -> None:
    assert health()[1][:1] == ["tables"]

    database.stop()
    assert health()[0] == 503
    assert health()[1][:1] == ["database"]

    database.start()
    assert health()[1][:1] == ["tables"]


def test_health_asks_servers_that_hang_for_seconds_only(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: list[Any] = []
    connect, from_url = psycopg.connect, redis.Redis.from_url

    def connected(*args: Any, **options: Any) -> Any:
        seconds.append(options["connect_timeout"])
        return connect(*args, **options)

    def client(url: str, **options: Any) -> Any:
        seconds.extend((options["socket_timeout"], options["socket_connect_timeout"]))
        return from_url(url, **options)

    monkeypatch.setattr(psycopg, "connect", connected)
    monkeypatch.setattr(redis.Redis, "from_url", client)
    health()

    assert len(seconds) == 3
    assert sum(seconds) <= 3


@pytest.mark.costs("stops a server")
def test_pages_and_api_say_that_the_database_is_away(
    manager_client: Client, api: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager_client.raise_request_exception = api.raise_request_exception = False
    pool: Any = connections["default"].pool  # type: ignore[attr-defined]  # of Postgres
    tries: list[float | None] = []
    connect = pool.getconn

    def tried(timeout: float | None = None) -> Any:
        tries.append(timeout)
        return connect(timeout)

    monkeypatch.setattr(pool, "getconn", tried)
    database.stop()

    for client, path in [
        (manager_client, "/"),
        (manager_client, "/people/"),
        (manager_client, "/api/v1/companies"),
        (api, "/api/v1/companies"),
        (manager_client, "/admin/"),
    ]:
        tries.clear()
        assert_says_what_to_do(client.get(path), "database_unavailable")
        assert len(tries) <= MAX_TRIES, path
    form = manager_client.post("/account/password/", {"oldpassword": PASSWORD})
    assert_says_what_to_do(form, "database_unavailable")


def test_sign_in_is_refused_while_redis_cannot_count_attempts(
    manager: User, no_redis: None
) -> None:
    client = Client(raise_request_exception=False)

    page = client.get("/account/login/")
    answer = client.post("/account/login/", {"login": manager.email, "password": PASSWORD})

    assert page.status_code == 200
    assert_says_what_to_do(answer, "redis_unavailable")


@pytest.mark.parametrize(
    "paths",
    [
        ("/", "/people/"),
        pytest.param(
            ("/companies/", "/look-up/", "/campaigns/", "/imports/", "/titles/"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_who_is_signed_in_and_programs_work_on_without_redis(
    manager_client: Client, api: Client, no_redis: None, paths: tuple[str, ...]
) -> None:
    assert api.get("/api/v1/companies").status_code == 200
    for path in paths:
        assert manager_client.get(path).status_code == 200, path
