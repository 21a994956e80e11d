"""How many requests one asker made in a window of time, counted in the cache."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def count_request(entry: str, *, timeout: int) -> int | None:
    """Count one more request and return how many there are; None where the cache does not answer.

    Args:
        entry: names asker and window.
        timeout: seconds until the count is forgotten; longer than the window.
    """
    try:
        try:
            return int(cache.incr(entry))
        except ValueError:  # The first one of the window.
            cache.add(entry, 0, timeout=timeout)
            return int(cache.incr(entry))
    except ValueError:  # Emptied between the two calls: this is the first one again.
        return 1
    except RedisError:
        logger.warning("request not counted: the cache does not answer")
        return None
