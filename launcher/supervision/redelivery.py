"""Jobs that a killed worker had taken are put back into their queue at once.

Celery itself gives them out again only after the visibility timeout, which is longer than the
longest job.
"""

import redis
from celery import Celery

# Where the Redis transport keeps what was given out and not finished.
GIVEN_OUT = "unacked"


def redeliver(redis_url: str) -> int:
    """Put jobs back that nobody works on; gives how many.

    To be called only while no worker of this Redis runs: jobs in work would run twice.
    """
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    try:
        tags = [str(tag) for tag in client.hkeys(GIVEN_OUT)]
    finally:
        client.close()
    if not tags:
        return 0
    app = Celery(broker=redis_url, set_as_current=False)
    try:
        with app.connection_for_write() as connection:
            for tag in tags:
                connection.default_channel.qos.restore_by_tag(tag)
    finally:
        app.close()
    return len(tags)
