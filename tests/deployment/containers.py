"""Runs commands as a container of docker-compose.yml would, without a container engine.

Bubblewrap gives each the file system of the image, read-only but for volumes and tmpfs, the account
of the image without capabilities, and the environment of the service alone. Two things differ: the
network is that of this machine, with ports of its own, and the packages are those of the tests:
those for development cannot be imported, and the folders that the image lacks are empty.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from supply_chain.shipped import modules_of_other_packages
from tests.deployment.compose import image_command, image_environment
from tests.deployment.image_files import unused_folders
from tests.programs import UNPACKED

ACCOUNT = 10001
PATHS = "/opt/programs:/usr/local/bin:/usr/bin:/bin"
VENV = Path(sys.prefix).resolve()
PACKAGES = (
    VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
)


SYSTEM = (
    *("/usr", "/bin", "/lib", "/lib64", "/sbin"),
    *("/etc/ssl", "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/localtime", "/etc/mime.types"),
    str(UNPACKED),
)
MOUNTS = {
    "app": "/app",
    "programs": "/opt/programs",
    "hosts": "/etc/hosts",
    "passwd": "/etc/passwd",
    "group": "/etc/group",
}
"""What a folder of a deployment holds → where it is in every container."""
ABSENT = "raise ImportError('The image does not have this package.')\n"
"""Text of `absent.py`, which stands for each module that the image lacks."""


@dataclass(frozen=True, slots=True)
class Container:
    """One service.

    Attributes:
        service: its part of docker-compose.yml, with the values of `.env`.
        home: folder with `MOUNTS`, `absent.py`, `secrets` and a folder for each volume.
        bwrap: the program.
        ports: text of commands and addresses → the same with a port of this machine.
        account: number of the account; 0 is root of the container, which has no rights here.
        image: environment and command of an image that is not ours.
    """

    service: Mapping[str, Any]
    home: Path
    bwrap: Path
    ports: Mapping[str, str]
    account: int = ACCOUNT
    image: tuple[Mapping[str, str], Sequence[str]] | None = None
    dotenv: Mapping[str, str] = field(default_factory=dict)

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the command of the service; killing the process ends all that it started."""
        own = image_command() if self.image is None else self.image[1]
        with log.open("ab") as output:
            return subprocess.Popen(
                self._words(self.service.get("command", own)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def is_healthy(self) -> bool:
        """Run the health check once, as the engine does."""
        kind, *words = self.service["healthcheck"]["test"]
        return self.run(["sh", "-c", *words] if kind == "CMD-SHELL" else words).returncode == 0

    def run(
        self, command: Sequence[str], *, writable: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run another command in it, as `docker compose exec` would.

        Args:
            command: program and arguments.
            writable: folders below `/app` that this command may write to.
        """
        return subprocess.run(
            self._words(command, writable),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=1_200,
        )

    def _words(self, command: Sequence[str], writable: Sequence[str] = ()) -> list[str]:
        words = [str(self.bwrap), *self._files(writable), *self._rights(), "--clearenv"]
        for name, value in self._environment().items():
            words += ["--setenv", name, value]
        return [*words, "--", *map(self._with_ports, command)]

    def _files(self, writable: Sequence[str]) -> list[str]:
        words: list[str] = []
        for path in SYSTEM:
            words += ["--ro-bind-try", path, path]
        words += [*self._packages(), "--dev", "/dev", "--proc", "/proc"]
        for name, target in (
            ("app", "/app"),
            ("programs", "/opt/programs"),
            ("hosts", "/etc/hosts"),
        ):
            words += ["--ro-bind", str(self.home / name), target]
        for folder in writable:
            words += ["--bind", str(self.home / "app" / folder), f"/app/{folder}"]
        for name in self.service.get("secrets", ()):
            words += ["--ro-bind", str(self.home / "secrets" / name), f"/run/secrets/{name}"]
        for folder in self.service.get("tmpfs", ()):
            words += ["--tmpfs", folder]
        return [*words, *self._volumes(), "--remount-ro", "/", "--chdir", "/app"]

    def _packages(self) -> list[str]:
        words = ["--ro-bind", sys.base_prefix, sys.base_prefix, "--ro-bind", str(VENV), str(VENV)]
        for folder in unused_folders(PACKAGES):
            words += ["--tmpfs", str(folder)]
        for module in _absent_modules():
            words += ["--ro-bind", str(self.home / "absent.py"), str(module)]
        return [*words, "--symlink", str(VENV), "/opt/venv"]

    def _volumes(self) -> list[str]:
        words: list[str] = []
        for volume in self.service.get("volumes", ()):
            source, target, *read_only = volume.split(":")
            kind = "--ro-bind" if read_only else "--bind"
            words += [kind, str(self.home / Path(source).name), target]
        return words

    def _rights(self) -> list[str]:
        account = str(self.account)
        words = ["--unshare-user", "--uid", account, "--gid", account, "--cap-drop", "ALL"]
        return [*words, "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--new-session"]

    def _environment(self) -> dict[str, str]:
        image = image_environment() if self.image is None else self.image[0]
        given = {**image, **self.dotenv, **self.service.get("environment", {})}
        # The packages of the tests hold this checkout by another way than the image.
        given = {name: self._with_ports(str(value)) for name, value in given.items()}
        return given | {
            "PATH": given.get("PATH", "$PATH").replace("$PATH", PATHS),
            "PYTHONPATH": "/app",
            "HOME": given["STATE_DIR"] if self.image is None else "/config",
            "LANG": os.environ.get("LANG", "C.UTF-8"),
        }

    def _with_ports(self, text: str) -> str:
        for plain, own in self.ports.items():
            text = text.replace(plain, own)
        return text


@cache
def _absent_modules() -> list[Path]:
    """Return the files by which packages for development would be imported."""
    files = [
        path
        for name in modules_of_other_packages()
        for path in (PACKAGES / name / "__init__.py", PACKAGES / f"{name}.py")
    ]
    return [path for path in files if path.is_file()]
