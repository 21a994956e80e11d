"""How often a key may be used."""

import pytest
import redis
from django.test import Client
from redis.backoff import NoBackoff
from redis.retry import Retry

from leadqual.accounts.models import ApiKey, Scope, User, Workspace
from leadqual.core import request_counts
from leadqual.core.api.rate_limits import KeyThrottle
from tests.leadqual.accounts.keys.programs import new_program
from tests.product import client_of
from tests.smtp import free_port

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts"


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "3/min"})
    monkeypatch.setattr(KeyThrottle, "timer", staticmethod(lambda: 1_000_010.0))


def statuses(client: Client, n: int) -> list[int]:
    return [client.get(CONTACTS).status_code for _ in range(n)]


def test_requests_beyond_the_rate_are_refused_until_the_next_window(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, program = new_program(manager, workspace, Scope.READ)
    _, other = new_program(manager, workspace, Scope.READ)

    first = program.get(CONTACTS)
    assert statuses(program, 2) == [200, 200]
    refused = program.get(CONTACTS)

    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("3", "2")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    seconds = (refused.headers["Retry-After"], refused.headers["RateLimit-Reset"])
    assert seconds == ("10", "10")
    assert statuses(other, 1) == [200]
    assert client_of(manager).get(CONTACTS).status_code == 200
    monkeypatch.setattr(KeyThrottle, "timer", staticmethod(lambda: 1_000_020.0))
    assert statuses(program, 1) == [200]


def test_key_may_have_a_rate_of_its_own_for_each_minute(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, program = new_program(manager, workspace, Scope.READ)
    ApiKey.objects.filter(pk=key.pk).update(requests_per_minute=5)

    assert statuses(program, 6) == [200] * 5 + [429]
    monkeypatch.setattr(KeyThrottle, "timer", staticmethod(lambda: 1_000_020.0))
    assert statuses(program, 1) == [200]


def test_nobody_is_refused_while_the_cache_is_away(
    workspace: Workspace, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, program = new_program(manager, workspace, Scope.READ)
    nobody = redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(request_counts, "_redis_connection", lambda: nobody)

    assert statuses(program, 4) == [200] * 4
