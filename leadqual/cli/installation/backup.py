"""`leadqual backup`: make backups, list them, verify them; keys to encrypt them for.

Needs the database to make and verify them: the one of the environment, or of what `make run`
started in this folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.installation.database import connect
from leadqual.core.texts.plain_texts import format_count

if TYPE_CHECKING:
    from leadqual.backups.archive.archive_format import BackupSummary, Manifest
    from leadqual.backups.archive.backup_places import Place

app = typer.Typer(help="Make, list and verify backups of the whole installation.")

PlaceOption = Annotated[
    str | None,
    typer.Option("--from", help="Folder or s3:// address with backups; default: BACKUP_TO."),
]
IdentityOption = Annotated[
    Path | None,
    typer.Option(help="File with the age secret key of encrypted backups."),
]
_MEGABYTE = 2**20


@app.callback(invoke_without_command=True)
def make(
    context: typer.Context,
    to: Annotated[
        str | None, typer.Option(help="Folder or s3:// address; default: BACKUP_TO.")
    ] = None,
) -> None:
    """Make a backup now, while everything runs."""
    if context.invoked_subcommand is not None:
        return
    connect()
    from django.conf import settings

    from leadqual.backups.services import back_up

    with one_line_errors():
        place = place_named(to or settings.BACKUP_TO)
        summary = back_up(place, progress=lambda what: typer.echo(f"Reading {what} ..."))
    typer.echo(f"Made {_summary_line(summary)}")
    if Path(place.address).is_relative_to(settings.STATE_DIR.resolve()):
        typer.echo(
            f"It is inside STATE_DIR, {settings.STATE_DIR}, and is lost with it. Copy it to "
            "another disk, or choose another place with --to."
        )
    if not summary.is_encrypted:
        typer.echo(
            "It is not encrypted and holds no keys: keep SECRET_KEY and ERASURE_KEY separately "
            "(STATE_DIR/secret and STATE_DIR/erasure.key). Set BACKUP_RECIPIENTS to encrypt it."
        )


@app.command("list")
def list_backups(place: PlaceOption = None) -> None:
    """List the backups of a place, the oldest first."""
    from leadqual.backups.archive.read_archive import list_summaries

    with one_line_errors():
        backup_place = place_named(place)
        found = list_summaries(backup_place)
    for summary in found:
        typer.echo(_summary_line(summary))
    if not found:
        typer.echo(f"There are no backups in {backup_place.address}.")


@app.command()
def verify(
    name: Annotated[str, typer.Argument(help="Name of a backup, or `latest`.")],
    place: PlaceOption = None,
    identity: IdentityOption = None,
    *,
    restore: Annotated[
        bool, typer.Option("--restore", help="Also restore it beside the database.")
    ] = False,
) -> None:
    """Check every checksum of a backup; with --restore also the rows of every table."""
    from leadqual.backups.archive import read_archive as archives

    with one_line_errors():
        backup_place = place_named(place)
        summary = archives.summary_named(backup_place, name)
        keys = read_identities_for(identity, summary)
        if restore:
            connect()
            from leadqual.backups.restoring.verified_restore import verify_by_restoring
            from leadqual.backups.services import conninfo

            manifest = verify_by_restoring(backup_place, summary, conninfo(), identities=keys)
        else:
            manifest = archives.verify(backup_place, summary, keys)
    typer.echo(f"Good: {_summary_line(summary)}")
    if restore:
        tables = format_count(len(manifest.row_counts), "table")
        typer.echo(f"Restored beside the database: {tables}, each with all rows of the backup.")
    print_missing(manifest)


@app.command("new-key")
def new_key(
    file: Annotated[Path, typer.Argument(help="New file for the secret key.")],
) -> None:
    """Create a key pair: the secret key goes into a file, the public one into BACKUP_RECIPIENTS."""
    from leadqual.backups.archive.age_encryption import new_identity
    from leadqual.core.files.private_files import open_private

    if file.exists():
        raise FileError(f"{file} exists already. Choose another name.")
    text, public = new_identity()
    try:
        with open_private(file) as target:
            target.write(text.encode())
    except OSError as error:
        raise FileError(f"{file} cannot be written: {error.strerror}.") from error
    typer.echo(f"BACKUP_RECIPIENTS={public}")
    typer.echo(f"Keep {file} away from this server. Without it nobody can restore the backups.")


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what is wrong with a backup into one line."""
    from leadqual.backups.errors import BackupError

    try:
        yield
    except BackupError as error:
        raise FileError(str(error)) from error


def place_named(address: str | None) -> "Place":
    """Return a place, or the one of BACKUP_TO.

    Raises:
        FileError: neither is given.
    """
    import os

    from launcher.running_installation import running_environment
    from launcher.up import state_folder
    from leadqual.backups.archive.backup_places import place_at

    found = address or os.environ.get("BACKUP_TO")
    found = found or running_environment(state_folder()).get("BACKUP_TO")
    if not found:
        raise FileError("Name a folder or an s3:// address, or set BACKUP_TO.")
    return place_at(found)


def read_identities_for(path: Path | None, summary: "BackupSummary") -> list[Any]:
    """Return the secret keys for a backup; the passphrase of the file is asked for.

    Raises:
        FileError: the backup is encrypted, and no file is given.
    """
    import os

    from leadqual.backups.archive.age_encryption import read_identities

    file = path or os.environ.get("BACKUP_IDENTITY_FILE")
    if not summary.is_encrypted:
        return []
    if not file:
        raise FileError(f"{summary.name} is encrypted. Name the identity file with --identity.")
    return read_identities(
        Path(file), passphrase=lambda: str(typer.prompt(f"Passphrase of {file}", hide_input=True))
    )


def print_missing(manifest: "Manifest") -> None:
    """Print what rows of a backup name, but what is not in it."""
    for name in manifest.missing:
        typer.echo(f"Not in it, deleted while it was made: {name}")
    for folder in manifest.elsewhere:
        typer.echo(f"Not in it, outside of STATE_DIR: the model {folder}")


def _summary_line(summary: "BackupSummary") -> str:
    state = "encrypted" if summary.is_encrypted else "not encrypted"
    return (
        f"{summary.name}  {summary.size / _MEGABYTE:,.1f} MB, {state}, "
        f"{summary.n_rows:,} rows, {summary.n_files:,} files"
    )
