"""The deployment of docker-compose.yml passes Django's checks of a deployment."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from tests.deployment.compose import ROOT, compose_file


def test_check_of_the_deployment_finds_nothing(tmp_path: Path) -> None:
    environment = compose_file()["services"]["web"]["environment"]
    for name, path in environment.items():
        if name.endswith("_FILE"):
            (tmp_path / Path(path).name).write_text(secrets.token_urlsafe(48), encoding="utf-8")
            environment[name] = str(tmp_path / Path(path).name)
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
