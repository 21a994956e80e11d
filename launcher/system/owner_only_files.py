"""Everything in the state folder is for the account of the installation alone.

Postgres and Redis, which run as another account when root starts them, may pass through two folders
by a group of their own; they can list neither and read nothing beside their own files.
"""

import os
import pwd
import re
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict
from urllib.parse import quote, urlsplit

from launcher.errors import LocalError

FOLDER = 0o700
PASSABLE = 0o710
UMASK = 0o077
_OTHERS = 0o077
# What a killed process left: uploads and models on their way, small files beside their place.
_HALF_MADE = re.compile(r"\.incoming-.+|\..+\.[0-9a-f]{8}")

# Groups that no account has by itself: systemd takes those of its dynamic users from here too.
_FREE_GROUPS = range(61_184, 65_520)


def tighten(state: Path) -> None:
    """Take all rights from other accounts, and delete what a killed process left half made.

    To be called while nothing runs. Files of the servers have owners and rights of their own.
    """
    state.chmod(FOLDER)
    for folder, names, files in os.walk(state):
        here = Path(folder)
        if here == state and "servers" in names:
            names.remove("servers")
        for name in [*names, *files]:
            path = here / name
            if _HALF_MADE.fullmatch(name):
                _delete(path)
                continue
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & _OTHERS:
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
        names[:] = [name for name in names if not _HALF_MADE.fullmatch(name)]


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


# The account that database servers run under: never root.


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that drop the rights of root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who a server runs as; `uid` is None for whoever runs this program."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_folder(cls, folder: Path) -> Self:
        """Choose the account for servers whose files lie in `folder`.

        Root hands over to the owner of existing files, else to `nobody`: Postgres refuses root.

        Raises:
            LocalError: the files belong to somebody else, or there is no account to hand over to.
        """
        owner = folder.stat().st_uid if folder.exists() else None
        if os.geteuid() != 0:
            if owner not in (None, os.geteuid()):
                raise LocalError(
                    f"{folder} belongs to another account. Start LeadQual with that account."
                )
            return cls()
        try:
            entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        except KeyError as error:
            message = f"{folder} needs an account other than root, but there is no `nobody`."
            raise LocalError(message) from error
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def identity(self) -> Identity:
        """Give the arguments for `subprocess` that run a program as this account."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def alone_in(self, folder: Path) -> Self:
        """Give this account a group of its own, and let nobody else pass through `folder`.

        Other programs run as `nobody` too; without the group they reach none of the files.
        """
        if self.uid is None or self.gid is None:
            folder.chmod(FOLDER)
            return self
        group = folder.stat().st_gid
        if group not in _FREE_GROUPS:
            group = secrets.choice(_FREE_GROUPS)
        alone = type(self)(self.uid, group)
        if not alone.can_run():
            alone = self
        alone.let_pass(folder)
        return alone

    def let_pass(self, folder: Path) -> None:
        """Let this account pass through a folder, which nobody but its owner may list."""
        if self.gid is not None:
            os.chown(folder, -1, self.gid)
            folder.chmod(PASSABLE)

    def can_run(self) -> bool:
        """Return whether programs can run as this account: a container may know few groups."""
        try:
            done = subprocess.run(["/bin/true"], check=False, cwd="/", **self.identity)
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0

    def can_enter(self, path: Path) -> bool:
        """Return whether this account may enter a folder or run a file, by trying it."""
        check = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(check, check=False, cwd="/", **self.identity).returncode == 0

    def give(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


# Values that the environment holds, or names a file of: `SECRET_KEY`, or `SECRET_KEY_FILE`.


class SecretFileError(LocalError):
    """A secret that is given twice, or by a file that cannot be read; the text names it."""


def given_secret(name: str) -> str:
    """Return the value of a variable, or the text of the file that `NAME_FILE` names.

    Blanks and line breaks around the text of a file are no part of it.

    Returns:
        The value; empty where neither variable is set.

    Raises:
        SecretFileError: both variables are set, or the file is missing, unreadable or empty.
    """
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return value
    if value:
        raise SecretFileError(f"{name} and {name}_FILE are both set. Keep one of them.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileError(
            f"{name}_FILE: {path} cannot be read ({type(error).__name__})."
        ) from error
    if not text:
        raise SecretFileError(f"{name}_FILE: {path} is empty.")
    return text


def server_url(name: str, *, filled_from: str) -> str:
    """Return the address of a server, with its password where the address holds none.

    Returns:
        The address; empty where none is given.

    Raises:
        SecretFileError: as in `given_secret`.
    """
    url, secret = given_secret(name), given_secret(filled_from)
    parts = urlsplit(url)
    if not url or not secret or parts.password is not None:
        return url
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(secret, safe='')}@{place}").geturl()
