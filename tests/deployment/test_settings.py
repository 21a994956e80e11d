"""Settings that would make an installation unsafe stop it, with the reason."""

import os
import re
from pathlib import Path
from runpy import run_path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.deployment.compose import ROOT

SETTINGS = ROOT / "leadqual" / "settings.py"
SECRETS = (
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "ERASURE_KEY", "DATABASE_URL", "DATABASE_PASSWORD"),
    *("REDIS_URL", "REDIS_PASSWORD", "EMAIL_HOST_PASSWORD", "OIDC_CLIENT_SECRET"),
    *("MAILBOX_OAUTH_CLIENT_SECRET", "ALERT_WEBHOOK_SECRET", "METRICS_TOKEN", "SENTRY_DSN"),
)
NEEDED = {
    "SECRET_KEY": "only-for-tests",
    "DATABASE_URL": "postgresql://localhost/none",
    "REDIS_URL": "redis://localhost",
}


def loaded(**environment: str) -> dict[str, Any]:
    """Run the settings again with these variables and no others."""
    with patch.dict(os.environ, environment, clear=True):
        return run_path(str(SETTINGS))


@pytest.mark.parametrize(
    "issuer",
    [
        *("https://login.example.com/realms/team", "http://127.0.0.1:9400", "http://[::1]:9400"),
        "http://localhost:9400",
    ],
)
def test_a_provider_over_https_or_on_this_machine_is_asked(issuer: str) -> None:
    assert loaded(**NEEDED, OIDC_ISSUER=issuer)["OIDC_ISSUER"] == issuer


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"OIDC_ISSUER": "http://login.example.com"}, "OIDC_ISSUER must start with https"),
        ({"OIDC_ISSUER": "http://10.0.0.5"}, "OIDC_ISSUER must start with https"),
        ({"OIDC_ISSUER": "http://127.0.0.1.example.com"}, "OIDC_ISSUER must start with https"),
        ({"OIDC_ISSUER": "login.example.com"}, "OIDC_ISSUER must start with https"),
        ({"BREACHED_PASSWORDS_FILE": "/none.txt"}, "BREACHED_PASSWORDS_FILE: /none.txt"),
        ({"SECRET_KEY_FILE": __file__}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
    ],
)
def test_what_is_unsafe_stops_the_start(given: dict[str, str], reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(reason)):
        loaded(**NEEDED, **given)


def test_each_secret_may_come_from_a_file(tmp_path: Path) -> None:
    values = {name: f"only-for-tests-{name.lower()}" for name in SECRETS}
    values |= {"DATABASE_URL": "postgresql://lead@db/lead", "REDIS_URL": "redis://redis:6379/0"}
    for name, value in values.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")

    read = loaded(**{f"{name}_FILE": str(tmp_path / name) for name in SECRETS})

    filled_in = values | {
        "SECRET_KEY_FALLBACKS": [values["SECRET_KEY_FALLBACKS"]],
        "DATABASE_URL": f"postgresql://lead:{values['DATABASE_PASSWORD']}@db/lead",
        "REDIS_URL": f"redis://:{values['REDIS_PASSWORD']}@redis:6379/0",
    }
    names = set(SECRETS) - {"DATABASE_PASSWORD", "REDIS_PASSWORD"}
    assert {name: read[name] for name in names} == {name: filled_in[name] for name in names}


def test_whatever_is_secret_is_read_as_one() -> None:
    plain = re.findall(r"_(?:text|list|flag)\(\s*\"([A-Z_]+)\"", SETTINGS.read_text("utf-8"))

    assert [name for name in plain if re.search("SECRET|PASSWORD$|TOKEN$|_DSN|KEY$", name)] == []
