"""Restores a backup: everything is read, checked and prepared separately, then put in place.

Until the moment of the switch the installation is as it was. The switch is one transaction for the
database, then renames of folders; a note in the state folder says that it began, so that the
installation does not start half switched and the same restore can simply be run again.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import redis

from launcher.system.state_files import (
    ERASURE_KEY_FILE,
    RESTORE_FILE,
    SECRET_FILE,
    write_private,
)
from leadqual.backups.archive.archive_format import DATABASE, FILES, KEYS, MANIFEST, Manifest
from leadqual.backups.archive.archive_format import BackupSummary as Summary
from leadqual.backups.archive.backup_places import Place
from leadqual.backups.archive.read_archive import copy_checked, open_members, read_small, verify
from leadqual.backups.archived_files import FOLDERS, SINGLE_FILES, share_restored
from leadqual.backups.database import Database
from leadqual.backups.errors import BackupError, DamagedBackupError, RestoreRefusedError
from leadqual.backups.journal.journal_parts import JournalLine, list_parts, read_since
from leadqual.backups.making import ERASURE_KEY_NAME, SECRET_NAME, key_checks_of
from leadqual.backups.restoring.verified_restore import check_rows
from leadqual.core.files.file_store import FileStore
from leadqual.core.files.full_disk import is_disk_full
from leadqual.core.files.private_files import open_private

STAGING, FORMER = ".restoring", ".replaced"
DERIVED_FILES = ("facets", "indexes", "setup.stamp")
"""Made from the tables of before; whatever needs them makes them again."""

_KEY_FILES = {SECRET_NAME: SECRET_FILE, ERASURE_KEY_NAME: ERASURE_KEY_FILE}
_VARIABLES = {SECRET_NAME: "SECRET_KEY", ERASURE_KEY_NAME: "ERASURE_KEY"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup is restored to.

    Args:
        keys: name → secret, as far as the environment sets it; others are files of the folder.
        store: in which several hosts share their files; None where all are below `state`.
    """

    conninfo: str
    redis_url: str
    state: Path
    keys: Mapping[str, str]
    store: FileStore | None = None


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """What the operator agreed to.

    Args:
        may_replace: the database that is there may be replaced.
        journal: place of the journal; None restores without it.
        confirm: called once all was checked, before anything is changed; an exception ends it.
    """

    may_replace: bool = False
    journal: Place | None = None
    may_change_keys: bool = False
    confirm: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    manifest: Manifest
    journal: Mapping[str, int]


