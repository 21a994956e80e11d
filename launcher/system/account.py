"""The account that database servers run under, never root."""

import os
import pwd
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

from launcher.errors import LocalError
from launcher.system.owner_only_files import FOLDER

TRAVERSABLE_MODE = 0o710
# Groups that no account has by itself: systemd takes those of its dynamic users from here too.
_FREE_GROUPS = range(61_184, 65_520)


class Identity(TypedDict, total=False):
    """Arguments of `subprocess` that drop the rights of root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a server; `uid` is None for the account that runs this program."""

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
        """Return the arguments for `subprocess` that run a program as this account."""
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
            folder.chmod(TRAVERSABLE_MODE)

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
