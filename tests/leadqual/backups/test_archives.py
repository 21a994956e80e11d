"""A damaged, foreign or hostile archive is refused, and a full disk leaves nothing behind."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from leadqual.backups.archive.age_encryption import (
    new_identity,
    open_encrypted,
    read_identities,
    read_recipients,
)
from leadqual.backups.archive.archive_format import (
    FORMAT,
    MANIFEST,
    SUMMARY_ENDING,
    BackupSummary,
    Manifest,
)
from leadqual.backups.archive.backup_places import FolderPlace, Place, place_at
from leadqual.backups.archive.read_archive import list_summaries, verify
from leadqual.backups.archive.write_archive import HashedWriter, new_archive
from leadqual.backups.errors import BackupError, DamagedBackupError
from tests.leadqual.cli.files.store_servers import KEYS, running_store
from tests.small_disk import small_disk

CONTENT = {"files/uploads/list.csv": b"email\n" * 40_000, "database/000001": b"dump" * 50_000}


def written(
    place: FolderPlace,
    *recipients: str,
    content: dict[str, bytes] = CONTENT,
    change: Callable[[Manifest], Manifest] = lambda manifest: manifest,
) -> BackupSummary:
    """Write an archive as a backup does."""
    with place.writing("b.tar") as target:
        hashed = HashedWriter(target)
        keys = read_recipients(recipients)
        with open_encrypted(hashed, keys) as plain, new_archive(plain) as archive:  # type: ignore[arg-type]
            for name, text in content.items():
                archive.add_bytes(name, text)
            manifest = Manifest(
                *(FORMAT, "b", "1", [], "2026-11-26T00:00:00+00:00", "", 180000, "/state", {}),
                *(dict(archive.members), [], [], "", {}),
            )
            archive.add_bytes(MANIFEST, change(manifest).as_bytes())
    return summary_of(place, is_encrypted=bool(recipients))


def summary_of(place: FolderPlace, *, is_encrypted: bool) -> BackupSummary:
    """Write the summary that belongs to the archive as it is."""
    content = (place.folder / "b.tar").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    at = "2026-11-26T00:00:00+00:00"
    summary = BackupSummary("b", "b.tar", at, len(content), digest, is_encrypted, "1", 0, 1)
    with place.writing(f"b{SUMMARY_ENDING}") as target:
        target.write(summary.as_bytes())
    return summary


@pytest.fixture
def place(tmp_path: Path) -> FolderPlace:
    return FolderPlace(tmp_path / "backups")


@pytest.fixture
def identity(tmp_path: Path) -> tuple[Path, str]:
    text, public = new_identity()
    (tmp_path / "key").write_text(text)
    return tmp_path / "key", public


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_whole_archive_is_good(
    place: FolderPlace, identity: tuple[Path, str], *, is_encrypted: bool
) -> None:
    path, public = identity
    summary = written(place, *([public] if is_encrypted else []))

    manifest = verify(place, summary, read_identities(path))

    assert {name: one.size for name, one in manifest.members.items()} == {
        name: len(text) for name, text in CONTENT.items()
    }
    assert list_summaries(place) == [summary]


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_one_changed_bit_is_found(
    place: FolderPlace, identity: tuple[Path, str], *, is_encrypted: bool
) -> None:
    path, public = identity
    summary = written(place, *([public] if is_encrypted else []))
    file = place.folder / "b.tar"
    whole = file.read_bytes()

    for at in (0.0, 0.01, 0.3, 0.6, 0.999):
        content = bytearray(whole)
        content[int(at * len(content))] ^= 1
        file.write_bytes(content)
        with pytest.raises(DamagedBackupError):
            verify(place, summary, read_identities(path))


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_cut_archive_is_found_even_if_its_hash_is_right(
    place: FolderPlace, identity: tuple[Path, str], *, is_encrypted: bool
) -> None:
    path, public = identity
    written(place, *([public] if is_encrypted else []))
    file = place.folder / "b.tar"
    whole = file.read_bytes()

    for share in (0.0, 0.2, 0.7, 0.98):
        file.write_bytes(whole[: int(share * len(whole))])
        summary = summary_of(place, is_encrypted=is_encrypted)
        with pytest.raises(DamagedBackupError):
            verify(place, summary, read_identities(path))


def test_another_key_opens_nothing(place: FolderPlace, identity: tuple[Path, str]) -> None:
    path, _ = identity
    _, other = new_identity()
    summary = written(place, other)

    with pytest.raises(DamagedBackupError, match="another key"):
        verify(place, summary, read_identities(path))


@pytest.mark.slow
def test_an_identity_may_have_a_passphrase(place: FolderPlace, identity: tuple[Path, str]) -> None:
    path, public = identity
    path.write_bytes(pyrage.passphrase.encrypt(path.read_bytes(), "a long passphrase"))
    summary = written(place, public)

    with pytest.raises(BackupError, match="passphrase"):
        read_identities(path)
    with pytest.raises(BackupError, match="wrong"):
        read_identities(path, passphrase=lambda: "another")
    keys = read_identities(path, passphrase=lambda: "a long passphrase")

    assert verify(place, summary, keys).name == "b"


def hostile(name: str, *, kind: bytes = tarfile.REGTYPE, target: str = "") -> bytes:
    """Return a tar with one member that no backup has."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname, entry.size = kind, target, 4 if kind == tarfile.REGTYPE else 0
        tar.addfile(entry, io.BytesIO(b"evil") if entry.size else None)
    return stream.getvalue()


