"""Runs `leadqual` and kills its process at one step, as a machine does that loses its power.

`python -m tests.leadqual.backups.dying_restore EVENT PATH N WORDS...` dies before the Nth event of
that name (of `sys.audit`) whose path ends with PATH.
"""

import os
import signal
import sys
from itertools import count

from leadqual.cli import main


def _die_at(event: str, path: str, n: str) -> None:
    numbers = count(1)

    def look(name: str, arguments: tuple[object, ...]) -> None:
        is_it = name == event and str(arguments[0]).endswith(path)
        if is_it and next(numbers) == int(n):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


if __name__ == "__main__":
    _die_at(*sys.argv[1:4])
    del sys.argv[1:4]
    main()
