"""Files that hosts share in a store are in a backup, and back in the store after a restore."""

import pytest

from leadqual.core.files.file_store import FileStore
from tests.leadqual.backups.conftest import Life
from tests.leadqual.core.files.stores import store

__all__ = ["store"]

NAME = "uploads/imports/list.csv"


@pytest.mark.slow
def test_files_of_the_store_come_back(life: Life, store: FileStore) -> None:
    local = life.state.parent / "local"
    local.write_bytes(b"as it was")
    store.put(local, NAME)
    store.put(local, "facets/7/version/columns")  # Made from the tables.
    summary = life.back_up()
    local.write_bytes(b"changed since")
    store.put(local, NAME)
    store.delete("facets/7/version/columns")
    life.destroy()

    life.restore(summary, may_change_keys=True)

    assert store.read(NAME) == b"as it was"
    assert not store.has("facets/7/version/columns")
