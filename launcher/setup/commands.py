"""Runs commands of Django, one for each line of its input: Django itself takes seconds to start."""

import json
import os
import sys
import traceback

import django
import kombu.exceptions
import redis
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError

DONE_PREFIX = "Done:"
_SERVER_LOST = (
    *(OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError),
    kombu.exceptions.OperationalError,
)


def main() -> int:
    """Run commands until the input ends or one fails; gives the exit code."""
    django.setup()
    for line in sys.stdin:
        words = json.loads(line)
        try:
            call_command(*words)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        except _SERVER_LOST:
            traceback.print_exc()
            return os.EX_TEMPFAIL
        sys.stdout.write(f"{DONE_PREFIX} {words[0]}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
