"""Save and load a fitted classifier as a folder of arrays and JSON with a manifest.

A model file is input, not code: nothing here unpickles. Every file is listed in `manifest.json`
with its SHA-256 and its size, and is checked before it is read.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.core.errors import ArtifactError

FORMAT = 1
MANIFEST = "manifest.json"
ARRAYS = "arrays.npz"
FILES = (ARRAYS, "config.json", "report.json")
MAX_BYTES = 64 * 2**20
MAX_UNPACKED = 512 * 2**20  # Of all arrays together: a small file may hold many zeros.
MAX_MANIFEST = 2**16
N_HASH_DIGITS = 8  # Of the content hash, in a version.
_READ_ERRORS = (  # Raised for malicious zip files and arrays.
    *(OSError, ValueError, MemoryError, EOFError, OverflowError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A fitted classifier on disk, read and verified.

    Args:
        kind: `titles`, `companies` or `replies`.
        version: e.g. `titles-2026.11.4-5f2c1a9e`; names exactly one model, see `save`.
        arrays: name → array; object arrays are refused.
        checksum: SHA-256 of the manifest; names exactly this artifact.
        data_hash: SHA-256 of what it was trained on, see `hash_of`; empty in older artifacts.
        code_version: which code trained it, see `code_version`; empty in older artifacts.
    """

    kind: str
    version: str
    config: Mapping[str, object]
    arrays: Mapping[str, NDArray[np.generic]]
    report: Mapping[str, object]
    checksum: str
    data_hash: str = ""
    code_version: str = ""


def save(
    folder: Path,
    *,
    kind: str,
    version: str,
    config: Mapping[str, object],
    arrays: Mapping[str, NDArray[np.generic]],
    report: Mapping[str, object],
    compressed: bool = True,
    data_hash: str = "",
) -> str:
    """Write an artifact and return its checksum; the same content gives the same checksum.

    The manifest says on what it was trained, and by which code.

    Arrays of 8-bit numbers hardly become smaller, and load three times as quickly uncompressed.

    Args:
        folder: created if missing.
        kind: `titles`, `companies` or `replies`.
        version: what people call it; the beginning of the checksum of arrays and configuration is
            added, so that no two models ever share a version.
        config: plain JSON values.
        arrays: name → array.
        report: figures; they may change without another version.
        compressed: whether the arrays are.
        data_hash: of what it was trained on, see `hash_of`; left out, the manifest says neither
            that nor the code.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write = np.savez_compressed if compressed else np.savez
    write(folder / ARRAYS, **dict(arrays))  # type: ignore[arg-type]  # stubs take arrays only
    _write_json(folder / "config.json", config)
    _write_json(folder / "report.json", report)
    files = {
        name: {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size}
        for name in FILES
    }
    full_version = _add_content_hash(
        version, files[ARRAYS]["sha256"], files["config.json"]["sha256"]
    )
    manifest = {"format": FORMAT, "kind": kind, "version": full_version, "files": files}
    origin = {"data_hash": data_hash, "code_version": code_version()} if data_hash else {}
    _write_json(folder / MANIFEST, manifest | origin)
    return _sha256(folder / MANIFEST)


def load(folder: Path, *, kind: str) -> Artifact:
    """Read an artifact after checking its manifest, sizes and checksums.

    Raises:
        ArtifactError: anything is missing, damaged, too large or of another kind.
    """
    manifest = read_manifest(folder)
    if manifest.get("format") != FORMAT or manifest.get("kind") != kind:
        raise ArtifactError(
            f"{folder} holds {manifest.get('kind')!r} in format {manifest.get('format')!r}; "
            f"expected {kind!r} in format {FORMAT}. Train it again with this version."
        )
    version, files = manifest.get("version"), manifest.get("files")
    if not isinstance(version, str) or not version:
        raise ArtifactError(f"{folder}/{MANIFEST} names no version.")
    if not isinstance(files, dict) or set(files) != set(FILES):
        raise ArtifactError(f"{folder}/{MANIFEST} does not list the three files of an artifact.")
    for name, facts in files.items():
        _check_file(folder / name, facts)
    arrays = _read_arrays(folder / ARRAYS)
    return Artifact(
        kind=kind,
        version=version,
        config=_read_json(folder / "config.json"),
        arrays=arrays,
        report=_read_json(folder / "report.json"),
        checksum=_sha256(folder / MANIFEST),
        data_hash=str(manifest.get("data_hash") or ""),
        code_version=str(manifest.get("code_version") or ""),
    )


def read_manifest(folder: Path) -> dict[str, object]:
    """Read the manifest of an artifact without checking its files.

    Raises:
        ArtifactError: there is no manifest, or it is no JSON object, or too large for one.
    """
    path = folder / MANIFEST
    if path.is_file() and path.stat().st_size > MAX_MANIFEST:
        raise ArtifactError(f"{path} is too large for a manifest.")
    return _read_json(path)


def hash_of(rows: Iterable[object]) -> str:
    """Return the SHA-256 of examples, in their order; the same rows give the same hash."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
        digest.update(b"\n")
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Return a name for the code of this package: SHA-256 of its modules, the first 12 signs."""
    digest = hashlib.sha256()
    home = Path(__file__).parents[1]
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def pretrained(kind: str) -> Path:
    """Return the folder of the artifact that comes with the product."""
    return Path(__file__).parents[1] / "pretrained" / kind


def _read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read all arrays of a file; none that would not fit, and nothing that has to be unpickled."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise ArtifactError(f"{path} unpacks to more than a model may have.")
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except _READ_ERRORS as error:
        raise ArtifactError(f"{path} holds no arrays that can be read: {error}") from error
    if not_arrays := [name for name, each in arrays.items() if not isinstance(each, np.ndarray)]:
        raise ArtifactError(f"{path} holds {not_arrays[0]!r}, which is no array.")
    return arrays


def _check_file(path: Path, facts: object) -> None:
    if not isinstance(facts, dict):
        raise ArtifactError(f"The manifest says nothing usable about {path.name}.")
    if not path.is_file():
        raise ArtifactError(f"{path} is missing. Restore the artifact or train it again.")
    size = path.stat().st_size
    if size != facts.get("bytes") or size > MAX_BYTES:
        raise ArtifactError(f"{path} has {size} bytes, not the {facts.get('bytes')} listed.")
    if _sha256(path) != facts.get("sha256"):
        raise ArtifactError(f"{path} is damaged: its checksum differs from the manifest.")


def _add_content_hash(version: str, *checksums: object) -> str:
    """Add a hash of the content to a version; once, also where a loaded model is saved again."""
    content_hash = hashlib.sha256(" ".join(map(str, checksums)).encode()).hexdigest()[
        :N_HASH_DIGITS
    ]
    return version if version.endswith(f"-{content_hash}") else f"{version}-{content_hash}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise ArtifactError(f"{path} must hold a JSON object.")
    return content


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