def test_a_hostile_member_is_refused(place: FolderPlace) -> None:
    for content in (
        hostile("../evil"),
        hostile("files/../../evil"),
        hostile("/etc/evil"),
        hostile("files//evil"),
        hostile("files/./evil"),
        hostile("files/a\\..\\evil"),
        hostile("other/evil"),
        hostile("files/link", kind=tarfile.SYMTYPE, target="/etc/passwd"),
        hostile("files/link", kind=tarfile.LNKTYPE, target="files/x"),
        hostile("files/pipe", kind=tarfile.FIFOTYPE),
        hostile("files/folder", kind=tarfile.DIRTYPE),
        hostile("files/device", kind=tarfile.CHRTYPE),
    ):
        with place.writing("b.tar") as target:
            target.write(content)
        summary = summary_of(place, is_encrypted=False)

        with pytest.raises(DamagedBackupError, match="no backup of LeadQual has"):
            verify(place, summary, [])


def test_members_and_manifest_must_agree(place: FolderPlace) -> None:
    name = "files/uploads/list.csv"

    def without(manifest: Manifest) -> Manifest:
        return replace(manifest, members={k: v for k, v in manifest.members.items() if k != name})

    def with_more(manifest: Manifest) -> Manifest:
        return replace(manifest, members={**manifest.members, "x": manifest.members[name]})

    def later(manifest: Manifest) -> Manifest:
        return replace(manifest, format=FORMAT + 1)

    for change in (without, with_more, later):
        summary = written(place, change=change)
        with pytest.raises(DamagedBackupError):
            verify(place, summary, [])


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_full_disk_leaves_nothing(identity: tuple[Path, str], *, is_encrypted: bool) -> None:
    _, public = identity
    with small_disk(n_bytes=150_000) as folder:
        small = FolderPlace(folder)

        with pytest.raises(OSError, match=r"No space|too large"):
            written(small, *([public] if is_encrypted else []))

        assert list(folder.iterdir()) == []


def fail_after(place: Place, name: str, content: bytes) -> None:
    """Write something, then fail before the end."""
    with place.writing(name) as target:
        target.write(content)
        raise ZeroDivisionError


def test_a_write_that_fails_leaves_what_was_there(place: FolderPlace) -> None:
    with place.writing("x") as target:
        target.write(b"former")

    with pytest.raises(ZeroDivisionError):
        fail_after(place, "x", b"half")

    assert (place.names(), (place.folder / "x").read_bytes()) == (["x"], b"former")


@pytest.mark.slow
def test_a_store_shows_only_whole_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with running_store() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        _create_bucket()
        store = place_at("s3://backups/leadqual/")
        with store.writing("journal/a.jsonl") as target:
            target.write(b"line")
        with pytest.raises(ZeroDivisionError):
            fail_after(store, "b.tar", b"x" * 2**25)
        names, size = store.names(), store.size("journal/a.jsonl")
        with store.open("journal/a.jsonl") as file:
            content = file.read()
        store.delete("journal/a.jsonl")

        assert (names, size, content) == (["journal/a.jsonl"], 4, b"line")
        assert store.names() == []
        with pytest.raises(BackupError, match="cannot be used"):
            place_at("s3://other/x").open("y")


def _create_bucket() -> None:
    import fsspec

    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("backups")


def test_other_addresses_hold_no_backups() -> None:
    for address in ("https://x/y", "ftp://x"):
        with pytest.raises(BackupError, match="cannot hold backups"):
            place_at(address)
