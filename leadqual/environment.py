"""Typed readers of the environment: each says what a setting may be, and refuses anything else."""

import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import dj_database_url
from redis.connection import parse_url

from launcher.system.environment_secrets import SecretFileError, read_secret, server_url
from launcher.system.extras import missing_extra

MAX_DAYS = 36_500  # A hundred years: a date before the year 1 cannot be computed.
MAX_COUNT = 1_000_000_000
MAX_PORT = 65_535
FLAGS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
# What Django REST framework parses; it reads "month" as "minute".
_RATE = re.compile(r"0*[1-9]\d{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)", re.ASCII)
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE | re.ASCII)
_SECRET_PART = re.compile(r"AGE-SECRET-KEY-|://[^/\s]*@", re.IGNORECASE)
_MAX_SHOWN = 80
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """Why a setting cannot work.

    Attributes:
        is_missing: whether it is required and not set; `leadqual up` sets such settings itself.
    """

    name: str
    problem: str
    fix: str
    is_missing: bool = False


class SettingsError(SystemExit):
    """Settings that cannot work. It ends any program that loads them, with a line for each."""

    def __init__(self, problems: Collection[SettingProblem]) -> None:
        self.problems = tuple({each.problem: each for each in problems}.values())
        lines = (f"\n  {each.problem} {each.fix}" for each in self.problems)
        super().__init__(f"These settings cannot work:{''.join(lines)}")


