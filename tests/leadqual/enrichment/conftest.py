"""What tests of enrichment share: sites, a receiver and a language model on loopback."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.enrichment.models import EnrichmentRun
from leadqual.enrichment.run_job import process_runs
from leadqual.enrichment.runs import runs_of, start_run
from leadqual.leads.models import Company, CustomField
from leadqual.leads.records.custom_fields import create_field
from tests.leadqual.enrichment.sites import Sites, serving
from tests.leadqual.webhooks.receiver import Receiver, receiving

Run = Callable[..., EnrichmentRun]
MakeCompany = Callable[..., Company]


@pytest.fixture
def sites(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    """Sites under `.example`, all on this machine, which the installation allows."""
    system = socket.getaddrinfo

    def look_up(host: str, *args: Any, **options: Any) -> Any:
        local = "127.0.0.1" if host.endswith(".example") else host
        return system(local, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    settings.WEBSITE_DELAY_SECONDS = 0
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    with serving() as server:
        settings.OUTGOING_PORTS = [str(server.port)]
        yield server


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver on this machine, which the installation allows."""
    with receiving() as server:
        settings.OUTGOING_ALLOW = ["127.0.0.1"]
        settings.OUTGOING_PORTS = [str(server.port)]
        yield server


@pytest.fixture
def company(workspace: Workspace) -> MakeCompany:
    """Make a company."""

    def make(name: str = "Acme", **fields: object) -> Company:
        return Company.objects.create(
            workspace=workspace, name=name, name_key=name.lower(), **fields
        )

    return make


@pytest.fixture
def field(workspace: Workspace, manager: User) -> Callable[..., CustomField]:
    """Add a custom field of companies."""

    def make(label: str, kind: str = "text", choices: tuple[str, ...] = ()) -> CustomField:
        return create_field(
            workspace=workspace,
            record="company",
            label=label,
            kind=kind,
            choices=choices,
            author=manager,
        )

    return make


@pytest.fixture
def run(workspace: Workspace, manager: User) -> Run:
    """Start a run over all companies of the workspace and let the job work on it."""

    def do(source: str, *, is_worked: bool = True, **wanted: object) -> EnrichmentRun:
        keys = Company.objects.filter(workspace=workspace).values_list("pk", flat=True)
        new = EnrichmentRun(workspace=workspace, kind="company", source=source, **wanted)
        started = start_run(run=new, keys=list(keys), author=manager)
        if is_worked:
            process_runs()
        return runs_of(workspace).get(pk=started.pk)

    return do


def outcomes(run: EnrichmentRun) -> dict[str, str]:
    """Return name of each company → outcome."""
    return dict(run.results.values_list("company__name", "outcome"))


def json_answer(body: Mapping[str, object], status: int = 200) -> Callable[..., Any]:
    """Return what lets a receiver answer with JSON."""
    return lambda _: (status, {"Content-Type": "application/json"}, json.dumps(body).encode())
