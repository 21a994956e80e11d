"""What a restored database needs before it takes the place of the former one.

Runs in a process of its own, whose settings name the restored database and files.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Substr

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Workspace
from leadqual.backups.journal.journal_parts import JournalLine
from leadqual.backups.journal.write_journal import JOURNALED
from leadqual.backups.models import BackupRun, JournalChange, JournalState
from leadqual.core import clock
from leadqual.core.former_versions import migrate
from leadqual.leads.erased_keys import ErasedKeys, read_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.models import Contact, DoNotContact, ErasedKey
from leadqual.privacy.erasure.erase_person import run_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.text_columns import text_columns
from leadqual.registry.models import ModelVersion

_CHUNK = 2_000

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_NOT_SEARCHED = frozenset({"leads.ErasedPerson", "leads.ErasedKey", "privacy.Erasure"})
_STATE_KEY = 1


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the journal changed."""

    n_erased: int
    n_entries: int
    n_skipped: int
    workspace_ids: tuple[int, ...]


@transaction.atomic
def replay(lines: Iterable[JournalLine]) -> Replayed:
    """Bring the rows of the journal to their last state; safe to run twice.

    Users that the backup does not have are left empty: who did it is lost, what holds is not.
    """
    last = {(line.table, line.row_id): line for line in lines}
    known = {key: at.isoformat() for key, at in Workspace.objects.values_list("pk", "created_at")}
    counts = {}
    n_skipped = 0
    for model in JOURNALED:
        of_model = [line for line in last.values() if line.table == model._meta.db_table]
        rows = [line for line in of_model if line.row is not None]
        known_lines = [line for line in rows if known.get(_workspace(line)) == line.workspace_since]
        n_skipped += len(rows) - len(known_lines)
        deleted_ids = [line.row_id for line in of_model if line.row is None]
        model._default_manager.filter(pk__in=deleted_ids).delete()
        # Before: what follows from a row that is written must not get the key of a later one.
        _raise_sequence(model, max((line.row_id for line in of_model), default=0))
        counts[model] = _apply(model, known_lines) + len(deleted_ids)
    keys = ErasedKey._meta.db_table
    erased = [line for line in last.values() if line.table == keys and line.row is not None]
    return Replayed(
        n_erased=len({(line.row or {})["person_id"] for line in erased}),
        n_entries=counts[DoNotContact],
        n_skipped=n_skipped,
        workspace_ids=tuple(sorted({_workspace(line) for line in erased} & set(known))),
    )


def _apply(model: type[models.Model], lines: Sequence[JournalLine]) -> int:
    """Write rows as the journal has them, with their keys; lifted entries before active ones."""
    known_ids = {line.row_id for line in lines}
    rows = [_build_row(model, line.row or {}, known_ids) for line in lines]
    rows.sort(key=lambda row: getattr(row, "lifted_at", None) is None)
    existing_ids = set(
        model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    columns = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    for chunk in _chunks([row for row in rows if row.pk in existing_ids]):
        model._default_manager.bulk_update(chunk, columns)
    for chunk in _chunks([row for row in rows if row.pk not in existing_ids]):
        # An entry of the same source that is active already says the same.
        model._default_manager.bulk_create(chunk, ignore_conflicts=True)
    return len(rows)


def _build_row(
    model: type[models.Model], values: Mapping[str, Any], known_ids: Set[int]
) -> models.Model:
    """Make a row; columns of another version are ignored, references to what is gone are empty.

    Args:
        model: of the row.
        values: column → value.
        known_ids: keys of all rows of the table that the journal brings.
    """
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname in values:
            setattr(row, field.attname, field.to_python(values[field.attname]))
    for field in model._meta.concrete_fields:
        key = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey) and field.null and key is not None:
            target: Any = field.related_model
            if target is model and key in known_ids:
                continue
            if not target._default_manager.filter(pk=key).exists():
                setattr(row, field.attname, None)
    return row


def _raise_sequence(model: type[models.Model], key: int) -> None:
    """Give no new row a key that the journal knows: it speaks of rows by their keys."""
    table = connection.ops.quote_name(model._meta.db_table)
    highest = "setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, max(id), 1))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {highest} FROM {table}", [model._meta.db_table, key])  # noqa: S608


def _workspace(line: JournalLine) -> int:
    return int((line.row or {})["workspace_id"])


def _chunks(rows: Sequence[models.Model]) -> Iterator[Sequence[models.Model]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def erase_again(workspace_ids: Iterable[int]) -> int:
    """Erase people who are still present although their hash says that they were erased.

    Returns:
        How many people were erased.
    """
    n_erased = 0
    for workspace in Workspace.objects.filter(pk__in=list(workspace_ids)).order_by("pk"):
        keys = read_erased(workspace.pk)
        contacts = Contact.objects.filter(workspace=workspace)
        for contact_id in list(_contacts_of(contacts, keys)):
            if contacts.filter(pk=contact_id).exists():  # Not a second one of the same person.
                n_erased += _erase(workspace, Identifiers(contact_id=contact_id))
        for email in sorted(_emails_of(workspace, keys)):
            n_erased += _erase(workspace, Identifiers(email=email))
    return n_erased


def _erase(workspace: Workspace, identifiers: Identifiers) -> int:
    erasure = start_erasure(workspace=workspace, identifiers=identifiers, author=None)
    run_erasure(erasure.pk)
    return 1


def _contacts_of(contacts: QuerySet[Contact], keys: ErasedKeys) -> Iterator[int]:
    columns = ("email", "linkedin_url", "external_id", "phone", "last_name")
    for contact in contacts.only(*columns).order_by("pk").iterator():
        identity = Identity(
            emails=[contact.email or ""],
            linkedin_urls=[contact.linkedin_url or ""],
            external_ids=[contact.external_id or ""],
            phones=[contact.phone or ""],
            last_names=[contact.last_name or ""],
        )
        if keys.has(identity):
            yield contact.pk


def _emails_of(workspace: Workspace, keys: ErasedKeys) -> set[str]:
    """Return the addresses of erased people that any text of the workspace still has."""
    found = {email for text in _texts_with_emails(workspace) for email in _EMAIL.findall(text)}
    return {email for email in found if keys.has(Identity(emails=[email]))}


def _texts_with_emails(workspace: Workspace) -> Iterator[str]:
    """Yield the texts of all tables of the register that have an @, cell by cell."""
    for table in TABLES:
        if table.model in _NOT_SEARCHED or not table.workspace:
            continue
        model: Any = apps.get_model(table.model)
        rows = model._default_manager.filter(**{table.workspace: workspace.pk})
        for column in sorted(text_columns(model)):
            cells = rows.annotate(cell=Cast(column, TextField())).filter(cell__contains="@")
            yield from cells.values_list("cell", flat=True).iterator()


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """Which backup was restored, and where it comes from.

    Args:
        taken_at: when, ISO 8601.
        place: address of where it is.
        size: of the archive, in bytes.
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
    """Bring the tables to this version and apply the journal; everyone has to sign in again."""
    migrate(verbosity=0)
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
    relative_path = Substr(F("folder"), len(start) + 1)
    moved = Concat(Value(f"{PurePath(now)}/"), relative_path, output_field=TextField())
    ModelVersion.objects.filter(folder__startswith=start).update(folder=moved)