def restore(
    place: Place,
    summary: Summary,
    target: Target,
    *,
    identities: Sequence[Any],
    options: RestoreOptions,
    progress: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Put a backup in place of what is there.

    Args:
        place: of the backup.
        summary: which one.
        target: where to.
        identities: secret keys, where it is encrypted.
        options: what was agreed to.
        progress: told what is done now.

    Raises:
        RestoreRefusedError: there is a database and it may not be replaced, or something runs.
        DamagedBackupError: the backup is not whole.
        JournalError: erasures since the backup cannot be read.
        BackupError: a server is away, the disk is full, or a program failed.
            In all these cases nothing was changed.
    """
    database = Database(target.conninfo)
    _check_target(database, target, summary, options)
    progress("Checking every checksum")
    manifest = verify(place, summary, identities)
    _check_keys(manifest, target, options)
    lines = (
        [] if options.journal is None else list(read_since(options.journal, summary, identities))
    )
    options.confirm()
    staging, new_database = target.state / STAGING, database.beside("restoring")
    try:
        _empty_folder(staging)
        new_database.create()
        progress("Restoring files and database beside what is there")
        _extract(place, summary, identities, manifest, staging, new_database)
        check_rows(manifest, new_database)
        progress("Applying migrations and the journal")
        backup = _describe_backup(place, summary, manifest, options.journal)
        done = _finish_in_process(backup, target, staging, new_database, lines)
    except BaseException as error:
        with suppress(BackupError):
            new_database.drop()
        shutil.rmtree(staging, ignore_errors=True)
        if isinstance(error, OSError) and is_disk_full(error):
            raise BackupError(
                "There is no room to restore. Nothing was changed. A restore needs room for the "
                "database and the files twice."
            ) from error
        raise
    progress("Switching")
    _replace_installation(target, database, new_database, staging, summary)
    return Restored(manifest, done)


def _check_target(
    database: Database, target: Target, summary: Summary, options: RestoreOptions
) -> None:
    if (
        not database.is_empty()
        and not options.may_replace
        and not _was_interrupted(target, summary)
    ):
        raise RestoreRefusedError(
            f"The database {database.name} is not empty. To replace it and all files, add "
            "--replace. Nothing was changed."
        )
    if n_sessions := database.n_sessions():
        raise RestoreRefusedError(
            f"{n_sessions} sessions use the database {database.name}. Stop web, worker and beat "
            "(`leadqual stop`, or `docker compose stop web worker beat`), then try again. "
            "Nothing was changed."
        )
    try:
        redis.Redis.from_url(target.redis_url, socket_connect_timeout=10).ping()
    except redis.RedisError as error:
        raise BackupError("Redis does not respond. Nothing was changed.") from error


def _was_interrupted(target: Target, summary: Summary) -> bool:
    """Return whether this restore was killed while it switched."""
    try:
        stored = json.loads((target.state / RESTORE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stored.get("name") == summary.name)


def _check_keys(manifest: Manifest, target: Target, options: RestoreOptions) -> None:
    """Refuse another key than the one of the backup, unless the backup brings its own."""
    has_keys = any(name.startswith(KEYS) for name in manifest.members)
    given = dict(target.keys)
    if not has_keys:
        for name, file in _KEY_FILES.items():
            path = target.state / file
            if name not in given and path.exists():
                given[name] = path.read_text(encoding="utf-8").strip()
    checks = key_checks_of(given)
    wrong_keys = [
        name
        for name, check in manifest.key_checks.items()
        if (name in given or not has_keys) and checks.get(name) != check
    ]
    if wrong_keys and not options.may_change_keys:
        names = " and ".join(
            f"{_VARIABLES[one]} (STATE_DIR/{_KEY_FILES[one]})" for one in wrong_keys
        )
        raise RestoreRefusedError(
            f"{names} must be what it was when the backup was made: without it erased people are "
            "not recognized and stored secrets cannot be read. Set it, or accept the loss with "
            "--other-keys. Nothing was changed."
        )


def _extract(
    place: Place,
    summary: Summary,
    identities: Sequence[Any],
    manifest: Manifest,
    staging: Path,
    new_database: Database,
) -> None:
    """Write files below the staging folder and load the dump, each checked on its way."""
    with ExitStack() as open_dump, open_members(place, summary, identities) as members:
        dump: BinaryIO | None = None
        for member in members:
            expected = manifest.members.get(member.name)
            if member.name == MANIFEST:
                if Manifest.from_bytes(read_small(member)) != manifest:
                    raise DamagedBackupError("The backup changed while it was restored.")
            elif member.name.startswith(DATABASE):
                dump = dump or open_dump.enter_context(new_database.loading())
                copy_checked(member, expected, dump)
            else:
                path = staging / member.name.removeprefix(FILES)
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with open_private(path) as file:
                    copy_checked(member, expected, file)


def _describe_backup(
    place: Place, summary: Summary, manifest: Manifest, journal: Place | None
) -> Mapping[str, object]:
    return {
        "name": manifest.name,
        "taken_at": manifest.taken_at,
        "state_dir": manifest.state_dir,
        "last_part": max([manifest.last_part, *(list_parts(journal) if journal else ())]),
        "place": place.address,
        "size": summary.size,
        "n_rows": summary.n_rows,
        "n_files": summary.n_files,
        "is_encrypted": summary.is_encrypted,
    }


def _finish_in_process(
    backup: Mapping[str, object],
    target: Target,
    staging: Path,
    new_database: Database,
    lines: Sequence[JournalLine],
) -> Mapping[str, int]:
    """Have a process of the restored installation bring its tables up to date."""
    (staging / KEYS).mkdir(mode=0o700, exist_ok=True)
    file = staging / KEYS / "journal.jsonl"
    write_private(file, "".join(f"{line.as_json()}\n" for line in lines))
    keys = {_VARIABLES[name]: secret for name, secret in _secrets(target, staging).items()}
    command = [sys.executable, "-m", "django", "finish_restore", json.dumps(backup), str(file)]
    done = subprocess.run(
        [*command, str(target.state)],
        check=False,
        capture_output=True,
        text=True,
        env=_environment_with(
            {
                **keys,
                "DATABASE_URL": new_database.url,
                "DATABASE_DIRECT_URL": "",
                "REDIS_URL": target.redis_url,
                "STATE_DIR": str(staging),
                "FILE_STORE": "",  # Its files are beside, those of the store are today's.
                "DJANGO_SETTINGS_MODULE": "leadqual.settings",
                "LOG_LEVEL": "ERROR",
            }
        ),
    )
    if done.returncode != 0:
        raise BackupError(
            f"The restored database could not be brought up to date: {done.stderr.strip()[-800:]}"
        )
    counts: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return counts


def _environment_with(values: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with values in place of its own, and of files that it names."""
    given = {
        name: value
        for name, value in os.environ.items()
        if name.removesuffix("_FILE") not in values
    }
    return given | dict(values)


def _secrets(target: Target, staging: Path) -> dict[str, str]:
    """Return the secrets of the restored installation: of the environment, else of the backup."""
    found = {}
    for name, file in _KEY_FILES.items():
        for path in (staging / KEYS / name, target.state / file):
            if path.exists() and name not in found:
                found[name] = path.read_text(encoding="utf-8").strip()
    return found | dict(target.keys)


def _replace_installation(
    target: Target, database: Database, new_database: Database, staging: Path, summary: Summary
) -> None:
    """Put the restored database and files in place; every step may be repeated."""
    state, former = target.state, target.state / FORMER
    write_private(state / RESTORE_FILE, json.dumps({"name": summary.name}))
    _empty_folder(former)
    if target.store is not None:
        share_restored(target.store, staging)
    database.replace_with(new_database, former=database.beside("replaced"))
    for name in (*FOLDERS, *SINGLE_FILES, *DERIVED_FILES):
        if (state / name).exists():
            (state / name).rename(former / name)
        if (staging / name).exists():
            (staging / name).rename(state / name)
    for schedule in state.glob("beat-schedule*"):
        schedule.unlink()
    for name, file in _KEY_FILES.items():
        if name not in target.keys and (staging / KEYS / name).exists():
            write_private(state / file, (staging / KEYS / name).read_text(encoding="utf-8") + "\n")
    redis.Redis.from_url(target.redis_url).flushdb()
    database.beside("replaced").drop()
    shutil.rmtree(staging)
    shutil.rmtree(former)
    (state / RESTORE_FILE).unlink()


def _empty_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
