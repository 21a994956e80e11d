"""Nobody but the account of the installation reads its files, the database's account included."""

import os
import subprocess
from pathlib import Path

import pytest

from launcher.servers.server_folder import servers_folder
from tests.launcher.test_supervisor import tree

NOBODY = 65534
IS_ROOT = os.geteuid() == 0


def open_installation(state: Path) -> list[Path]:
    """Make files as a copy can leave them: open to all, some of them half made."""
    state.chmod(0o755)
    files = [
        *(state / "uploads/imports/list.csv", state / "facets/1/2-abc/keys"),
        *(state / "models/titles/v2/model.npz", state / "indexes/1/codes", state / "demo.json"),
    ]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        file.write_text("private", encoding="utf-8")
        file.chmod(0o644)
    (state / "uploads/.incoming-1").touch()
    (state / "models/.incoming-2").mkdir(exist_ok=True)
    (state / ".run.json.0a1b2c3d").touch()
    return files


def all_below(state: Path) -> list[Path]:
    """List what lies in an installation, but for the data of the servers."""
    servers = servers_folder(state)
    own = (servers / "postgres", servers / "redis")
    return [
        path
        for path in (state, *state.rglob("*"))
        if not any(path == one or one in path.parents for one in own)
    ]


def reads(path: Path, *, group: int = NOBODY) -> bool:
    command = ["/bin/cat" if path.is_file() else "/bin/ls", str(path)]
    done = subprocess.run(
        command, check=False, capture_output=True, user=NOBODY, group=group, extra_groups=[]
    )
    return done.returncode == 0


def test_a_start_makes_everything_private_and_deletes_what_is_half_made(state: Path) -> None:
    files = open_installation(state)

    with tree(state):
        modes = {path: path.stat().st_mode & 0o777 for path in all_below(state)}

    passed_by_servers = {state, servers_folder(state)} if IS_ROOT else set()
    assert {modes[path] for path in passed_by_servers} <= {0o710}
    folders = {path for path in modes if path.is_dir()} - passed_by_servers
    assert {path: modes[path] for path in folders if modes[path] != 0o700} == {}
    rest = modes.keys() - folders - passed_by_servers
    assert {path: modes[path] for path in rest if modes[path] & 0o177} == {}
    assert all(file.exists() for file in files)
    assert [path for path in modes if "incoming" in path.name or ".0a1b" in path.name] == []


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root can try it as another account")
def test_neither_nobody_nor_the_account_of_the_servers_reads_what_people_sent(state: Path) -> None:
    files = open_installation(state)

    with tree(state):
        servers = servers_folder(state)
        group = servers.stat().st_gid

        assert not any(reads(path) for path in (state, *files, state / "secret", servers))
        assert not reads(servers / "postgres/PG_VERSION")
        assert not any(reads(path, group=group) for path in (state, *files, state / "secret"))
