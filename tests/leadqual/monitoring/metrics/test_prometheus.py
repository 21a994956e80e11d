"""A real Prometheus server scrapes the web server; its tool checks metrics and rules."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.test import Client
from django.utils import timezone

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.core.jobs import Job
from leadqual.core.telemetry.metric_store import LOOKUPS, metric_store, timed_model
from leadqual.core.telemetry.process_reports import list_processes
from leadqual.monitoring.metrics import count_labels
from leadqual.monitoring.models import FailedJob
from tests.leadqual.monitoring.installation.observed_installation import (
    Installation,
    Prometheus,
    get,
)
from tests.programs import needed
from tests.waiting import until

RULES = settings.BASE_DIR / "docs/operations/alert-rules.yml"
DASHBOARD = settings.BASE_DIR / "docs/operations/grafana-dashboard.json"
ALERTS = 10
N_WEB = 2


@pytest.fixture(autouse=True)
def _day() -> None:
    """The real one, as other processes read it."""


def processes(prometheus: Prometheus) -> dict[str, float]:
    """Return role → processes that reported lately."""
    rows = prometheus.query("sum by (role) (leadqual_processes)")
    return {row["metric"]["role"]: float(row["value"][1]) for row in rows}


@pytest.fixture(scope="module")
def promtool() -> Path:
    """The tool that comes with Prometheus."""
    return needed("Prometheus").path("promtool")


def checked(promtool: Path, *words: str, text: bytes = b"") -> str:
    """Return what the tool says; it finds nothing wrong."""
    done = subprocess.run(
        [str(promtool), "check", *words], input=text, capture_output=True, check=False
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    return said


@pytest.mark.django_db
def test_promtool_accepts_the_metrics(promtool: Path) -> None:
    metric_store().count(LOOKUPS, "facet_index", "hit")
    Client().get("/healthz")

    assert checked(promtool, "metrics", text=Client().get("/metrics").content).strip() == ""


def test_promtool_accepts_the_alert_rules(promtool: Path) -> None:
    assert f"{ALERTS} rules found" in checked(promtool, "rules", str(RULES))


def queries() -> dict[str, str]:
    """Return the query of each panel by its title, with an interval in place of the variable."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return {
        panel["title"]: each["expr"].replace("$__rate_interval", "1m")
        for panel in panels
        for each in panel["targets"]
    }


@pytest.fixture
def _real_jobs() -> Iterator[None]:
    current_app.conf.update(task_always_eager=False)
    yield
    current_app.conf.update(task_always_eager=True)


def _ask(installation: Installation, secret: str) -> None:
    get(f"{installation.address}/api/v1/system-status", Authorization=f"Bearer {secret}")
    get(f"{installation.address}/healthz")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_real_jobs")
def test_prometheus_scrapes_several_processes_and_every_panel_has_series(
    promtool: Path, workspace: Workspace, staff: User, tmp_path: Path
) -> None:
    _, secret = create_api_key(
        workspace=workspace, name="tests", scopes=[Scope.INSTALLATION], author=staff
    )
    FailedJob.objects.create(
        job="imports.run", error="builtins.OSError", job_id="1", last_at=timezone.now()
    )
    count_labels()
    with (
        Installation(tmp_path).running() as installation,
        Prometheus(tmp_path, f"127.0.0.1:{installation.port}", RULES).running() as prometheus,
    ):
        until(lambda: prometheus.query('up{job="leadqual"} == 1'), "the target")
        counted = 'sum(leadqual_http_requests_total{area="api/system-status"})'

        def grow(least: float) -> bool:
            _ask(installation, secret)
            current_app.send_task(Job.COUNT_WAITING.value)
            with timed_model("titles", n=3):
                metric_store().count(LOOKUPS, "facet_index", "hit")
            metric_store().flush()
            series = prometheus.query(counted)
            return bool(series) and float(series[0]["value"][1]) >= least

        until(lambda: grow(5), "a counter of 5")
        until(lambda: grow(20), "a counter of 20")
        waiting = dict(queries())

        def all_have_series() -> bool:
            grow(0)
            for title, query in list(waiting.items()):
                if prometheus.query(query):
                    del waiting[title]
            return not waiting

        until(all_have_series, f"series of {waiting}")
        # This process is one of them from its first request on.
        n_web = N_WEB + any(one.pid == os.getpid() for one in list_processes())
        until(lambda: processes(prometheus).get("web") == n_web, f"{n_web} web processes")
        roles = processes(prometheus)
        rules = json.loads(get(f"http://127.0.0.1:{prometheus.port}/api/v1/rules")[1])

    assert {"worker", "worker process"} <= set(roles)
    found = rules["data"]["groups"][0]["rules"]
    assert {rule["health"] for rule in found} <= {"ok", "unknown"}
    names = set(re.findall(r"leadqual_\w+", json.dumps(list(queries().values()))))
    assert len(names) > 15
