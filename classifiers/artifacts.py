"""Save and load a fitted classifier as a folder of arrays and JSON with a manifest.

A model file is input, not code: nothing here unpickles. Every file is listed in `manifest.json`
with its SHA-256 and its size, and is checked before it is read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.errors import ArtifactError

FORMAT = 1
MANIFEST = "manifest.json"
ARRAYS = "arrays.npz"
MAX_BYTES = 64 * 2**20
N_SIGNS = 8  # Of the checksum, in a version.


@dataclass(frozen=True, slots=True)
class Artifact:
    """A fitted classifier on disk, read and verified.

    Args:
        kind: `titles`, `companies` or `replies`.
        version: e.g. `titles-2026.11.4-5f2c1a9e`; names exactly one model, see `save`.
        config: plain JSON values: labels, thresholds, sizes.
        arrays: name → array; object arrays are refused.
        report: figures of the evaluation that came with the training.
        checksum: SHA-256 of the manifest; names exactly this artifact.
    """

    kind: str
    version: str
    config: Mapping[str, object]
    arrays: Mapping[str, NDArray[np.generic]]
    report: Mapping[str, object]
    checksum: str


def save(
    folder: Path,
    *,
    kind: str,
    version: str,
    config: Mapping[str, object],
    arrays: Mapping[str, NDArray[np.generic]],
    report: Mapping[str, object],
    compressed: bool = True,
) -> str:
    """Write an artifact and return its checksum; the same content gives the same checksum.

    Arrays of 8-bit numbers hardly become smaller, and load three times as quickly uncompressed.

    Args:
        folder: made if need be.
        kind: `titles`, `companies` or `replies`.
        version: what people call it; the beginning of the checksum of arrays and configuration is
            added, so that no two models ever share a version.
        config: plain JSON values.
        arrays: name → array.
        report: figures; they may change without another version.
        compressed: whether the arrays are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write = np.savez_compressed if compressed else np.savez
    write(folder / ARRAYS, **dict(arrays))  # type: ignore[arg-type]  # stubs take arrays only
    _write_json(folder / "config.json", config)
    _write_json(folder / "report.json", report)
    files = {
        name: {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size}
        for name in (ARRAYS, "config.json", "report.json")
    }
    named = _with_sign(version, files[ARRAYS]["sha256"], files["config.json"]["sha256"])
    _write_json(
        folder / MANIFEST, {"format": FORMAT, "kind": kind, "version": named, "files": files}
    )
    return _sha256(folder / MANIFEST)


def load(folder: Path, *, kind: str) -> Artifact:
    """Read an artifact after checking its manifest, sizes and checksums.

    Raises:
        ArtifactError: anything is missing, damaged, too large or of another kind.
    """
    manifest = _read_json(folder / MANIFEST)
    if manifest.get("format") != FORMAT or manifest.get("kind") != kind:
        raise ArtifactError(
            f"{folder} holds {manifest.get('kind')!r} in format {manifest.get('format')!r}; "
            f"expected {kind!r} in format {FORMAT}. Train it again with this version."
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != {ARRAYS, "config.json", "report.json"}:
        raise ArtifactError(f"{folder}/{MANIFEST} does not list the three files of an artifact.")
    for name, facts in files.items():
        _check_file(folder / name, facts)
    with np.load(folder / ARRAYS, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return Artifact(
        kind=kind,
        version=str(manifest["version"]),
        config=_read_json(folder / "config.json"),
        arrays=arrays,
        report=_read_json(folder / "report.json"),
        checksum=_sha256(folder / MANIFEST),
    )


def pretrained(kind: str) -> Path:
    """Return the folder of the artifact that comes with the product."""
    return Path(__file__).parent / "pretrained" / kind


def _check_file(path: Path, facts: object) -> None:
    if not isinstance(facts, dict):
        raise ArtifactError(f"The manifest says nothing usable about {path.name}.")
    if not path.is_file():
        raise ArtifactError(f"{path} is missing. Restore the artifact or train it again.")
    size = path.stat().st_size
    if size != facts.get("bytes") or size > MAX_BYTES:
        raise ArtifactError(f"{path} has {size} bytes, not the {facts.get('bytes')} promised.")
    if _sha256(path) != facts.get("sha256"):
        raise ArtifactError(f"{path} is damaged: its checksum differs from the manifest.")


def _with_sign(version: str, *checksums: object) -> str:
    """Add what tells a model from all others; once, also where a loaded one is saved again."""
    sign = hashlib.sha256(" ".join(map(str, checksums)).encode()).hexdigest()[:N_SIGNS]
    return version if version.endswith(f"-{sign}") else f"{version}-{sign}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_json(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise ArtifactError(f"{path} must hold a JSON object.")
    return content


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
