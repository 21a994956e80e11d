"""How much memory the whole installation takes while somebody looks at pages of a workspace."""

import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.installation import running
from leadqual.accounts.models import User

N_PAGES = 60


def memory(
    person: User, addresses: Sequence[str], *, then: Callable[[], None] = lambda: None
) -> dict[str, object]:
    """Start web, worker and schedule as `make run` does, use them, and add up their memory.

    Args:
        person: who looks at the pages.
        addresses: of pages; they are asked for one after the other, 60 in all.
        then: called before the memory is added up, for what the jobs do.

    Returns:
        Proportional memory in MB of each part and of all; files that they map count as well.
    """
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with running(Path(settings.STATE_DIR)) as parts:
        for place in range(N_PAGES):
            request = urllib.request.Request(  # loopback
                f"http://127.0.0.1:{parts.port}{addresses[place % len(addresses)]}",
                headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"},
            )
            with urllib.request.urlopen(request) as answer:
                answer.read()
        then()
        return _memory(parts.pids)


def _memory(pids: Mapping[str, int]) -> dict[str, object]:
    own = psutil.Process()
    servers = [child for child in own.children(recursive=True) if child.name() != "python3.11"]
    groups = {name: [psutil.Process(pid)] for name, pid in pids.items()}
    for name, (parent,) in list(groups.items()):
        groups[name] = [parent, *parent.children(recursive=True)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = cursor.fetchone()[0]
    head = psutil.Process(int((Path(data) / "postmaster.pid").read_text().split()[0]))
    groups["postgres"] = [head, *head.children(recursive=True)]
    groups["redis"] = [one for one in servers if "valkey" in one.name() or "redis" in one.name()]
    megabytes = {name: round(sum(map(_pss, group)) / 1024) for name, group in groups.items()}
    return {"mb": megabytes, "whole_installation_mb": sum(megabytes.values())}


def _pss(process: psutil.Process) -> int:
    """Return the proportional set size in kilobytes; of another user's process its own memory."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except (OSError, PermissionError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
