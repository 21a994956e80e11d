"""`docker-compose.queues.yml` has a worker for each queue of jobs."""

from pathlib import Path
from typing import Any

import yaml

from leadqual.core.hosts.queue_names import JobQueue

ROOT = Path(__file__).parents[2]


def _services(name: str) -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))["services"]
    return services


def _queue(command: list[str]) -> str:
    (option,) = (word for word in command if word.startswith("--queues="))
    return option.removeprefix("--queues=")


def test_every_queue_has_one_worker() -> None:
    queues = [
        _queue(service["command"]) for service in _services("docker-compose.queues.yml").values()
    ]

    assert sorted(queues) == sorted(queue.value for queue in JobQueue)


def test_every_worker_is_that_of_the_deployment_with_another_queue() -> None:
    whole = _services("docker-compose.yml")["worker"]["command"]
    for name, service in _services("docker-compose.queues.yml").items():
        words = [word.partition("=")[0] for word in service["command"]]
        assert [word for word in words if word != "--queues"] == [
            word.partition("=")[0] for word in whole
        ]
        if name != "worker":
            assert service["extends"] == {"file": "docker-compose.yml", "service": "worker"}
            assert service["profiles"] == ["queues", _queue(service["command"])]


def test_the_worker_of_a_plain_deployment_takes_every_queue() -> None:
    command = _services("docker-compose.yml")["worker"]["command"]

    assert not [word for word in command if word.startswith("--queues")]
