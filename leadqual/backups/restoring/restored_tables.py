"""What a restored database needs before it takes the place of the former one.

Runs in a process of its own, whose settings name the restored database and files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Substr

from leadqual.accounts.audit.services import record_audit
from leadqual.backups.journal.apply_journal import Replayed, replay
from leadqual.backups.journal.erased_again import erase_again
from leadqual.backups.journal.journal_parts import JournalLine
from leadqual.backups.models import BackupRun, JournalChange, JournalState
from leadqual.core import clock
from leadqual.registry.models import ModelVersion

_STATE_KEY = 1


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """Which backup was restored, and where it comes from.

    Args:
        name: of the backup.
        taken_at: when, ISO 8601.
        state_dir: state folder at that time, which rows of models name.
        last_part: newest part of the journal there is; the next one follows it.
        place: address of where it is.
        size: of the archive, in bytes.
        n_rows: in all tables.
        n_files: in it.
        is_encrypted: whether it is.
    """

    name: str
    taken_at: str
    state_dir: str
    last_part: str
    place: str
    size: int
    n_rows: int
    n_files: int
    is_encrypted: bool


def finish_restore(
    backup: RestoredBackup, lines: Iterable[JournalLine], *, new_state_dir: str
) -> Replayed:
    """Bring the tables to this version and apply the journal; everyone has to sign in again.

    Args:
        backup: that was restored.
        lines: of the journal, since the backup.
        new_state_dir: state folder from now on.
    """
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()
    _move_models(backup.state_dir, new_state_dir)
    done = replay(lines)
    erase_again(done.workspace_ids)
    JournalChange.objects.all().delete()  # The journal has all of it.
    JournalState.objects.update_or_create(pk=_STATE_KEY, defaults={"last_part": backup.last_part})
    BackupRun.objects.create(
        kind=BackupRun.Kind.RESTORE,
        name=backup.name,
        place=backup.place,
        started_at=clock.now(),
        size=backup.size,
        n_rows=backup.n_rows,
        n_files=backup.n_files,
        is_encrypted=backup.is_encrypted,
        is_good=True,
    )
    record_audit(
        workspace=None,
        actor=None,
        action="backup.restored",
        subject=f"backup:{backup.name}",
        name=backup.name,
        details={
            "taken_at": backup.taken_at,
            "n_erased": done.n_erased,
            "n_entries": done.n_entries,
        },
    )
    return done


def _move_models(former: str, now: str) -> None:
    """Let rows name the folders of models where they are now."""
    if former == now:
        return
    start = f"{PurePath(former)}/"
    rest = Substr(F("folder"), len(start) + 1)
    moved = Concat(Value(f"{PurePath(now)}/"), rest, output_field=TextField())
    ModelVersion.objects.filter(folder__startswith=start).update(folder=moved)
