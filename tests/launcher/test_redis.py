import os
import signal
from pathlib import Path

import pytest
import redis

from launcher.servers.redis import start_redis
from launcher.system.ports import LOOPBACK
from launcher.system.processes import servers_in


def test_keeps_every_accepted_job_when_killed(state: Path) -> None:
    server = start_redis(state)
    with redis.Redis.from_url(server.url) as client:
        client.delete("jobs")
        for number in range(100):
            client.rpush("jobs", number)
    os.kill(server.process.pid, signal.SIGKILL)
    assert server.child is not None
    server.child.wait()

    again = start_redis(state)

    with redis.Redis.from_url(again.url) as client:
        assert client.llen("jobs") == 100
    assert again.port == server.port
    again.stop()


def test_a_second_start_joins_the_server_which_answers_only_who_has_the_password(
    state: Path,
) -> None:
    first = start_redis(state, durable=False)
    second = start_redis(state, durable=False)
    second.stop()

    assert (second.url, second.child) == (first.url, None)
    assert first.is_alive()
    stranger = redis.Redis(host=LOOPBACK, port=first.port)
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()

    first.stop()

    assert servers_in(state / "servers/redis", program="valkey-server") == []
