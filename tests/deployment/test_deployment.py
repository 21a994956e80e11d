"""Promises of the deployment files that can be kept without a container engine."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from launcher.supervision.programs import INTERACTIVE_QUEUES
from leadqual.core.hosts.queue_names import JobQueue
from tests.deployment.compose import ROOT, as_written, compose_file
from tests.deployment.compose_schema import INSTALLED, SCHEMA
from tests.deployment.test_settings import NEEDED, loaded
from tests.programs import is_complete, needed

FILE = as_written()
SERVICES = FILE["services"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def schema() -> Any:
    if not is_complete(INSTALLED):
        pytest.skip("the schema of Compose is missing: `python -m tests.prepare`")
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def ran(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # our own files, programs of Debian and our environment
        words,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_every_variable_is_described_and_every_described_one_is_read() -> None:
    described = set(re.findall(r"^(?:# )?([A-Z_]+)=", text_of(".env.example"), re.MULTILINE))
    substituted = set(re.findall(r"\$\{([A-Z_]+)", text_of("docker-compose.yml")))

    assert described == set(loaded(**NEEDED)["_read"].allowed) | substituted


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", text_of(".env.example"), re.MULTILINE))
    held = {name: value for name, value in values.items() if re.search("KEY|PASSWORD", name)}

    assert held == dict.fromkeys(
        ("SECRET_KEY", "ERASURE_KEY", "DATABASE_PASSWORD", "REDIS_PASSWORD"), ""
    )


def test_all_parts_watch_their_health_wait_for_the_tables_and_share_one_image() -> None:
    ours = ("migrate", "web", "worker", "background", "beat")

    assert set(SERVICES) == {"proxy", "db", "redis", *ours}
    assert SERVICES["db"]["image"].startswith("pgvector/pgvector:0.8.1-pg18")
    assert len({SERVICES[name]["image"] for name in ours}) == 1
    for name in set(SERVICES) - {"migrate"}:
        assert SERVICES[name]["healthcheck"]["test"], name
        assert SERVICES[name]["restart"] == "unless-stopped", name
    for name in set(ours) - {"migrate"}:
        waits_for = SERVICES[name]["depends_on"]
        assert waits_for["db"]["condition"] == "service_healthy"
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"


def test_what_must_not_be_lost_lies_in_volumes() -> None:
    mounts = [one for service in SERVICES.values() for one in service.get("volumes", [])]
    of_the_host = [one for one in mounts if one.startswith(("./", "${"))]

    assert {one.split(":")[0] for one in mounts if one not in of_the_host} == set(FILE["volumes"])
    assert all(one.endswith(":ro") for one in of_the_host)
    # The image of Postgres 18 keeps its data one folder deeper than the earlier ones did.
    assert SERVICES["db"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "--appendonly yes" in SERVICES["redis"]["command"][-1]


def test_only_the_proxy_is_reachable_and_reaches_no_server_of_data() -> None:
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}

    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert networks["proxy"] & networks["web"] == {"front"}
    assert "data" not in networks["proxy"]
    assert {str(networks[name]) for name in ("db", "redis", "migrate", "beat")} == {"{'data'}"}
    assert FILE["networks"]["data"] == {"internal": True}
    assert set.union(*networks.values()) == set(FILE["networks"])


def test_services_are_limited_have_no_rights_and_get_secrets_by_file() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "mem_limit", "pids_limit"} <= service.keys(), name
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}, name
        assert "/tmp" in service["tmpfs"], name  # in the container
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|ERASURE", variable):
                assert variable.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in service["secrets"], name


def test_a_server_of_data_holds_its_own_secret_alone() -> None:
    held = {name: service.get("secrets", []) for name, service in SERVICES.items()}

    assert {one for names in held.values() for one in names} == set(FILE["secrets"])
    assert held["proxy"] == []
    assert (held["db"], held["redis"]) == (["postgres_password"], ["redis_password"])


def test_images_of_others_are_pinned_by_version() -> None:
    bases = set(re.findall(r"^FROM (\S+)", text_of("Dockerfile"), re.MULTILINE))

    assert len(bases) == 1
    for image in bases | {service["image"] for service in SERVICES.values()}:
        assert image.startswith("leadqual:") or re.search(r":v?\d+\.\d+\.\d+", image), image


def test_the_image_installs_the_lock_file_and_drops_root() -> None:
    instructions = text_of("Dockerfile")
    last_stage = instructions[instructions.rindex("\nFROM ") :]

    assert "--require-hashes -r installer.lock" in instructions
    assert (
        "--require-hashes --only-binary :all: -c requirements.lock -c torch-cpu.lock"
        in instructions
    )
    assert "collectstatic" in last_stage
    assert last_stage.index("USER 10001:10001") < last_stage.index("CMD")
    assert "pip" not in last_stage
    # No secret and no data gets into it.
    ignored = set(text_of(".dockerignore").split())
    assert ignored >= {".env", ".env.*", ".git", ".leadqual", ".venv", "secrets"}


def test_each_queue_of_jobs_can_have_a_worker_like_that_of_all() -> None:
    def options_of(command: list[str]) -> list[str]:
        return [word.partition("=")[0] for word in command if "queues=" not in word]

    whole = SERVICES["worker"]["command"]
    assert f"--queues={INTERACTIVE_QUEUES}" in whole
    assert f"--exclude-queues={INTERACTIVE_QUEUES}" in SERVICES["background"]["command"]
    queues = []
    for name, service in as_written("docker-compose.queues.yml")["services"].items():
        (queue,) = (word for word in service["command"] if word.startswith("--queues="))
        queues.append(queue.removeprefix("--queues="))
        assert options_of(service["command"]) == options_of(whole)
        if name not in {"worker", "background"}:
            assert service["extends"] == {"file": "docker-compose.yml", "service": "worker"}
            assert service["profiles"] == ["queues", queues[-1]]

    assert sorted(queues) == sorted(queue.value for queue in JobQueue)


def test_the_compose_file_fits_the_schema_of_compose() -> None:
    validator = Draft7Validator(schema())
    # Compose has read the name of a project from the file only since its second version.
    parsed = {name: part for name, part in FILE.items() if name != "name"}
    wrong = {"services": {"web": {"image": "leadqual", "read_onyl": True}}}

    errors = [f"{x.json_path}: {x.message}" for x in validator.iter_errors(parsed)]
    assert errors == []
    assert [one.json_path for one in validator.iter_errors(wrong)] == ["$.services.web"]


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    found = ran(Path(sys.executable).with_name("hadolint"), ROOT / "Dockerfile")

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("tls", "is_accepted"),
    [("internal", True), ("one two three", False)],
)
def test_caddy_accepts_its_file_with_each_kind_of_certificate(
    tls: str, *, is_accepted: bool, tmp_path: Path
) -> None:
    words = ("validate", "--adapter=caddyfile", f"--config={ROOT / 'deploy/Caddyfile'}")
    environment = {"HOME": str(tmp_path), "TLS": tls, "SITE_ADDRESS": "leadqual.example.com"}

    found = ran(needed("Caddy").path("caddy"), *words, **environment)

    assert (found.returncode == 0) is is_accepted, found.stderr


@pytest.mark.costs("starts the product with the settings of a deployment")
def test_check_of_the_deployment_finds_nothing(tmp_path: Path) -> None:
    environment = compose_file()["services"]["web"]["environment"]
    for name, path in environment.items():
        if name.endswith("_FILE"):
            (tmp_path / Path(path).name).write_text(secrets.token_urlsafe(48), encoding="utf-8")
            environment[name] = str(tmp_path / Path(path).name)
    environment["STATE_DIR"] = str(tmp_path)  # Else not to write.
    words = (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    found = ran(*words, **environment)

    assert found.returncode == 0, found.stderr
    assert "no issues (0 silenced)" in found.stdout
