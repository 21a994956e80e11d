"""docker-compose.yml fits the schema of Compose; Dockerfile and Caddyfile pass their checkers."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.debian_packages import package_root
from tests.deployment.compose import ROOT

SCHEMA = "usr/lib/python3/dist-packages/compose/config/compose_spec.json"


def schema() -> Any:
    root = needed("the schema of Compose").root
    assert root is not None
    return json.loads((root / COMPOSE_SCHEMA).read_text(encoding="utf-8"))


def test_the_compose_file_fits_the_schema_of_compose() -> None:
    # Compose has read the name of a project from the file only since its second version.
    parsed = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    del parsed["name"]

    errors = [
        f"{error.json_path}: {error.message}"
        for error in Draft7Validator(schema()).iter_errors(parsed)
    ]

    assert errors == []


def test_the_schema_refuses_what_compose_would(tmp_path: Path) -> None:
    wrong = {"services": {"web": {"image": "leadqual", "read_onyl": True}}}

    assert [error.json_path for error in Draft7Validator(schema()).iter_errors(wrong)] == [
        "$.services.web"
    ]


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    found = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("tls", "is_accepted"),
    [("internal", True), ("admin@example.com", True), ("one two three", False)],
)
def test_caddy_accepts_its_file_with_each_kind_of_certificate(
    tls: str, *, is_accepted: bool, tmp_path: Path
) -> None:
    caddy = needed("Caddy").path("caddy")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TLS": tls}

    found = subprocess.run(
        [caddy, "validate", "--adapter=caddyfile", f"--config={ROOT / 'deploy/Caddyfile'}"],
        env=environment | {"SITE_ADDRESS": "leadqual.example.com"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (found.returncode == 0) is is_accepted, found.stderr