class SettingReader:
    """Reads settings from the environment; an empty value counts as not set.

    A reader notes what cannot work and returns the default, so that all of it is reported together.

    Attributes:
        allowed: name → what it may be, in words; "" for any text.
        secrets: names of settings that `NAME_FILE` may hold; their values are never shown.
    """

    def __init__(self) -> None:
        self.allowed: dict[str, str] = {}
        self.secrets: set[str] = set()
        self._problems: list[SettingProblem] = []

    def require_valid(self) -> None:
        """End the program where a setting cannot work.

        Raises:
            SettingsError: it names all of them.
        """
        if self._problems:
            raise SettingsError(self._problems)

    def refuse(self, name: str, problem: str, fix: str) -> None:
        """Note why a setting cannot work beside others."""
        self._problems.append(SettingProblem(name, problem, fix))

    def require_extra(self, extra: str, **is_needed: object) -> None:
        """Note the settings, by name, that need packages of an extra which is not installed."""
        problem = missing_extra(extra)
        for name in [name for name, needs_it in is_needed.items() if needs_it and problem]:
            self.refuse(name, f"{name}:", problem)

    def required(self, name: str, value: str) -> str:
        """Return the value of a setting, and note where there is none."""
        if not value and all(each.name != name for each in self._problems):
            fix = "`make run` sets it; see .env.example for a deployment."
            missing = SettingProblem(name, f"{name} is not set.", fix, is_missing=True)
            self._problems.append(missing)
        return value

    # Words

    def text(self, name: str, default: str = "") -> str:
        """Read any text."""
        self.allowed[name] = ""
        return os.environ.get(name) or default

    def secret(self, name: str) -> str:
        """Read any text that `NAME_FILE` may hold, too."""
        self.allowed[name] = ""
        return self._secret(name, lambda: read_secret(name))

    def choice(self, name: str, default: str, choices: Collection[str]) -> str:
        """Read one of several words, in any case."""
        words = {choice.lower(): choice for choice in choices}
        allowed = f"one of {', '.join(choices)}"
        return self._read(name, default, allowed, lambda text: words[text.lower()])

    def flag(self, name: str, *, default: bool) -> bool:
        """Read true or false, or one of the other words in `FLAGS`."""
        word = str(default).lower()
        return self._read(name, word, "true or false", lambda text: FLAGS[text.lower()])

    # Numbers

    def whole(self, name: str, default: int, *, least: int = 0, most: int = MAX_COUNT) -> int:
        """Read a whole number; both limits are allowed."""
        allowed = f"a whole number from {least:,} to {most:,}"
        return self._read(name, str(default), allowed, lambda text: _whole(text, least, most))

    def days(self, name: str, default: int, *, least: int = 0) -> int:
        """Read a number of days."""
        return self.whole(name, default, least=least, most=MAX_DAYS)

    def number(self, name: str, default: float, *, least: float = 0, most: float) -> float:
        """Read a number; both limits are allowed."""
        allowed = f"a number from {least:,} to {most:,}"
        return self._read(name, str(default), allowed, lambda text: _number(text, least, most))

    def rate(self, name: str, default: str) -> str:
        """Read a rate of requests."""
        allowed = "a number of at least 1 per second, minute, hour or day, such as 600/min"
        return self._read(name, default, allowed, lambda text: _matched(_RATE, text))

    # Lists, separated by commas

    def hosts(self, name: str, default: str) -> list[str]:
        """Read names of hosts, as `ALLOWED_HOSTS` of Django takes them."""
        return self._list(name, "host names without scheme and port", _require_host, default)

    def origins(self, name: str) -> list[str]:
        """Read web addresses without a path."""
        found = self._list(name, "addresses such as https://leads.example.com", _require_origin)
        return [origin.rstrip("/") for origin in found]

    def emails(self, name: str) -> list[str]:
        """Read email addresses."""
        return self._list(name, "email addresses", _require_email)

    def networks(self, name: str) -> list[str]:
        """Read networks and single addresses."""
        return self._list(name, "networks such as 10.0.0.0/8 or IP addresses", ip_network)

    def ports(self, name: str) -> list[str]:
        """Read numbers of ports."""
        allowed = f"port numbers from 1 to {MAX_PORT:,}"
        return self._list(name, allowed, lambda text: _whole(text, 1, MAX_PORT))

    def age_keys(self, name: str) -> list[str]:
        """Read public keys of age."""
        allowed = "age public keys (age1...) that `leadqual backup new-key FILE` creates"
        return self._list(name, allowed, _require_age_key)

    # Addresses and paths; "" where none is set

    def email(self, name: str, default: str) -> str:
        """Read an email address, which may have a name before it."""
        allowed = "an email address, such as LeadQual <leads@example.com>"
        return self._checked(name, self.text(name, default), allowed, _require_email)

    def contact(self, name: str) -> str:
        """Read a web or email address."""
        allowed = "an email address, or an address that starts with https:// or http://"
        return self._checked(name, self.text(name), allowed, _require_contact)

    def mail_server(self, name: str) -> str:
        """Read the name or IP address of a host."""
        allowed = "a host name without scheme and port"
        return self._checked(name, self.text(name), allowed, _require_server_name)

    def url(self, name: str, *, is_hidden: bool = False) -> str:
        """Read a web address.

        Args:
            name: of the setting.
            is_hidden: whether the address itself is a secret.
        """
        allowed = "an address that starts with https:// or http://"
        text = self.text(name)
        return self._checked(name, text, allowed, _require_url, is_hidden).rstrip("/")

    def safe_url(self, name: str, *, is_hidden: bool = False) -> str:
        """Read a web address to which secrets are sent."""
        allowed = "an address that starts with https://, or http:// and leads to this machine"
        text = self.text(name)
        return self._checked(name, text, allowed, _require_safe_url, is_hidden).rstrip("/")

    def sentry_dsn(self, name: str) -> str:
        """Read the address of a Sentry project, which has a key in it."""
        text, allowed = self.secret(name), "an address such as https://key@sentry.example.com/1"
        return self._checked(name, text, allowed, _require_dsn, is_hidden=True)

    def database(self, name: str, password: str) -> str:
        """Read the address of a database, filled with the password of another setting."""
        text = self._server(name, password)
        allowed = "an address such as postgresql://user:password@host:5432/leadqual"
        return self._checked(name, text, allowed, _require_database, is_hidden=True)

    def redis(self, name: str, password: str) -> str:
        """Read the address of a Redis, filled with the password of another setting."""
        text, allowed = self._server(name, password), "an address such as redis://host:6379/0"
        return self._checked(name, text, allowed, _require_redis, is_hidden=True)

    def file(self, name: str) -> str:
        """Read the path of a file that exists."""
        return self._checked(name, self.text(name), "an existing file", _require_file)

    def folder(self, name: str, default: Path) -> Path:
        """Read the path of a folder, which need not exist yet."""
        text = self.text(name, str(default))
        return Path(self._checked(name, text, "the path of a folder", _require_folder) or default)

    def store(self, name: str) -> str:
        """Read where files go: a folder or a bucket."""
        allowed = "s3://bucket/prefix, or the absolute path of a folder"
        return self._checked(name, self.text(name), allowed, _require_store).rstrip("/")

    def _read(self, name: str, default: str, allowed: str, parse: Callable[[str], _T]) -> _T:
        self.allowed[name] = allowed
        given = os.environ.get(name, "").strip()
        try:
            return parse(given or default)
        except (ValueError, KeyError):
            self._refuse(name, given, allowed, default)
            return parse(default)

    def _list(
        self, name: str, allowed: str, check: Callable[[str], object], default: str = ""
    ) -> list[str]:
        def parse(text: str) -> list[str]:
            parts = split_list(text)
            for part in parts:
                check(part)
            return parts

        return self._read(name, default, f"a list of {allowed}, separated by commas", parse)

    def _checked(
        self,
        name: str,
        text: str,
        allowed: str,
        check: Callable[[str], object],
        is_hidden: bool = False,
    ) -> str:
        """Return a text; "" where it is not allowed."""
        self.allowed[name] = allowed
        try:
            if text:
                check(text)
        except (ValueError, OSError):
            self._refuse(name, text, allowed, is_hidden=is_hidden)
            return ""
        return text

    def _secret(self, name: str, read: Callable[[], str]) -> str:
        self.secrets.add(name)
        try:
            return read()
        except SecretFileError as error:
            self.refuse(name, str(error), "Correct it.")
        except ValueError:  # Brackets of an address that do not close.
            self._refuse(name, "", "a valid address", is_hidden=True)
        return ""

    def _server(self, name: str, password: str) -> str:
        self.allowed[password] = ""
        self.secrets.add(password)
        return self._secret(name, lambda: server_url(name, filled_from=password))

    def _refuse(
        self, name: str, value: str, allowed: str, default: str = "", *, is_hidden: bool = False
    ) -> None:
        shown = json.dumps(value, ensure_ascii=False)
        if len(shown) > _MAX_SHOWN:
            shown = f'{shown[:_MAX_SHOWN]}…"'
        if is_hidden or _SECRET_PART.search(value):
            shown = "wrong (not shown, it may hold a secret)"
        usual = f" to use {default}" if default else ""
        self.refuse(
            name, f"{name} is {shown}. It must be {allowed}.", f"Correct it, or remove it{usual}."
        )


