"""Ports of the loopback address: chosen once, remembered, replaced when taken."""

import json
import socket
from pathlib import Path

from launcher.system.state_files import write_private

LOOPBACK = "127.0.0.1"
NAME = "localhost"
"""Of the same address; browsers make passkeys for names alone."""


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without this, connections of a server that just ended would hold its port for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def any_free_port() -> int:
    """Let the system name a port that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def remembered_port(file: Path, name: str, *, preferred: int | None = None) -> int:
    """Return a free port for the part `name`: last time's, else the wish, else any."""
    ports = _read(file)
    for port in (ports.get(name), preferred):
        if port is not None and is_free(port):
            break
    else:
        port = any_free_port()
    if ports.get(name) != port:
        write_private(file, json.dumps({**ports, name: port}, indent=2, sort_keys=True) + "\n")
    return port


def _read(file: Path) -> dict[str, int]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): int(port) for name, port in stored.items()}
