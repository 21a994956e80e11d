"""`leadqual restore`: put a backup in place of what is there.

Works without a running installation: where no server is named by the environment, Postgres and
Redis of the state folder are started for it and stopped again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from launcher.system.environment_secrets import read_secret, server_url
from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.backup import (
    IdentityOption,
    PlaceOption,
    one_line_errors,
    place_named,
    print_missing,
    read_identities_for,
)
from leadqual.core.texts.plain_texts import format_count

if TYPE_CHECKING:
    from leadqual.backups.archive.archive_format import BackupSummary
    from leadqual.backups.archive.backup_places import Place
    from leadqual.backups.restoring.restore_backup import Target


def restore(
    name: Annotated[str, typer.Argument(help="Name of a backup, or `latest`.")],
    place: PlaceOption = None,
    identity: IdentityOption = None,
    journal: Annotated[
        str | None,
        typer.Option(help="Place of the journal, where it is not beside the backup."),
    ] = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the database and files that are there.")
    ] = False,
    without_journal: Annotated[
        bool,
        typer.Option(
            "--without-journal",
            help="Accept that people erased or blocked since the backup come back.",
        ),
    ] = False,
    other_keys: Annotated[
        bool,
        typer.Option("--other-keys", help="Accept other secrets than those of the backup."),
    ] = False,
) -> None:
    """Restore a backup. Stop web, worker and beat first."""
    os.umask(0o077)
    from leadqual.backups.archive.read_archive import summary_named
    from leadqual.backups.restoring.restore_backup import RestoreOptions
    from leadqual.backups.restoring.restore_backup import restore as restore_backup

    with one_line_errors():
        backup_place = place_named(place)
        summary = summary_named(backup_place, name)
        keys = read_identities_for(identity, summary)
        found = None if without_journal else _find_journal(journal, backup_place, summary)
        options = RestoreOptions(
            may_replace=replace,
            journal=found,
            may_change_keys=other_keys,
            confirm=lambda: _confirm(summary) if replace else None,
        )
        with _open_target() as target:
            done = restore_backup(
                backup_place,
                summary,
                target,
                identities=keys,
                options=options,
                progress=lambda what: typer.echo(f"{what} ..."),
            )
    print_missing(done.manifest)
    taken_at = datetime.fromisoformat(done.manifest.taken_at)
    typer.echo(f"Restored {summary.name} of {taken_at:%Y-%m-%d %H:%M} UTC.")
    if not without_journal:
        typer.echo(
            f"From the journal: {format_count(done.journal['erased'], 'erasure')}, "
            + format_count(
                done.journal["entries"], "do-not-contact entry", "do-not-contact entries"
            )
            + "."
        )
    typer.echo("Everyone has to sign in again. Start LeadQual now.")


def _confirm(summary: "BackupSummary") -> None:
    """Have the name of the backup typed.

    Raises:
        FileError: something else was typed; nothing was changed.
    """
    typer.echo("This replaces the database, uploads and models. What came since is lost.")
    if typer.prompt(f"Type {summary.name} to continue") != summary.name:
        raise FileError("That is not the name of the backup. Nothing was changed.")


def _find_journal(address: str | None, place: "Place", summary: "BackupSummary") -> "Place":
    """Return where the journal is: as named, else next to the backup, else where backups go.

    Raises:
        FileError: none was kept where the backup was made.
    """
    if address:
        return place_named(address)
    if summary.has_journal:
        return place
    raise FileError(
        f"{summary.name} was made beside the schedule, so there is no journal with it. Name the "
        "place of BACKUP_TO with --journal, or accept with --without-journal that people who were "
        "erased or marked Do not contact since come back. Nothing was changed."
    )


@contextmanager
def _open_target() -> Iterator["Target"]:
    """Yield where to restore to; servers that are started for it end with it.

    Raises:
        FileError: LeadQual runs in this folder.
    """
    from launcher.errors import LocalError
    from launcher.servers.postgres import start_postgres
    from launcher.servers.redis import start_redis
    from launcher.system.state_files import FolderLock
    from launcher.up import state_folder
    from leadqual.backups.restoring.restore_backup import Target
    from leadqual.core.files.file_store import FileStore

    state = state_folder()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FolderLock(state / "lock")
    if not lock.take():
        raise FileError("LeadQual is running in this folder. Stop it with `leadqual stop` first.")
    started = []
    try:
        names = ("DATABASE_DIRECT_URL", "DATABASE_URL")
        urls = (server_url(name, filled_from="DATABASE_PASSWORD") for name in names)
        database_url = next(filter(None, urls), "")
        redis_url = server_url("REDIS_URL", filled_from="REDIS_PASSWORD")
        if not database_url:
            started.append(start_postgres(state))
            database_url = started[-1].url
        if not redis_url:
            started.append(start_redis(state))
            redis_url = started[-1].url
        yield Target(
            conninfo=database_url,
            redis_url=redis_url,
            state=state,
            keys=_environment_keys(),
            store=FileStore(address) if (address := os.environ.get("FILE_STORE")) else None,
        )
    except LocalError as error:
        raise FileError(str(error)) from error
    finally:
        for server in reversed(started):
            server.stop()
        lock.give_back()


def _environment_keys() -> dict[str, str]:
    from leadqual.backups.making import ERASURE_KEY_NAME, SECRET_NAME

    names = {SECRET_NAME: "SECRET_KEY", ERASURE_KEY_NAME: "ERASURE_KEY"}
    return {name: secret for name, variable in names.items() if (secret := read_secret(variable))}
