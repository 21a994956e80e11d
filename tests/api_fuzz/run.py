"""Ask a running LeadQual whatever its description allows, and what it forbids.

Run by `make fuzz`: web, worker and schedule with servers of their own and a demo workspace, and
`schemathesis run` with its default settings. `exceptions.toml` lists what is refused, and why.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.installation import empty_installation, running, wait_until_idle

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "docs" / "api" / "openapi.yaml"
SETTINGS = Path(__file__).with_name("schemathesis.toml")
_RATE = "1000000/min"  # Requests of a key.


@contextmanager
def filled_installation() -> Iterator[tuple[Path, str]]:
    """Start servers with a demo workspace; gives the folder and an API key for everything."""
    os.environ["API_RATE"] = _RATE
    with empty_installation("fuzz") as state:
        yield state, _fill()


def _fill() -> str:
    from django.core.management import call_command

    from leadqual.accounts.keys.services import create_api_key
    from leadqual.accounts.models import Scope, User, Workspace
    from leadqual.demo.sample_data import EMAIL, SLUG, ensure_login, fill
    from leadqual.registry.versions.services import register_pretrained
    from leadqual.taxonomy.services import load_taxonomy

    call_command("migrate", verbosity=0)
    load_taxonomy()
    register_pretrained()
    call_command("collectstatic", interactive=False, verbosity=0)
    ensure_login()
    fill(print)
    _, secret = create_api_key(
        workspace=Workspace.objects.get(slug=SLUG),
        name="Fuzzing",
        scopes=[one.value for one in Scope if one != Scope.INSTALLATION],
        author=User.objects.get(email=EMAIL),
    )
    return secret


def fuzz(port: int, secret: str, *, seconds: int, more: list[str]) -> int:
    """Run schemathesis; returns its exit status: 0 where nothing failed.

    Args:
        port: of the web server on this machine.
        secret: of an API key.
        seconds: time for the whole run.
        more: further options of `schemathesis run`.
    """
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS)]
    command += ["run", str(DESCRIPTION), "--url", f"http://127.0.0.1:{port}"]
    command += ["--header", f"Authorization: Bearer {secret}", "--max-time", str(seconds)]
    command += ["--continue-on-failure", "--request-timeout", "120", *more]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Start everything, ask, and end it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    options, more = parser.parse_known_args()
    with filled_installation() as (state, secret), running(state) as parts:
        for name in ("worker", "web"):
            wait_until_idle(parts.pids[name], what=f"the {name} to have nothing to do")
        return fuzz(parts.port, secret, seconds=options.seconds, more=more)


if __name__ == "__main__":
    sys.exit(main())
