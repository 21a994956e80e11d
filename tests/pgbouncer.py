"""A real PgBouncer in transaction pooling, in front of the Postgres of the tests."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.debian_packages import package_root
from tests.smtp import free_port

_SECONDS = 60.0
_SETTINGS = """
[databases]
* = host={host} port={server} pool_size=1

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
auth_type = plain
auth_file = {folder}/users
ignore_startup_parameters = extra_float_digits
{account}
"""


def find_pgbouncer() -> Path | str:
    """Return the program, unpacked once where it is not installed; a text says why not."""
    root = package_root(
        "pgbouncer", "libevent-2.1-7", "libcares2", programs=("usr/sbin/pgbouncer",)
    )
    return root if isinstance(root, str) else root / "usr/sbin/pgbouncer"


@contextmanager
def running_pgbouncer(program: Path, folder: Path, server: dict[str, Any]) -> Iterator[int]:
    """Start one that shares a single connection of the server among its clients.

    Args:
        program: PgBouncer.
        folder: for its settings; empty.
        server: host, port, user and password of Postgres.

    Yields:
        The port at which it answers on this machine.
    """
    port = free_port()
    is_root = os.geteuid() == 0
    folder.chmod(0o755)
    (folder / "users").write_text(f'"{server["user"]}" "{server["password"]}"\n')
    path = folder / "pgbouncer.ini"
    path.write_text(
        _SETTINGS.format(
            host=server["host"],
            server=server["port"],
            port=port,
            folder=folder,
            account="user = nobody" if is_root else "",
        )
    )
    libraries = {"LD_LIBRARY_PATH": str(program.parents[1] / "lib/x86_64-linux-gnu")}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [str(program), str(path)], env=os.environ | libraries, stdout=output, stderr=output
        )
    try:
        _wait(port, process, folder / "output")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=_SECONDS)


def _wait(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PgBouncer does not answer: {output.read_text()}")
