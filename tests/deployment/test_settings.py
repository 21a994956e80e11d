"""Settings that cannot work stop each start by name, and no others do."""

import os
import subprocess
import sys
from pathlib import Path
from runpy import run_path
from typing import Any
from unittest.mock import patch

import pytest

from leadqual.environment import SettingProblem, SettingsError
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


def settings_in(values: dict[str, Any]) -> dict[str, str]:
    """Return what Django sees, written out; but for `CACHES`, whose objects are new each time."""
    return {name: repr(values[name]) for name in values if name.isupper() and name != "CACHES"}


TYPED = sorted(name for name, allowed in loaded(**NEEDED)["_read"].allowed.items() if allowed)
WRONG = f"{__file__}/junk @"
"""No number, word, address or list of them, nor a path: it is below a file."""


WRONG_VALUES = {
    **dict.fromkeys(TYPED, (WRONG,)),
    "API_RATE": (WRONG, "banana", "0/min", "600", "600/month", "-1/min"),
    "BACKUP_EVERY_HOURS": (WRONG, "0"),
    "BACKUP_HOUR": (WRONG, "-1", "24"),
    "RETENTION_REPLIES_DAYS": (WRONG, "-5", "36501"),
    "WORKER_NICENESS": (WRONG, "99"),
    "SESSION_DAYS": (WRONG, "0"),
    "EMAIL_PORT": (WRONG, "65536"),
    "SHADOW_SHARE": (WRONG, "7", "nan", "-0.1", "0,5"),
    "OUTGOING_ALLOW": (WRONG, "127.0.0.1,300.1.1.1", "10.0.0.1/8"),
    "OUTGOING_PORTS": (WRONG, "8443,x", "0"),
    "ALLOWED_HOSTS": (WRONG, "https://a.example", "a.example:80", "*.a.example"),
    "CSRF_TRUSTED_ORIGINS": (WRONG, "a.example", "https://a.example/b"),
    "ALERT_MAIL_TO": (WRONG, "ops@a.example, ops"),
    "EMAIL_HOST": (WRONG, "mail.a.example:25"),
    "OIDC_ISSUER": (WRONG, *(f"http://{one}" for one in ("a.example", "10.0.0.5", "127.0.0.1.a"))),
    "BACKUP_TO": (WRONG, "backups", "s3:/backups", "s3://", "ftp://a.example"),
    "REDIS_URL": (WRONG, "http://localhost"),
    "DATABASE_URL": (WRONG, "postgresql://localhost"),
}
"""Name → values that cannot work; several names can be wrong at once."""


def problems_of(wrong: dict[str, str]) -> dict[str, SettingProblem]:
    """Return what is said of each setting, by its name."""
    with pytest.raises(SettingsError) as caught:
        loaded(**NEEDED | wrong)
    return {each.name: each for each in caught.value.problems}


def test_what_cannot_work_stops_the_start_by_name() -> None:
    for number in range(max(map(len, WRONG_VALUES.values()))):
        wrong = {
            name: values[number] for name, values in WRONG_VALUES.items() if number < len(values)
        }
        found = problems_of(wrong)

        assert found.keys() == wrong.keys()
        for name, problem in found.items():
            assert name in problem.problem
            assert problem.fix


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("OIDC_ONLY", "true"), ("EMAIL_DELIVERY", "smtp"), ("SECRET_KEY", "")),
        *(("SECRET_KEY_FILE", __file__), ("ERASURE_KEY_FILE", "/none")),
    ],
)
def test_what_cannot_work_with_other_settings_stops_the_start_too(name: str, value: str) -> None:
    ((_, problem),) = problems_of({name: value}).items()

    assert name in {problem.name, f"{problem.name}_FILE"}
    assert name in problem.problem
    assert problem.fix


def test_what_can_work_is_read() -> None:
    for written in (
        {
            "HTTPS": ("ON", True),
            "LOG_LEVEL": ("debug", "DEBUG"),
            "BACKUP_HOUR": ("23", 23),
            "SHADOW_SHARE": ("1", 1.0),
            "API_RATE": ("5/hour", "5/hour"),
            "BACKUP_TO": ("/srv/all/", "/srv/all"),
            "OUTGOING_ALLOW": ("10.0.0.0/8, ::1", ["10.0.0.0/8", "::1"]),
            "ALLOWED_HOSTS": (".a.example,[::1],*", [".a.example", "[::1]", "*"]),
            "CSRF_TRUSTED_ORIGINS": (
                "https://*.a.example:8443/",
                ["https://*.a.example:8443"],
            ),
            "DATABASE_URL": ("postgresql://lead@%2Ftmp%2Fpg:5432/lead",) * 2,
            "OIDC_ISSUER": ("https://login.example.com/realms/team",) * 2,
        },
        {
            "HTTPS": ("0", False),
            "BACKUP_HOUR": ("0", 0),
            "OIDC_ISSUER": ("http://127.0.0.1:9400",) * 2,
        },
        {"OIDC_ISSUER": ("http://[::1]:9400",) * 2},
        {"OIDC_ISSUER": ("http://localhost:9400",) * 2},
    ):
        found = loaded(**NEEDED | {name: value for name, (value, _) in written.items()})

        for name, (_, read) in written.items():
            assert found["IS_HTTPS" if name == "HTTPS" else name] == read


