"""A real IMAP server, Dovecot, on the loopback address."""

import getpass
import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from tests.leadqual.core.outgoing.hostile import certificate
from tests.processes import ending, wait_for_start
from tests.programs import UNPACKED, needed
from tests.smtp import free_port

PASSWORD = "a-password-of-one-mailbox"  # of mailboxes that live for one test


class Dovecot:
    """A server with a certificate for `localhost`, and any user.

    Args:
        folder: for its settings, sockets and mailboxes.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.starttls_port = free_port()
        self.folder = folder
        _, self._tls = certificate(folder, "localhost")
        self.certificate = folder / "server.pem"

    @contextmanager
    def running(self, settings: str) -> Iterator[None]:
        """Run it while the block runs.

        Args:
            settings: further lines of its settings.
        """
        path = self.folder / "dovecot.conf"
        path.write_text(self._settings() + settings, encoding="utf-8")
        dovecot = needed("Dovecot")
        server = dovecot.path("dovecot")
        if dovecot.is_unpacked:  # A script would lose settings, whose names are none of variables.
            server = UNPACKED / "usr/sbin/dovecot"
        command: list[str | Path] = [
            *(dovecot.path("doveconf"), "-f", "service=master", "-c", path),
            *("-m", "master", "-e", server, "-F", "-c", path),
        ]
        with (self.folder / "output").open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output)
        with ending(process):
            wait_for_start(self._answers, process, self.log)
            yield

    def _settings(self) -> str:
        user, group = _owner()
        (self.folder / "mail").mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "mail", user, group)
        settings = _SETTINGS.format(
            folder=self.folder,
            user=user,
            group=group,
            password=PASSWORD,
            port=self.port,
            starttls_port=self.starttls_port,
            certificate=self.certificate,
        )
        if not needed("Dovecot").is_unpacked:
            return settings
        libraries = UNPACKED / "usr/lib/dovecot"
        (self.folder / "run").mkdir()
        (self.folder / "run/modules").symlink_to(
            libraries / "modules"
        )  # As `tests/prepare.py` says.
        return settings + _UNPACKED.format(libraries=libraries)

    def _answers(self) -> bool:
        try:
            with self.client("probe@example.com"):
                return True
        except (OSError, IMAPClient.Error):
            return False

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


@contextmanager
def running_dovecot(more: Callable[[Path], str] = lambda _: "") -> Iterator[Dovecot]:
    """Run a server in a new folder, with a short path for the sockets, that its accounts may enter.

    Args:
        more: gets the folder, and returns further lines of the settings.
    """
    with tempfile.TemporaryDirectory(prefix="dovecot") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Dovecot(folder)
        with server.running(more(folder)):
            yield server


def _owner() -> tuple[str, str]:
    """Return whose the mailboxes are: Dovecot opens none for root."""
    if os.geteuid() == 0:
        return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    return getpass.getuser(), grp.getgrgid(os.getegid()).gr_name


_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
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
_UNPACKED = """
libexec_dir = {libraries}
mail_plugin_dir = {libraries}/modules
login_plugin_dir = {libraries}/modules/login
"""
