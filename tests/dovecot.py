"""A real IMAP server, Dovecot, on the loopback address."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from imapclient import IMAPClient

from tests.debian_packages import package_root
from tests.leadqual.core.outgoing.hostile import certificate
from tests.smtp import free_port

PASSWORD = "a-password-of-one-mailbox"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DovecotFiles:
    """Where the programs of Dovecot are: below `/`, or below the folder they were unpacked to."""

    root: Path

    @property
    def libraries(self) -> Path:
        """The folder of its libraries and further programs."""
        return self.root / "usr/lib/dovecot"

    @property
    def reads_settings(self) -> Path:
        """What reads the settings and then starts a program with them."""
        return self.root / "usr/bin/doveconf"

    @property
    def server(self) -> Path:
        """The server."""
        return self.root / "usr/sbin/dovecot"


def find_dovecot() -> DovecotFiles | str:
    """Return Dovecot, unpacked once where it is not installed; a text says why there is none."""
    programs = ("usr/sbin/dovecot", "usr/lib/dovecot/imap")
    root = package_root("dovecot-core", "dovecot-imapd", programs=programs)
    return root if isinstance(root, str) else DovecotFiles(root)


class Dovecot:
    """A server with a folder of its own, a certificate for `localhost`, and any user.

    Args:
        files: where its programs are.
        folder: for its settings, sockets and mailboxes; a short path, for the sockets.
        settings: further lines of its settings.
    """

    def __init__(self, files: DovecotFiles, folder: Path, *, settings: str = "") -> None:
        self.port = free_port()
        self.starttls_port = free_port()
        self.folder = folder
        self._files = files
        _, self._tls = certificate(folder, "localhost")
        self.certificate = folder / "server.pem"
        self._more = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        user, group = _owner()
        (self.folder / "mail").mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder / "mail", user, group)
        settings = _SETTINGS.format(
            folder=self.folder,
            libraries=self._files.libraries,
            user=user,
            group=group,
            password=PASSWORD,
            port=self.port,
            starttls_port=self.starttls_port,
            certificate=self.certificate,
        )
        path = self.folder / "dovecot.conf"
        path.write_text(settings + self._more, encoding="utf-8")
        command = [
            *(str(self._files.reads_settings), "-f", "service=master", "-c", str(path)),
            *("-m", "master", "-e", str(self._files.server), "-F", "-c", str(path)),
        ]
        libraries = {"LD_LIBRARY_PATH": str(self._files.libraries)}
        with (self.folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                command, env=os.environ | libraries, stdout=output, stderr=output
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            try:
                with self.client("probe@example.com"):
                    return
            except OSError:
                time.sleep(0.05)
        message = f"Dovecot did not start: {self.log()}"
        raise AssertionError(message)

    def stop(self) -> None:
        """End it with all of its processes."""
        if self._process is None:
            return
        parts = psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for part in parts:
            if part.is_running():
                part.kill()
        self._process = None

    def log(self) -> str:
        """Return what it has written so far."""
        names = [self.folder / name for name in ("output", "log")]
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace") for path in names if path.exists()
        )

    @contextmanager
    def client(self, username: str) -> Iterator[Any]:
        """Give a connection of the owner of a mailbox, who may write to it."""
        with IMAPClient("localhost", self.port, ssl_context=self._tls, timeout=30) as client:
            client.login(username, PASSWORD)
            yield client

    def deliver(self, username: str, emails: list[bytes], *, folder: str = "INBOX") -> None:
        """Put emails into a folder of a mailbox, which is made where it is missing."""
        with self.client(username) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for email in emails:
                client.append(folder, email)

    def fill(self, username: str, emails: Iterator[bytes]) -> int:
        """Write many emails straight into the files of an inbox; returns how many."""
        self.deliver(username, [])
        place = self.folder / "mail" / username / "cur"
        for folder in (place, place.with_name("new"), place.with_name("tmp")):
            folder.mkdir(parents=True, exist_ok=True)
        number = 0
        for number, email in enumerate(emails, start=1):
            (place / f"{1_700_000_000 + number}.{number}.test:2,").write_bytes(email)
        if os.geteuid() == 0:
            user, group = _owner()
            for path in [place.parent, *place.parent.rglob("*")]:
                shutil.chown(path, user, group)
        return number

    def rebuild(self, username: str) -> None:
        """Number the emails of an inbox anew, as a server does that lost its index.

        The number of a numbering is the second in which it begins: it begins in another one.
        """
        with self.client(username) as client:
            former = client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
        while int(time.time()) <= former:
            time.sleep(0.05)
        place = self.folder / "mail" / username
        for pattern in ("dovecot*", "maildirsize"):
            for path in place.glob(pattern):
                path.unlink()


def _owner() -> tuple[str, str]:
    """Return whose the mailboxes are: Dovecot opens none for root."""
    if os.geteuid() == 0:
        return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    return getpass.getuser(), grp.getgrgid(os.getegid()).gr_name


_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
libexec_dir = {libraries}
mail_plugin_dir = {libraries}/modules
import_environment = LD_LIBRARY_PATH PATH TZ
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
ssl_min_protocol = TLSv1.2
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 50
first_valid_uid = 1
auth_mechanisms = plain
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


if __name__ == "__main__":
    found = find_dovecot()
    if isinstance(found, str):
        sys.stdout.write(found + "\n")
        sys.exit(1 if os.environ.get("CI") else 0)
