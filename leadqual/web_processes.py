"""What gunicorn does beside answering; its option `--config=python:leadqual.web_processes`.

The first processes answer at once, without models. Behind them the parent loads what all processes
share, and forks others that have it. The first ones finish what they have begun.
"""

import os
import signal
from typing import Any

from launcher.supervision.starting_page import take_over

_FINISHING_SECONDS = 100
"""For requests of the first processes; below `--timeout`, after which gunicorn kills a process."""
_loaded: list[bool] = []


def when_ready(_server: Any) -> None:
    """Take over from the page that answers while this loads: the first process accepts next."""
    take_over()


def post_fork(_server: Any, worker: Any) -> None:
    """Let a first process finish its requests; others begin what they do beside theirs."""
    if not _loaded:
        worker.cfg.set("graceful_timeout", _FINISHING_SECONDS)


def post_worker_init(worker: Any) -> None:
    """Have the parent load the models once the first process is about to answer."""
    if not _loaded and worker.age == 1:
        os.kill(worker.ppid, signal.SIGHUP)


def on_reload(_server: Any) -> None:
    """Load what all processes share, before the next ones are forked; once."""
    from leadqual.wsgi import load_shared

    if not _loaded:
        load_shared()
        _loaded.append(True)
