"""An installation that can be destroyed: a database and a state folder of its own."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from leadqual.backups.archive.age_encryption import read_identities, read_recipients
from leadqual.backups.archive.archive_format import BackupSummary
from leadqual.backups.archive.backup_places import FolderPlace, Place
from leadqual.backups.making import Installation, make_backup
from leadqual.backups.restoring.restore_backup import Restored, RestoreOptions, Target, restore
from leadqual.backups.services import conninfo
from leadqual.core.files.file_store import file_store
from tests.database import copied_database, create_database, drop_database

NOT_COMPARED = frozenset(
    {
        *("django_session", "accounts_auditrow"),  # Everyone signs in again; the restore is noted.
        *("backups_journalstate", "backups_journalchange", "backups_backuprun"),
    }
)
KEYS = {"secret": "only-for-tests", "erasure.key": "a-key-of-hashes"}
Rows = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Life:
    """An installation of its own.

    Args:
        database: its name.
        state: its folder.
        place: of its backups.
        redis_url: of its jobs and caches.
    """

    database: str
    state: Path
    place: Place
    redis_url: str

    @property
    def target(self) -> Target:
        """Where a backup is restored to: its files of keys come from the backup."""
        return Target(conninfo(), self.redis_url, self.state, {}, store=file_store())

    def back_up(self, *recipients: str, place: Place | None = None) -> BackupSummary:
        """Make a backup, encrypted where there are recipients."""
        what = Installation(conninfo(), self.state, KEYS, has_journal=True, store=file_store())
        return make_backup(what, place or self.place, recipients=read_recipients(recipients))

    def destroy(self) -> None:
        """Lose everything but the backups."""
        drop_database(self.database)
        shutil.rmtree(self.state)
        create_database(self.database)
        self.state.mkdir()

    def restore(
        self,
        summary: BackupSummary,
        *,
        identity: Path | None = None,
        place: Place | None = None,
        **options: object,
    ) -> Restored:
        """Restore a backup, without the journal unless it is named."""
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # of Postgres
        return restore(
            place or self.place,
            summary,
            self.target,
            identities=read_identities(identity) if identity else [],
            options=RestoreOptions(**options),  # type: ignore[arg-type]
        )


@pytest.fixture
def life(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Life]:
    """An installation with the taxonomy and the models of the product."""
    state = tmp_path / "state"
    state.mkdir()
    settings.STATE_DIR, settings.MEDIA_ROOT = state, state / "uploads"
    settings.ERASURE_KEY = KEYS["erasure.key"]
    place = FolderPlace(tmp_path / "backups")
    with copied_database() as database:
        yield Life(database, state, place, settings.REDIS_URL)


@pytest.fixture
def key_file(tmp_path: Path) -> tuple[Path, str]:
    """The file of a secret key, and the public key."""
    from leadqual.backups.archive.age_encryption import new_identity

    text, public = new_identity()
    path = tmp_path / "identity.txt"
    path.write_text(text)
    return path, public


def all_rows() -> Rows:
    """Return all rows of all tables that a restore leaves as they were, in order."""
    names = set(connection.introspection.django_table_names(only_existing=True))
    with connection.cursor() as cursor:
        rows = {}
        for name in sorted(names - NOT_COMPARED):
            cursor.execute(f"SELECT x::text FROM {name} x ORDER BY 1")
            rows[name] = [row for (row,) in cursor.fetchall()]
        return rows


def all_files(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
