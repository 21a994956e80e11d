"""Promises of the deployment files that can be kept without a container engine."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
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
        for argument in node.args[: 2 if _name(node.func) == "_server" else 1]
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
    secrets = {name for name in values if "KEY" in name or "PASSWORD" in name}

    assert secrets == {"SECRET_KEY", "ERASURE_KEY", "DATABASE_PASSWORD", "REDIS_PASSWORD"}
    assert {values[name] for name in secrets} == {""}


def test_all_parts_are_there_and_watch_their_health(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"proxy", "db", "redis", "migrate", "web", "worker", "beat"}
    assert services["db"]["image"].startswith("pgvector/pgvector:0.8.1-pg18")
    for name in set(services) - {"migrate"}:
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
    mounts = [one for service in services.values() for one in service.get("volumes", [])]
    folders = ("./", "${")

    assert {one.split(":")[0] for one in mounts if not one.startswith(folders)} == set(
        compose["volumes"]
    )
    assert all(one.endswith(":ro") for one in mounts if one.startswith(folders))
    # The image of Postgres 18 keeps its data one folder deeper than the earlier ones did.
    assert services["db"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "--appendonly yes" in services["redis"]["command"][-1]


def test_only_the_proxy_is_reachable_and_reaches_no_server_of_data(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    networks = {name: set(service["networks"]) for name, service in services.items()}

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert networks["proxy"] & networks["web"] == {"front"}
    for name in ("db", "redis", "migrate", "beat"):
        assert networks[name] == {"data"}, name
        assert networks[name].isdisjoint(networks["proxy"]), name
    assert compose["networks"]["data"] == {"internal": True}
    assert set.union(*networks.values()) == set(compose["networks"])


def test_each_service_is_limited_and_has_no_rights(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "mem_limit", "pids_limit"} <= service.keys(), name
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, name
        assert "/tmp" in service["tmpfs"], name


def test_images_of_others_are_pinned_by_version(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    bases = re.findall(r"^FROM (\S+)", text_of("Dockerfile"), re.MULTILINE)

    assert len(set(bases)) == 1
    for image in {*images, *bases}:
        if not image.startswith("leadqual:"):
            assert re.search(r":v?\d+\.\d+\.\d+", image), image


def test_secrets_come_by_file_and_stand_in_no_environment(compose: dict[str, Any]) -> None:
    services = compose["services"]
    held = {name: set(service.get("secrets", [])) for name, service in services.items()}

    assert set.union(*held.values()) == set(compose["secrets"])
    assert held["proxy"] == set()
    assert (held["db"], held["redis"]) == ({"postgres_password"}, {"redis_password"})
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|ERASURE", name):
                assert name.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_the_image_installs_the_lock_file_and_drops_root() -> None:
    instructions = text_of("Dockerfile")
    last_stage = instructions[instructions.rindex("\nFROM ") :]

    assert "--require-hashes -r installer.lock" in instructions
    assert "-c requirements.lock -c torch-cpu.lock -r pyproject.toml" in instructions
    assert "collectstatic" in last_stage
    assert last_stage.index("USER 10001:10001") < last_stage.index("CMD")
    assert "pip" not in last_stage


def test_no_secret_and_no_data_gets_into_the_image() -> None:
    ignored = set(text_of(".dockerignore").split())

    assert ignored >= {".env", ".env.*", ".git", ".leadqual", ".venv", "secrets"}


@pytest.mark.parametrize("target", ["run", "test", "lint", "bench", "stop", "clean"])
def test_make_has_the_target(target: str) -> None:
    assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


def test_continuous_integration_runs_everything() -> None:
    script = text_of(".ci/run")

    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert "\nCI=true make test\n" in script
