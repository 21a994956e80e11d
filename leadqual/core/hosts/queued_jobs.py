"""The same job with the same arguments is queued once.

Each message has its key as a header, and a key in Redis records when it was sent. That alone would
be wrong after a loss, so after `TRUSTED_SECONDS` the queue itself is searched. Beat imports this
module: it knows no app and no model.
"""

import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import redis
from django.conf import settings

HEADER = "leadqual_queued_as"
TRUSTED_SECONDS = 30
"""How long a job counts as queued without a look into the queue."""
_KEPT_SECONDS = 86_400
_SENT_AT = "core.job_queued:{}"

# Atomic, so that of two that send at the same time one does.
_CLAIM = """
    local at = redis.call('GET', KEYS[1])
    if at then
        if tonumber(ARGV[1]) - tonumber(at) < tonumber(ARGV[2]) then return 0 end
        for _, message in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
            if string.find(message, ARGV[4], 1, true) then
                redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
                return 0
            end
        end
    end
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
    return 1
"""
# Kombu adds jobs on the left and takes them from the right.
_BEFORE = """
    local messages = redis.call('LRANGE', KEYS[1], 0, -1)
    for place, message in ipairs(messages) do
        if string.find(message, ARGV[1], 1, true) then return #messages - place end
    end
    return -1
"""


@cache
def broker() -> "redis.Redis":
    """Return the client for what is not sent by Celery itself."""
    return redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        decode_responses=True,
        socket_timeout=2,
        socket_connect_timeout=1,
    )


def job_key(name: str, arguments: Mapping[str, object]) -> str:
    """Return what the same job with the same arguments has in common: `imports.run(batch_id=5)`."""
    return f"{name}({','.join(f'{key}={arguments[key]}' for key in sorted(arguments))})"


def options_to_send(
    name: str, arguments: Mapping[str, object] | None, queue: str, options: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the options to send a job with, and record that it is queued; None where it is.

    While Redis is away it is sent: a second job does no harm.

    Args:
        name: of the job.
        arguments: of the job.
        queue: that it is sent to.
        options: of Celery's `apply_async` and `send_task`.
    """
    key = job_key(name, arguments or {})
    values = (time.time(), TRUSTED_SECONDS, _KEPT_SECONDS, _message_text(key))
    try:
        is_new = broker().eval(_CLAIM, 2, _SENT_AT.format(key), queue, *values)
    except redis.RedisError:
        is_new = True
    headers = options.get("headers") or {}
    return {**options, "headers": {**headers, HEADER: key}} if is_new else None


def record_start(name: str, arguments: Mapping[str, object]) -> None:
    """Let what is committed from now on send the job again."""
    try:
        broker().delete(_SENT_AT.format(job_key(name, arguments)))
    except redis.RedisError:
        return  # The queue is searched after `TRUSTED_SECONDS`.


def count_jobs_before(name: str, arguments: Mapping[str, object], queue: str) -> int | None:
    """Return how many jobs are before this one in its queue; None where it is not queued."""
    needle = _message_text(job_key(name, arguments))
    try:
        found = int(broker().eval(_BEFORE, 1, queue, needle))
    except redis.RedisError:
        return None
    return None if found < 0 else found


def _message_text(key: str) -> str:
    """Return how Kombu writes the header into a message, which is JSON."""
    return f'"{HEADER}": "{key}"'
