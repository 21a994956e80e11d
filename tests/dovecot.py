"""A real IMAP server, Dovecot, on the loopback address."""

import getpass
import grp
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
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
    def running(self, tokens: str) -> Iterator[None]:
        """Run it while the block runs.

        Args:
            tokens: address that knows whose a token is; empty for passwords alone.
        """
        dovecot = needed("Dovecot")
        path = self.folder / "dovecot.conf"
        version = _version(dovecot.path("dovecot"))
        path.write_text(self._settings(tokens, version), encoding="utf-8")
        command: list[Path | str] = [dovecot.path("dovecot"), "-F", "-c", path]
        if dovecot.is_unpacked:
            # Where `tests/prepare.py` lets it look: for modules from `base_dir`, for the program
            # that reads its settings from here.
            (self.folder / "run").mkdir()
            (self.folder / "run/modules").symlink_to(UNPACKED / "usr/lib/dovecot/modules")
            (self.folder / "doveconf").symlink_to(dovecot.path("doveconf"))
        with (self.folder / "output").open("wb") as output:
            process = subprocess.Popen(  # our own command
                command, cwd=self.folder, stdout=output, stderr=output
            )
        with ending(process):
            wait_for_start(self._answers, process, self.log)
            yield

    def _settings(self, tokens: str, version: tuple[int, ...]) -> str:
        user, group = _owner()
        (self.folder / "mail").mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "mail", user, group)
        oauth = _OAUTH.format(tokens=tokens)
        (self.folder / "oauth").write_text(oauth, encoding="utf-8")
        if version < (2, 4):
            parts = [_SETTINGS, _OLD, _OLD_TOKENS if tokens else ""]
        else:
            named = ".".join(map(str, version))
            first = f"dovecot_config_version = {named}\ndovecot_storage_version = {named}\n"
            parts = [first, _SETTINGS, _NEW, _NEW_TOKENS if tokens else ""]
        return "".join([*parts, _UNPACKED if needed("Dovecot").is_unpacked else ""]).format(
            folder=self.folder,
            libraries=UNPACKED / "usr/lib/dovecot",
            user=user,
            group=group,
            password=PASSWORD,
            port=self.port,
            starttls_port=self.starttls_port,
            certificate=self.certificate,
            mechanisms="xoauth2 oauthbearer" if tokens else "",
            oauth=oauth,
        )

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
def running_dovecot(*, tokens: str = "") -> Iterator[Dovecot]:
    """Run a server in a new folder, with a short path for the sockets, that its accounts may enter.

    Args:
        tokens: address that knows whose a token is; empty for passwords alone.
    """
    with tempfile.TemporaryDirectory(prefix="dovecot") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Dovecot(folder)
        with server.running(tokens):
            yield server


def _version(dovecot: Path) -> tuple[int, ...]:
    """Return `2, 3, 19`: from 2.4 on settings have other names."""
    told = subprocess.check_output([dovecot, "--version"], text=True)  # a tool
    return tuple(int(number) for number in re.findall(r"\d+", told)[:3])


def _owner() -> tuple[str, str]:
    """Return whose the mailboxes are: Dovecot opens none for root."""
    if os.geteuid() == 0:
        return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    return getpass.getuser(), grp.getgrgid(os.getegid()).gr_name


_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = required
ssl_min_protocol = TLSv1.2
mail_max_userip_connections = 50
first_valid_uid = 1
auth_mechanisms = plain {mechanisms}
auth_failure_delay = 0 secs
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
_OLD = """
import_environment = LD_LIBRARY_PATH PATH TZ
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""
_OLD_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth
}}
"""
_NEW = """
import_environment {{
  LD_LIBRARY_PATH = %{{env:LD_LIBRARY_PATH}}
}}
ssl_server_cert_file = {certificate}
ssl_server_key_file = {certificate}
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/mail/%{{user}}
  }}
}}
"""
_NEW_TOKENS = """
oauth2 {{
{oauth}
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
"""
_OAUTH = """\
introspection_url = {tokens}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""
_UNPACKED = """
libexec_dir = {libraries}
mail_plugin_dir = {libraries}/modules
login_plugin_dir = {libraries}/modules/login
"""
