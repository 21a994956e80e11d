"""Runs commands of Django, one for each line of its input: Django itself takes seconds to start."""

import json
import sys

import django
from django.core.management import CommandError, call_command

DONE = "Done:"


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
        sys.stdout.write(f"{DONE} {words[0]}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
