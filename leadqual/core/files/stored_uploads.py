"""Uploads in the shared store, if `FILE_STORE` is set."""

from pathlib import Path
from tempfile import mkstemp

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage

from leadqual.core.files.file_store import FileStore, file_store
from leadqual.core.files.shared_files import fetch_file
from leadqual.core.files.uploads import NewNames


class StoredFileStorage(NewNames, Storage):
    """Stores uploads under `uploads/`; reading first copies the whole file to this host."""

    def exists(self, name: str) -> bool:
        return self._store.has(_store_name(name))

    def size(self, name: str) -> int:
        return self._store.size(_store_name(name))

    def delete(self, name: str) -> None:
        self._store.delete(_store_name(name))

    @property
    def _store(self) -> FileStore:
        store = file_store()
        if store is None:
            raise LookupError("FILE_STORE is not set.")
        return store

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":  # read-only
        return File(fetch_file(_store_name(name)), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        if hasattr(content, "temporary_file_path"):
            self._store.put(Path(content.temporary_file_path()), _store_name(name))
            return name
        home = Path(settings.MEDIA_ROOT)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, path = mkstemp(dir=home)
        whole = Path(path)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor
                for piece in content.chunks():
                    file.write(piece)
            self._store.put(whole, _store_name(name))
        finally:
            whole.unlink()
        return name


def _store_name(name: str) -> str:
    return f"uploads/{name}"
