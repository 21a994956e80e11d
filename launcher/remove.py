"""Deletes everything that `leadqual up` made, for `make clean`."""

import shutil
from pathlib import Path

from launcher.console import Console, terminal
from launcher.servers.server_folder import remove_servers
from launcher.up import state_folder, stop_all


def remove_all(state: Path, *, console: Console) -> None:
    """End what runs, then delete the state folder and the servers' files, wherever they lie.

    Raises:
        LocalError: something runs on; nothing has been deleted.
    """
    stop_all(state, console=console)
    if state.exists():
        remove_servers(state)
        shutil.rmtree(state)


if __name__ == "__main__":
    remove_all(state_folder(), console=terminal())
