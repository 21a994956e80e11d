"""Promises of the deployment files that can be kept without a container engine."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
READERS = {"_text", "_secret", "_server", "_flag", "_choice", "_list", "get", "getenv"}
SUBSTITUTION = re.compile(r"\$\{([A-Z_]+)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed = yaml.safe_load(text_of("docker-compose.yml"))
    assert isinstance(parsed, dict)
    return parsed


def read_by_settings() -> set[str]:
    """Names of variables that the settings read, found in their calls."""
    calls = (node for node in ast.walk(ast.parse(text_of("leadqual/settings.py"))))
    return {
        str(argument.value)
        for node in calls
        if isinstance(node, ast.Call) and _name(node.func) in READERS
        for argument in node.args
        if isinstance(argument, ast.Constant) and str(argument.value).isupper()
    }


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def described() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))


def test_every_variable_is_described_and_every_described_one_is_read() -> None:
    substituted = set(SUBSTITUTION.findall(text_of("docker-compose.yml")))

    assert read_by_settings() >= {"SECRET_KEY", "DATABASE_URL", "DEBUG", "ALLOWED_HOSTS"}
    assert described() == read_by_settings() | substituted


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", text_of(".env.example"), re.MULTILINE))

    assert {name for name in values if "KEY" in name or "PASSWORD" in name} == {
        "SECRET_KEY",
        "ERASURE_KEY",
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
    }
    assert {values[name] for name in ("SECRET_KEY", "ERASURE_KEY")} == {""}
    assert values["POSTGRES_PASSWORD"] == values["REDIS_PASSWORD"] == ""


def test_all_parts_are_there_and_watch_their_health(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat"}
    assert services["db"]["image"].startswith("pgvector/pgvector:pg18")
    for name in ("db", "redis", "web", "worker", "beat"):
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped", name


def test_one_image_serves_web_worker_and_beat(compose: dict[str, Any]) -> None:
    services = compose["services"]

    images = {services[name]["image"] for name in ("migrate", "web", "worker", "beat")}
    assert len(images) == 1
    for name in ("web", "worker", "beat"):
        waits_for = services[name]["depends_on"]
        assert waits_for["db"]["condition"] == "service_healthy"
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"


def test_what_must_not_be_lost_lies_in_volumes(compose: dict[str, Any]) -> None:
    services = compose["services"]
    used = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}

    assert used == set(compose["volumes"])
    # The image of Postgres 18 keeps its data one folder deeper than the earlier ones did.
    assert services["db"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "--appendonly" in services["redis"]["command"]


def test_servers_are_not_reachable_from_outside(compose: dict[str, Any]) -> None:
    open_services = [name for name, service in compose["services"].items() if "ports" in service]

    assert open_services == ["web"]
    assert compose["services"]["web"]["ports"] == ["${BIND_ADDRESS:-127.0.0.1}:${PORT:-8000}:8000"]


def test_a_missing_secret_stops_the_start_and_is_named(compose: dict[str, Any]) -> None:
    text = json.dumps(compose)

    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert set(re.findall(rf"\$\{{{name}[^}}]*\}}", text)) == {
            f"${{{name}:?Set {name} in .env}}"
        }
    assert "${ERASURE_KEY:?Set ERASURE_KEY in .env" in text


def test_the_image_installs_the_lock_file_and_drops_root() -> None:
    instructions = text_of("Dockerfile")
    last_stage = instructions[instructions.rindex("\nFROM ") :]

    assert "--require-hashes -r installer.lock" in instructions
    assert "-c requirements.lock -c torch-cpu.lock -r pyproject.toml" in instructions
    assert "collectstatic" in last_stage
    assert last_stage.index("USER leadqual") < last_stage.index("CMD")
    assert "FROM python:3.11-slim" in instructions


def test_no_secret_and_no_data_gets_into_the_image() -> None:
    ignored = set(text_of(".dockerignore").split())

    assert ignored >= {".env", ".env.*", ".git", ".leadqual", ".venv"}


@pytest.mark.parametrize("target", ["run", "test", "lint", "bench", "stop", "clean"])
def test_make_has_the_target(target: str) -> None:
    assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


def test_continuous_integration_installs_a_browser_and_runs_everything() -> None:
    script = text_of(".ci/run")

    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert script.index("apt-get install") < script.index("CI=true make test")
