"""Erasures and do-not-contact entries since a backup hold after it is restored."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.backups.archive.age_encryption import new_identity, read_identities, read_recipients
from leadqual.backups.archive.archive_format import BackupSummary
from leadqual.backups.archive.backup_places import FolderPlace
from leadqual.backups.errors import JournalError
from leadqual.backups.journal.journal_parts import list_parts, next_stamp, read_since
from leadqual.backups.journal.write_journal import write_journal
from leadqual.backups.models import JournalChange, JournalState
from leadqual.backups.restoring.restored_tables import erase_again, replay
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry, lift_entries
from leadqual.leads.models import Contact, DoNotContact, ErasedKey, ErasedPerson, Note
from leadqual.privacy.erasure.erase_person import lift_erasure, start_erasure
from leadqual.privacy.erasure.person import Identifiers
from tests.leadqual.backups.conftest import Life
from tests.product import make_manager, make_workspace

pytestmark = pytest.mark.django_db
ANNA, BEN = "anna@port.example", "ben@port.example"


@pytest.fixture
def place(tmp_path: Path) -> FolderPlace:
    return FolderPlace(tmp_path / "backups")


def summary_since(last_part: str) -> BackupSummary:
    at = "2026-11-26T00:00:00+00:00"
    return BackupSummary(
        *("b", "b.tar", at, 1, "", False, "1", 1, 1), last_part=last_part, has_journal=True
    )


def block(workspace: Workspace, email: str, author: User) -> DoNotContact:
    source = EntrySource("manual", "settings", author)
    return add_entry(workspace=workspace, text=email, kind="email", source=source)


def last_part() -> str:
    return JournalState.objects.get().last_part


def test_changes_are_applied_in_their_last_state(
    workspace: Workspace, manager: User, place: FolderPlace
) -> None:
    Contact.objects.create(workspace=workspace, email=ANNA, last_name="Lee")
    lifted = block(workspace, "before@port.example", manager)
    write_journal(place, recipients=[])
    since = last_part()
    point = transaction.savepoint()
    block(workspace, BEN, manager)
    lift_entries(
        workspace=workspace, entries=DoNotContact.objects.filter(pk=lifted.pk), author=manager
    )
    start_erasure(workspace=workspace, identifiers=Identifiers(email=ANNA), author=manager)
    write_journal(place, recipients=[])
    wanted = _state()
    transaction.savepoint_rollback(point)
    lines = list(read_since(place, summary_since(since), []))
    done = replay(lines)
    n_erased = erase_again(done.workspace_ids)

    assert (done.n_erased, done.n_skipped) == (1, 0)
    assert n_erased == 1
    assert _state() == wanted
    assert not Contact.objects.filter(email=ANNA).exists()
    assert ANNA not in "".join(one.as_json() for one in lines)


def _state() -> list[list[object]]:
    return [
        list(DoNotContact.objects.order_by("pk").values_list("pk", "value", "lifted_at")),
        list(ErasedKey.objects.order_by("digest").values_list("pk", "digest", "person")),
        list(ErasedPerson.objects.order_by("pk").values_list("pk", "lifted_at")),
    ]


@pytest.mark.parametrize("is_there", [True, False])
def test_entries_keep_the_keys_of_their_people(
    workspace: Workspace, manager: User, place: FolderPlace, *, is_there: bool
) -> None:
    anna = Contact(workspace=workspace, email=ANNA, last_name="Lee", phone="030 1234567")
    if is_there:  # When the backup was made.
        anna.save()
    write_journal(place, recipients=[])
    since = last_part()
    point = transaction.savepoint()
    if not is_there:
        anna.save()
    first, second = block(workspace, ANNA, manager), block(workspace, BEN, manager)
    write_journal(place, recipients=[])
    wanted = [row.key for row in first.derived_entries.order_by("key")]
    transaction.savepoint_rollback(point)

    for _ in range(2):
        replay(read_since(place, summary_since(since), []))

    assert len(wanted) == len(["record", "phone"])
    roots = DoNotContact.objects.filter(derived_from=None).order_by("pk")
    assert list(roots) == [first, second]
    assert [row.key for row in first.derived_entries.order_by("key")] == wanted


def test_a_lifted_erasure_and_a_deleted_entry_stay_so(
    workspace: Workspace, manager: User, place: FolderPlace
) -> None:
    entry = block(workspace, BEN, manager)
    start_erasure(workspace=workspace, identifiers=Identifiers(email=ANNA), author=manager)
    write_journal(place, recipients=[])
    since, keys = last_part(), list(ErasedKey.objects.all())
    lift_erasure(workspace=workspace, identifiers=Identifiers(email=ANNA), author=manager)
    DoNotContact.objects.filter(pk=entry.pk).delete()
    write_journal(place, recipients=[])
    ErasedKey.objects.bulk_create(keys)
    DoNotContact.objects.bulk_create([entry])

    replay(read_since(place, summary_since(since), []))

    assert not ErasedKey.objects.exists()
    assert not DoNotContact.objects.filter(value=BEN).exists()


def test_another_workspace_under_the_same_key_gets_nothing(
    workspace: Workspace, manager: User, place: FolderPlace
) -> None:
    write_journal(place, recipients=[])
    since = last_part()
    entry = block(workspace, BEN, manager)
    write_journal(place, recipients=[])
    DoNotContact.objects.all().delete()
    Workspace.objects.filter(pk=workspace.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))

    done = replay(read_since(place, summary_since(since), []))

    assert (done.n_skipped, DoNotContact.objects.count()) == (1, 0)
    assert block(workspace, "new@port.example", manager).pk > entry.pk


def test_nothing_is_noted_twice_and_without_a_place_nothing_is_kept(
    workspace: Workspace, manager: User, place: FolderPlace
) -> None:
    write_journal(place, recipients=[])
    block(workspace, BEN, manager)
    first = write_journal(place, recipients=[])
    second = write_journal(place, recipients=[])
    block(workspace, ANNA, manager)
    write_journal(None, recipients=[])

    assert (first > 0, second, JournalChange.objects.count(), len(list_parts(place))) == (
        True,
        0,
        0,
        2,
    )


def test_an_encrypted_journal_shows_no_address_and_needs_its_key(
    workspace: Workspace, manager: User, place: FolderPlace, tmp_path: Path
) -> None:
    text, public = new_identity()
    (tmp_path / "key").write_text(text)
    write_journal(place, recipients=read_recipients([public]))
    since = last_part()
    block(workspace, BEN, manager)
    write_journal(place, recipients=read_recipients([public]))
    content = b"".join((place.folder / name).read_bytes() for name in place.names())

    lines = list(read_since(place, summary_since(since), read_identities(tmp_path / "key")))

    assert BEN.encode() not in content
    assert any((line.row or {}).get("value") == BEN for line in lines)
    with pytest.raises(JournalError, match="--without-journal"):
        list(read_since(place, summary_since(since), []))


def test_a_missing_or_damaged_part_is_told(
    workspace: Workspace, manager: User, place: FolderPlace
) -> None:
    write_journal(place, recipients=[])
    since = last_part()
    for email in (ANNA, BEN):
        block(workspace, email, manager)
        write_journal(place, recipients=[])
    first, second, last = (place.folder / name for name in place.names())

    for part in (first, second, last):
        content = part.read_bytes()
        if part == last:  # Nothing tells that the last one is missing.
            part.write_bytes(b"{")
        else:
            part.unlink()
        with pytest.raises(JournalError):
            list(read_since(place, summary_since(since), []))
        part.write_bytes(content)


def test_stamps_grow_whatever_the_clock_says() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)

    first = next_stamp(now, "")

    assert next_stamp(now, first) > first
    assert next_stamp(datetime(2020, 1, 1, tzinfo=UTC), first) > first


def test_erasing_again_finds_people_who_are_no_contacts(
    workspace: Workspace, manager: User
) -> None:
    contact = Contact.objects.create(workspace=workspace, email=BEN, last_name="Roe")
    start_erasure(workspace=workspace, identifiers=Identifiers(email=ANNA), author=manager)
    Note.objects.create(
        workspace=workspace, contact=contact, author=manager, text=f"Ask {ANNA} first."
    )

    erase_again([workspace.pk])

    assert ANNA not in Note.objects.get().text
    assert Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_they_hold_after_everything_was_destroyed(life: Life, key_file: tuple[Path, str]) -> None:
    identity, public = key_file
    workspace = make_workspace()
    manager = make_manager(workspace)
    for email in (ANNA, BEN):
        Contact.objects.create(workspace=workspace, email=email, last_name="Lee")
    write_journal(life.place, recipients=read_recipients([public]))
    summary = life.back_up(public)
    start_erasure(workspace=workspace, identifiers=Identifiers(email=ANNA), author=manager)
    block(workspace, BEN, manager)
    write_journal(life.place, recipients=read_recipients([public]))

    life.destroy()
    done = life.restore(summary, identity=identity, journal=life.place)

    assert (done.journal["erased"], done.journal["skipped"]) == (1, 0)
    assert list(Contact.objects.values_list("email", "do_not_contact")) == [(BEN, True)]
    assert ErasedKey.objects.exists()
    assert not JournalChange.objects.exists()
