"""Settings that would make an installation unsafe stop it, with the reason."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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


SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ERASURE_KEY",
    "DATABASE_URL",
    "DATABASE_PASSWORD",
    "REDIS_URL",
    "REDIS_PASSWORD",
    "EMAIL_HOST_PASSWORD",
    "OIDC_CLIENT_SECRET",
    "MAILBOX_OAUTH_CLIENT_SECRET",
    "ALERT_WEBHOOK_SECRET",
    "METRICS_TOKEN",
    "SENTRY_DSN",
)


def test_each_secret_may_come_from_a_file(tmp_path: Path) -> None:
    values = {name: f"only-for-tests-{name.lower()}" for name in SECRETS}
    values |= {"DATABASE_URL": "postgresql://lead@db/lead", "REDIS_URL": "redis://redis:6379/0"}
    environment = {"PATH": os.environ["PATH"]}
    for name, value in values.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    shown = [name for name in SECRETS if not name.endswith("_PASSWORD") or "EMAIL" in name]

    program = f"""
import json
import leadqual.settings as settings
print(json.dumps([getattr(settings, name) for name in {shown!r}]))
"""

    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert found.returncode == 0, found.stderr
    read = dict(zip(shown, json.loads(found.stdout), strict=True))
    assert read == {name: values[name] for name in shown} | {
        "SECRET_KEY_FALLBACKS": [values["SECRET_KEY_FALLBACKS"]],
        "DATABASE_URL": f"postgresql://lead:{values['DATABASE_PASSWORD']}@db/lead",
        "REDIS_URL": f"redis://:{values['REDIS_PASSWORD']}@redis:6379/0",
    }


def test_whatever_is_secret_is_read_as_one() -> None:
    source = (ROOT / "leadqual" / "settings.py").read_text(encoding="utf-8")
    plain = re.findall(r"_(?:text|list|flag)\(\s*\"([A-Z_]+)\"", source)

    assert [name for name in plain if re.search("SECRET|PASSWORD$|TOKEN$|_DSN|KEY$", name)] == []


def test_a_secret_given_twice_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("of the file", encoding="utf-8")

    found = loaded(SECRET_KEY_FILE=str(tmp_path / "key"))

    assert found.returncode != 0
    assert "SECRET_KEY and SECRET_KEY_FILE are both set" in found.stderr
