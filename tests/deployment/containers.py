"""Runs commands as a container of docker-compose.yml would, without a container engine.

Bubblewrap gives each the file system of its image, read-only but for volumes and tmpfs, the account
of the image without capabilities, and the environment of the service alone. Two things differ: the
network is that of this machine, with ports of its own, and what is no image of ours runs with the
programs of this machine.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.deployment.image import UMASK, Image
from tests.programs import UNPACKED

VENV = Path(sys.prefix).resolve()
SYSTEM = (
    *("/usr", "/bin", "/lib", "/lib64", "/sbin"),
    *("/etc/ssl", "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/localtime", "/etc/mime.types"),
    *(str(UNPACKED), str(VENV)),
)
"""What containers of others have of this machine."""
PROGRAMS_OF_OTHERS = "/opt/programs"
PATHS = f"{PROGRAMS_OF_OTHERS}:/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class Container:
    """One service.

    Attributes:
        service: its part of docker-compose.yml, with the values of `.env`.
        home: folder with `hosts`, `programs`, `secrets` and a folder for each volume.
        bwrap: the program.
        ports: text of commands and addresses → the same with a port of this machine.
    """

    service: Mapping[str, Any]
    image: Image
    home: Path
    bwrap: Path
    ports: Mapping[str, str]
    dotenv: Mapping[str, str] = field(default_factory=dict)

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the command of the service; killing the process ends all that it started."""
        with log.open("ab") as output:
            return subprocess.Popen(
                self._words(self.service.get("command", self.image.command)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                umask=UMASK,
            )

    def is_healthy(self) -> bool:
        """Run the health check once, as the engine does."""
        kind, *words = self.service["healthcheck"]["test"]
        return self.run(["sh", "-c", *words] if kind == "CMD-SHELL" else words).returncode == 0

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run another command in it, as `docker compose exec` would."""
        return subprocess.run(
            self._words(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=1_200,
            umask=UMASK,
        )

    def _words(self, command: Sequence[str]) -> list[str]:
        words = [str(self.bwrap), *self._files(), *self._rights(), "--clearenv"]
        for name, value in self._environment().items():
            words += ["--setenv", name, value]
        return [*words, "--", *self._account(), *map(self._with_ports, command)]

    def _files(self) -> list[str]:
        if self.image.root:
            words = ["--ro-bind", self.image.root, "/", "--tmpfs", "/run", "--chdir", "/app"]
            words += ["--perms", "0755", "--dir", "/run/secrets"]
        else:
            words = ["--ro-bind", str(self.home / "programs"), PROGRAMS_OF_OTHERS]
            for path in SYSTEM:
                words += ["--ro-bind-try", path, path]
        words += ["--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm", "--proc", "/proc"]
        words += ["--ro-bind", str(self.home / "hosts"), "/etc/hosts"]
        for name in self.service.get("secrets", ()):
            words += ["--ro-bind", str(self.home / "secrets" / name), f"/run/secrets/{name}"]
        for folder in self.service.get("tmpfs", ()):
            words += ["--perms", "1777", "--tmpfs", folder]
        return [*words, *self._volumes(), "--remount-ro", "/"]

    def _volumes(self) -> list[str]:
        words: list[str] = []
        for volume in self.service.get("volumes", ()):
            source, target, *read_only = volume.split(":")
            kind = "--ro-bind" if read_only else "--bind"
            words += [kind, str(self.home / Path(source).name), target]
        return words

    def _rights(self) -> list[str]:
        words = ["--cap-drop", "ALL", "--unshare-pid", "--unshare-ipc", "--die-with-parent"]
        if self.image.root:
            # Its files belong to accounts by number, so the account is that of the image indeed.
            for right in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
                words += ["--cap-add", right]
        else:
            words += ["--unshare-user", "--uid", self.image.user, "--gid", self.image.user]
        return [*words, "--new-session"]

    def _account(self) -> list[str]:
        """Return a command that takes the account of the image, and with it loses all rights."""
        if not self.image.root:
            return []
        user, group = self.image.user.split(":")
        no_rights = ("--clear-groups", "--inh-caps=-all", "--bounding-set=-all")
        return ["/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}", *no_rights, "--"]

    def _environment(self) -> dict[str, str]:
        given = {**self.image.environment, **self.dotenv, **self.service.get("environment", {})}
        given = {name: self._with_ports(str(value)) for name, value in given.items()}
        if self.image.root:
            return {"HOME": given["STATE_DIR"]} | given
        return {"PATH": PATHS, "HOME": "/config"} | given

    def _with_ports(self, text: str) -> str:
        for plain, own in self.ports.items():
            text = text.replace(plain, own)
        return text
