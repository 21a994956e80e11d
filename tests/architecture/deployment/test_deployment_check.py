"""The deployment of docker-compose.yml passes Django's checks of a deployment."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def environment_of(service: str, given: dict[str, str]) -> dict[str, str]:
    """Return what a service of the compose file finds in its environment, and nothing else.

    Args:
        service: of the file.
        given: values of `.env`; each variable without a default has to be among them.
    """

    def value(found: re.Match[str]) -> str:
        name, kind, default = found.groups()
        return given[name] if name in given or kind == "?" else default or ""

    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    environment = services[service]["environment"]
    return {name: _VARIABLE.sub(value, str(text)) for name, text in environment.items()}


def test_check_of_the_deployment_finds_nothing(tmp_path: Path) -> None:
    words = {name: secrets.token_urlsafe(48) for name in ("SECRET_KEY", "ERASURE_KEY")}
    words["POSTGRES_PASSWORD"] = secrets.token_urlsafe(48)
    environment = environment_of("web", {**words, "REDIS_PASSWORD": "only-letters"})
    environment |= {"PATH": os.environ["PATH"], "STATE_DIR": str(tmp_path)}  # Else not to write.

    found = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert found.returncode == 0, found.stderr
    assert "no issues (0 silenced)" in found.stdout
