"""How much memory the whole installation takes with a large workspace."""

import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.installation import running, wait_until
from leadqual.accounts.models import User
from leadqual.leads.models import Company
from leadqual.matching.models import Campaign


def memory(
    campaign: Campaign, person: User, *, is_ranked: Callable[[Company], bool]
) -> dict[str, object]:
    """Start web, worker and schedule as `make run` does, use them, and add up their memory."""
    state = Path(settings.STATE_DIR)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with running(state) as parts:
        pages = [
            reverse("matching:recommendations", args=[campaign.pk]),
            reverse("matching:queue", args=[campaign.pk]),
        ]
        for place in range(60):
            request = urllib.request.Request(  # loopback
                f"http://127.0.0.1:{parts.port}{pages[place % 2]}?page={1 + place % 10}",
                headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"},
            )
            with urllib.request.urlopen(request) as answer:  # noqa: S310  # loopback
                answer.read()
        late = Company.objects.create(
            workspace_id=campaign.workspace_id, name="Late", name_key="late", overview="Ovens."
        )
        wait_until(lambda: is_ranked(late), what="a new company")
        return _memory(parts.pids)


def _memory(pids: Mapping[str, int]) -> dict[str, object]:
    """Return the proportional memory of all processes in MB; files that they map count as well."""
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
