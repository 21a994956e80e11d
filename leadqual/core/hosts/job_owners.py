"""Which worker took which job: those of a worker that was killed go back into their queues.

Celery itself hands them out again after the visibility timeout, which is longer than the longest
job. Here the next worker of the same name puts them back as it starts; and every other worker, once
the killed one has given no sign of life for `SILENT_SECONDS`. Jobs of workers that live stay.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import redis
from celery import current_app
from django.conf import settings

SILENT_SECONDS = 60
"""A worker gives a sign of life every two seconds, also while its jobs run."""

_OWNERS = "core.job_owners"
_ALIVE = "core.worker_alive"
_UNACKED = "unacked"  # Where the Redis transport keeps what was handed out and not finished.
_MAX_OWNERS = 1_000
# In one step: a job that is taken meanwhile keeps its owner.
_FORGET_FINISHED = """
    for _, tag in ipairs(redis.call('HKEYS', KEYS[1])) do
        if redis.call('HEXISTS', KEYS[2], tag) == 0 then redis.call('HDEL', KEYS[1], tag) end
    end
"""
_IS_STILL_THEIRS = """
    if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
    return redis.call('HDEL', KEYS[1], ARGV[1])
"""


@dataclass(frozen=True, slots=True)
class WorkerLife:
    """A worker from its start to its end.

    Args:
        name: of its node; only one worker of that name runs at a time.
        number: another one with each start.
    """

    name: str
    number: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def owner(self) -> str:
        """Return the text that its jobs are noted under."""
        return f"{self.name}#{self.number}"

    def note_alive(self) -> None:
        _broker().set(f"{_ALIVE}:{self.owner}", 1, ex=SILENT_SECONDS)

    def note_taken(self, tag: str) -> None:
        """Note that this worker took a job.

        Args:
            tag: of its delivery; the same one when the job is delivered again.
        """
        broker = _broker()
        pipeline = broker.pipeline(transaction=False)
        pipeline.hset(_OWNERS, tag, self.owner)
        pipeline.hlen(_OWNERS)
        if pipeline.execute()[1] > _MAX_OWNERS:
            broker.eval(_FORGET_FINISHED, 2, _OWNERS, _UNACKED)

    def put_back_former(self) -> int:
        """Put the jobs of earlier workers of this name back; returns how many."""
        former = f"{self.name}#"
        return _put_back(lambda owner: owner.startswith(former) and owner != self.owner)


def put_back_of_silent() -> int:
    """Put the jobs back of all workers that give no sign of life; returns how many."""
    broker = _broker()
    return _put_back(lambda owner: not broker.exists(f"{_ALIVE}:{owner}"))


def _put_back(is_gone: Callable[[str], bool]) -> int:
    broker = _broker()
    unacked = set(broker.hkeys(_UNACKED))
    owned = {
        str(tag): str(owner) for tag, owner in broker.hgetall(_OWNERS).items() if tag in unacked
    }
    gone = {owner for owner in set(owned.values()) if is_gone(owner)}
    tags = [(tag, owner) for tag, owner in owned.items() if owner in gone]
    if not tags:
        return 0
    n = 0
    with current_app.connection_for_write() as connection:
        for tag, owner in tags:
            if broker.eval(_IS_STILL_THEIRS, 1, _OWNERS, tag, owner):
                connection.default_channel.qos.restore_by_tag(tag)
                n += 1
    return n


@cache
def _broker() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        decode_responses=True,
        socket_timeout=2,
        socket_connect_timeout=1,
    )
