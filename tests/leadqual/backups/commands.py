"""`leadqual backup` and `leadqual restore` in processes of their own, for an installation.

Passwords and keys are in files, as `docker-compose.yml` has them.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from tests.leadqual.backups.conftest import KEYS, Life
from tests.worker import database_url

COMMAND = ("-c", "from leadqual.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Commands:
    """Commands with the settings of an installation.

    Args:
        life: the installation.
        settings: beside its database, folder and keys.
    """

    life: Life
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *words: str, typed: str = "", program: Sequence[str] = COMMAND
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end, however it ends.

        Args:
            words: of the command.
            typed: what a person types.
            program: what Python runs.
        """
        database, redis = urlsplit(database_url()), urlsplit(settings.REDIS_URL)
        secrets = {
            "DATABASE_PASSWORD": unquote(database.password or ""),
            "REDIS_PASSWORD": unquote(redis.password or ""),
            "SECRET_KEY": settings.SECRET_KEY,
            "ERASURE_KEY": KEYS["erasure.key"],
        }
        environment = {name: value for name, value in os.environ.items() if name not in secrets} | {
            "DATABASE_URL": _without_password(database),
            "REDIS_URL": _without_password(redis),
            "STATE_DIR": str(self.life.state),
            **self._files(secrets),
            **self.settings,
        }
        return subprocess.run(
            [sys.executable, *program, *words],
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *words: str, typed: str = "") -> str:
        """Run a command that works; return what it prints."""
        done = self.run(*words, typed=typed)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _files(self, secrets: Mapping[str, str]) -> dict[str, str]:
        """Write each secret that there is to a file; return variables that name them."""
        folder = self.life.state.parent / "secrets"
        folder.mkdir(exist_ok=True)
        for name, secret in secrets.items():
            (folder / name).write_text(f"{secret}\n")
        return {f"{name}_FILE": str(folder / name) for name, secret in secrets.items() if secret}


def _without_password(url: SplitResult) -> str:
    return url._replace(netloc=f"{url.username or ''}@{url.netloc.rpartition('@')[2]}").geturl()
