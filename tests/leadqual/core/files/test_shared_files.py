"""Hosts share uploads, written files and versions of folders through a store."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from leadqual.core.files.file_store import FileStore, file_store
from leadqual.core.files.folder_versions import fetch_version, share_version
from leadqual.core.files.shared_files import (
    delete_shared,
    delete_shared_folder,
    is_published,
    open_shared,
    publish,
    shared_folders,
)
from leadqual.core.files.stored_uploads import StoredFileStorage
from tests.leadqual.core.files.stores import Host, on_host, store
from tests.problems import refused

__all__ = ["on_host", "store"]


def test_a_file_is_whole_in_the_store_and_can_be_replaced(store: FileStore, tmp_path: Path) -> None:
    local = tmp_path / "local"
    for text in (b"first", b"second, longer"):
        local.write_bytes(text)
        store.put(local, "folder/name")

    assert (store.read("folder/name"), store.size("folder/name")) == (b"second, longer", 14)
    assert (store.has("folder/name"), store.has("folder")) == (True, False)
    assert store.names("folder") == ["folder/name"]
    assert store.names("nothing") == []
    assert store.read("nothing") is None
    with pytest.raises(FileNotFoundError):
        store.get("nothing", tmp_path / "copy")

    store.delete("folder/name")
    store.delete("folder/name")

    assert store.names("folder") == []


def test_an_upload_is_read_on_another_host(store: FileStore, on_host: Host) -> None:
    storage = StoredFileStorage()
    on_host("one")
    name = storage.save("imports/people.csv", ContentFile(b"email\nann@acme.example\n"))
    other = storage.save("imports/people.csv", ContentFile(b"other"))

    home = on_host("two")
    with storage.open(name, "rb") as file:
        file.seek(6)
        rest = file.read()

    assert name != other
    assert name.startswith("imports/people_")
    assert name.endswith(".csv")
    assert (rest, storage.size(name)) == (b"ann@acme.example\n", 23)
    assert [path for path in home.rglob("*") if path.is_file()] == []
    storage.delete(name)
    assert not storage.exists(name)
    assert store.names("uploads") == [f"uploads/{other}"]


def test_long_name_of_an_upload_fits_its_column(on_host: Host) -> None:
    on_host("one")

    name = StoredFileStorage().get_available_name(f"imports/{'a' * 400}.csv", max_length=300)

    assert len(name) == 300
    assert name.endswith(".csv")


def test_a_written_file_is_published_for_every_host(store: FileStore, on_host: Host) -> None:
    home = on_host("one")
    part, path = home / "exports" / "7" / "1.part", home / "exports" / "7" / "1.zip"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"rows")

    publish(part, path)

    path = on_host("two") / "exports" / "7" / "1.zip"
    assert is_published(path)
    with open_shared(path) as file:
        assert file.read() == b"rows"
    assert shared_folders(path.parent.parent) == {"7"}
    delete_shared(path)
    assert not is_published(path)
    with pytest.raises(FileNotFoundError):
        open_shared(path)
    assert delete_shared_folder(path.parent) == 0


def write_version(home: Path, name: str, text: str, *, layout: str = "3") -> str:
    """Write a version of a folder, as its maker does, and share it."""
    folder, current = home / f"{layout}-{name}", f"current-{layout}.json"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "file").write_text(text)
    (folder / "other").write_text("other")
    (home / current).write_text(json.dumps({"folder": folder.name}))
    share_version(home, folder, current)
    return current


def test_each_host_fetches_the_newest_version_and_drops_the_former(
    store: FileStore, on_host: Host
) -> None:
    current = write_version(on_host("one") / "facets" / "7", "a", "first")
    two = on_host("two") / "facets" / "7"
    fetch_version(two, current)
    assert (two / "3-a" / "inside" / "file").read_text() == "first"

    one = on_host("one") / "facets" / "7"
    write_version(one, "b", "second")
    on_host("two")
    fetch_version(two, current)

    assert (two / "3-b" / "inside" / "file").read_text() == "second"
    assert json.loads((two / current).read_text()) == {"folder": "3-b"}
    assert {name.split("/")[2] for name in store.names("facets")} == {"3-b", current}


def test_versions_of_another_layout_stay_for_the_code_that_reads_them(
    store: FileStore, on_host: Host
) -> None:
    home = on_host("one") / "facets" / "7"
    write_version(home, "a", "of other code", layout="2")
    write_version(home, "b", "of this code", layout="3")

    names = {name.split("/")[2] for name in store.names("facets")}

    assert names == {"2-a", "current-2.json", "3-b", "current-3.json"}


def test_half_a_version_is_not_current_on_another_host(store: FileStore, on_host: Host) -> None:
    one = on_host("one") / "facets" / "7"
    current = write_version(one, "a", "first")
    two = on_host("two") / "facets" / "7"
    fetch_version(two, current)
    broken = on_host("three") / "current"
    broken.write_text(json.dumps({"folder": "../../7"}))
    store.put(broken, f"facets/7/{current}")

    on_host("two")
    with pytest.raises(ValueError, match="names no folder"):
        fetch_version(two, current)

    assert json.loads((two / current).read_text()) == {"folder": "3-a"}
    assert (two / "3-a" / "other").read_text() == "other"


def test_files_of_a_deleted_workspace_go_on_every_host(store: FileStore, on_host: Host) -> None:
    current = write_version(on_host("one") / "facets" / "7", "a", "first")
    two = on_host("two") / "facets" / "7"
    fetch_version(two, current)

    delete_shared_folder(on_host("one") / "facets" / "7")
    on_host("two")
    fetch_version(two, current)

    assert not two.exists()
    assert store.names("facets") == []


def test_a_store_that_is_away_is_told_in_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    settings.FILE_STORE = f"s3://away/{tmp_path.name}"
    away = file_store()
    assert away is not None

    with refused("file_store_unavailable") as told:
        away.read("name")

    assert (told.value.status, told.value.code) == (503, "file_store_unavailable")