def split_list(text: str) -> list[str]:
    """Split a text at its commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def find_path_problems(given: Mapping[str, str]) -> list[SettingProblem]:
    """Return which folders cannot be written and which file cannot be read from here.

    `leadqual check` and starts by hand ask this; web server and jobs work on while the disk for
    backups is away.

    Args:
        given: settings by name.
    """
    problems = []
    for name in ("STATE_DIR", "BACKUP_TO", "FILE_STORE"):
        folder = given.get(name, "")
        if folder.startswith("/") and (reason := _write_problem(Path(folder))):
            problem = f'{name} is "{folder}". Nothing can be written there ({reason}).'
            fix = "Give the folder to the account of LeadQual, or mount its disk for writing."
            problems.append(SettingProblem(name, problem, fix))
    name = "BACKUP_IDENTITY_FILE"
    if (file := given.get(name, "")) and not os.access(file, os.R_OK):
        problem = f'{name} is "{file}". It cannot be read.'
        problems.append(SettingProblem(name, problem, "Give the file to the account of LeadQual."))
    return problems


def _write_problem(folder: Path) -> str:
    """Return why no file can be written to a folder, "" where one can; nothing is left behind."""
    created: list[Path] = []
    try:
        created = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__
    finally:
        for path in created:
            with suppress(OSError):
                path.rmdir()


def _require(is_right: object) -> None:
    """Raise what a reader refuses a value for."""
    if not is_right:
        raise ValueError


def _whole(text: str, least: int, most: int) -> int:
    number = int(text)
    _require(least <= number <= most)
    return number


def _number(text: str, least: float, most: float) -> float:
    number = float(text)
    _require(least <= number <= most)  # Never true of NaN.
    return number


def _matched(pattern: re.Pattern[str], text: str) -> str:
    _require(pattern.fullmatch(text))
    return text


def _require_host(text: str) -> None:
    if text.startswith("["):
        _require(text.endswith("]"))
        IPv6Address(text[1:-1])
    elif text != "*":
        _matched(_NAME, text.removeprefix("."))


def _require_server_name(text: str) -> None:
    _require(text.isprintable() and not set(" /@,") & set(text))
    if ":" in text:
        IPv6Address(text)


def _require_email(text: str) -> None:
    local, at, domain = parseaddr(text)[1].rpartition("@")
    _require(text.isprintable() and at and local and domain and "@" not in local)


def _require_url(text: str) -> None:
    _require(text.isprintable() and " " not in text)
    parts = urlsplit(text)
    _require(parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0)


def _require_safe_url(text: str) -> None:
    _require_url(text)
    parts = urlsplit(text)
    host = parts.hostname or ""
    _require(parts.scheme == "https" or host == "localhost" or ip_address(host).is_loopback)


def _require_origin(text: str) -> None:
    _require_url(text)
    parts = urlsplit(text)
    _require(parts.username is None and not parts.path.rstrip("/"))
    _require(not parts.query and not parts.fragment)


def _require_contact(text: str) -> None:
    if "://" in text:
        _require_url(text)
    else:
        _require_email(text)


def _require_dsn(text: str) -> None:
    _require_url(text)
    parts = urlsplit(text)
    _require(bool(parts.username) and parts.path.rpartition("/")[2].isdecimal())


def _require_age_key(text: str) -> None:
    import pyrage  # only where it is used

    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise ValueError from error


def _require_database(text: str) -> None:
    _require(urlsplit(text).scheme in {"postgres", "postgresql"})
    found = dj_database_url.parse(text)
    _require(found["NAME"] or "service" in found.get("OPTIONS", {}))


def _require_redis(text: str) -> None:
    _require(urlsplit(text).scheme in {"redis", "rediss"})
    parse_url(text)  # type: ignore[no-untyped-call]  # Redis has no types here


def _require_file(text: str) -> None:
    _require(Path(text).is_file())


def _require_folder(text: str) -> None:
    with suppress(PermissionError):  # Another account may see it.
        path = Path(text).absolute()
        _require(next(each for each in (path, *path.parents) if each.exists()).is_dir())


def _require_store(text: str) -> None:
    if text.startswith("s3://"):
        _require(text.removeprefix("s3://").strip("/"))
    else:
        _require(text.startswith("/") and text.strip("/"))
        _require_folder(text)
