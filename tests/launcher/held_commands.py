"""Commands of a start for tests: each holds a session of Postgres until the test lets it go."""

import json
import os
import sys
import time
from pathlib import Path

import psycopg


def main() -> int:
    """Run commands until the input ends; a lost server is told by the exit code."""
    state = Path(os.environ["STATE_DIR"])
    for line in sys.stdin:
        [name] = json.loads(line)
        try:
            with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
                (state / f"at-{name}").touch()
                while not (state / f"go-{name}").exists():
                    connection.execute("SELECT 1")
                    time.sleep(0.02)
        except psycopg.OperationalError:
            return os.EX_TEMPFAIL
        sys.stdout.write(f"Done: {name}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
