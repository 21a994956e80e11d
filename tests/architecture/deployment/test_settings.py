"""Settings that would make an installation unsafe stop it, with the reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def loaded(**given: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    servers = {"DATABASE_URL": "postgresql://localhost/none", "REDIS_URL": "redis://localhost"}
    return subprocess.run(  # our own settings
        [sys.executable, "-c", "import leadqual.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "only-for-tests", **servers, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("issuer", "is_accepted"),
    [
        ("https://login.example.com/realms/team", True),
        ("http://127.0.0.1:9400", True),
        ("http://[::1]:9400", True),
        ("http://localhost:9400", True),
        ("http://login.example.com", False),
        ("http://10.0.0.5", False),
        ("http://127.0.0.1.example.com", False),
        ("login.example.com", False),
    ],
)
def test_a_provider_is_asked_over_https_unless_it_is_on_this_machine(
    issuer: str, *, is_accepted: bool
) -> None:
    found = loaded(OIDC_ISSUER=issuer)

    assert (found.returncode == 0) is is_accepted, found.stderr
    assert is_accepted or "OIDC_ISSUER" in found.stderr


def test_a_file_of_breached_passwords_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = loaded(BREACHED_PASSWORDS_FILE=str(tmp_path / "none.txt"))

    assert found.returncode != 0
    assert "BREACHED_PASSWORDS_FILE" in found.stderr