def test_an_empty_setting_counts_as_not_set() -> None:
    empty = dict.fromkeys(set(TYPED) - set(NEEDED), "")

    assert settings_in(loaded(**NEEDED, **empty)) == settings_in(loaded(**NEEDED))


def test_no_problem_shows_a_secret() -> None:
    wrong = {
        "DATABASE_URL": "postgresql://lead:hunter2@localhost:port/lead",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "ftp://lead:hunter2@localhost",
        "ALERT_WEBHOOK_URL": "http://hooks.example/hunter2",
        "SENTRY_DSN": "hunter2",
        "BACKUP_RECIPIENTS": "AGE-SECRET-KEY-hunter2",
    }

    with pytest.raises(SettingsError) as caught:
        loaded(**NEEDED | wrong)

    assert {each.name for each in caught.value.problems} == set(wrong)
    assert "hunter2" not in str(caught.value)


@pytest.mark.costs("starts a program, which loads Celery")
@pytest.mark.parametrize(
    "words",
    [
        "leadqual check",
        pytest.param("leadqual up", marks=pytest.mark.slow),
        pytest.param("celery --app=leadqual.beat beat", marks=pytest.mark.slow),
        pytest.param("celery --app=leadqual.celery worker", marks=pytest.mark.slow),
        pytest.param("gunicorn leadqual.wsgi:application --preload", marks=pytest.mark.slow),
        pytest.param("django-admin setup_leadqual --no-demo", marks=pytest.mark.slow),
    ],
)
def test_a_start_names_all_settings_that_cannot_work(words: str, tmp_path: Path) -> None:
    program, *options = words.split()
    wrong = {"API_RATE": "banana", "BACKUP_HOUR": "25", "HTTPS": "maybe", "EMAIL_PORT": "abc"}
    if program == "leadqual":
        wrong["BACKUP_TO"] = "/proc/backups"  # An absolute path, but nothing can be written there.
    given = NEEDED | wrong | {"STATE_DIR": str(tmp_path / "state"), "PATH": os.environ["PATH"]}

    done = subprocess.run(
        [Path(sys.executable).with_name(program), *options],
        env=given | {"DJANGO_SETTINGS_MODULE": "leadqual.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    said = done.stdout + done.stderr
    assert done.returncode in {1, 2}
    assert [name for name, value in wrong.items() if f'{name} is "{value}"' not in said] == []
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("package", "given", "command"),
    [
        ("s3fs", {"FILE_STORE": "s3://bucket/prefix"}, "make stores"),
        ("s3fs", {"BACKUP_TO": "s3://bucket/prefix"}, "make stores"),
        ("sentry_sdk", {"SENTRY_DSN": "https://key@localhost/1"}, "make telemetry"),
        ("opentelemetry", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost"}, "make telemetry"),
    ],
)
def test_a_setting_without_its_packages_says_which_command_installs_them(
    package: str, given: dict[str, str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(SettingsError, match=f"{next(iter(given))}.*`{command}`"):
        loaded(**NEEDED, **given)


def test_each_secret_may_come_from_a_file(tmp_path: Path) -> None:
    values = {name: f"only-for-tests-{name.lower()}" for name in SECRETS}
    values |= {"DATABASE_URL": "postgresql://lead@db/lead", "REDIS_URL": "redis://redis:6379/0"}
    values["SENTRY_DSN"] = "https://key@sentry.example/1"
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


def test_only_these_settings_may_be_any_text() -> None:
    reader = loaded(**NEEDED)["_read"]

    assert {name for name, allowed in reader.allowed.items() if not allowed} - reader.secrets == {
        *("COMPANY_ENCODER", "MLFLOW_TRACKING_URI", "TRY_WORKSPACE"),
        *("EMAIL_HOST_USER", "OTEL_SERVICE_NAME", "SENTRY_ENVIRONMENT", "BACKUP_IDENTITY_FILE"),
        *("MAILBOX_OAUTH_CLIENT_ID", "OIDC_CLIENT_ID", "OIDC_NAME"),
    }
    assert reader.secrets - {"DATABASE_DIRECT_URL"} == set(SECRETS)
