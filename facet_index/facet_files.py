"""The files of a facet index: one folder, which all processes map into their memory."""

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from pyroaring import BitMap

from facet_index.columns import LABEL, NumberColumn, map_column, write_column
from facet_index.company_tables import Companies
from facet_index.facet_schema import Schema
from facet_index.facet_values import VALUE_TYPE, MultiValues, ValueCodes
from facet_index.index import BitMaps, FacetIndex
from facet_index.keys import Keys
from facet_index.text_column import TextColumn
from facet_index.title_tables import Titles, codes_of
from facet_index.types import Taxonomy
from facet_index.words.word_index import SearchedTexts, WordIndex

LAYOUT = 11
_MANIFEST = "manifest.json"
_CHUNK_BYTES = 2**20
_TITLE_TYPES: Mapping[str, DTypeLike] = {
    "level": np.int16,
    "industry": np.int16,
    "is_read": np.bool_,
    "departments": np.uint32,
    "best": np.float64,
}


class FacetFileError(Exception):
    """The files of an index are missing, incomplete or of another layout; they are rebuilt."""


def layout_of(schema: Schema) -> str:
    """Return the name of the file layout, which changes with the facets."""
    return f"{LAYOUT}-{schema.fingerprint}"


def write_index(index: FacetIndex, folder: Path) -> None:
    """Write a new index into an empty folder; the manifest is written last.

    Raises:
        ValueError: the index was changed after it was built.
    """
    if index.n_changes:
        raise ValueError("Only an index that was just built can be written. Rebuild it.")
    titles, companies = index.titles, index.companies
    for name in index.schema.row_types:
        write_column(folder / f"contact-{name}", index.column(name))
    for name in _TITLE_TYPES:
        write_column(folder / f"title-{name}", getattr(titles, name).values)
    for name, column in companies.columns.items():
        write_column(folder / f"company-{name}", column.values)
    multi_values = {f"many-{name}": many for name, many in companies.many.items()}
    multi_values |= {f"own-{name}": many for name, many in index.many.items()}
    for name, many in {"labels": titles.labels, **multi_values}.items():
        _write_multi_values(folder, name, many)
    all_keys = {"contacts": index.keys, "titles": titles.keys, "companies": companies.keys}
    for name, keys in all_keys.items():
        write_column(folder / f"{name}-keys", keys.by_code)
    by_key = np.argsort(index.keys.by_code[1:]).astype(np.int32) + np.int32(1)
    by_key.tofile(folder / "contacts-by-key")
    index.keys.by_code[by_key].tofile(folder / "contacts-sorted")
    _write_texts(folder, index)
    for name, order in {**index.orders, "companies": companies.by_name}.items():
        order.in_order.tofile(folder / f"{name}-order")
        write_column(folder / f"{name}-place", order.position.values)
    manifest = {
        "layout": layout_of(index.schema),
        "n": {name: len(keys) for name, keys in all_keys.items()},
        "n_labels": len(titles.labels.entries),
        "n_many": {name: len(many.entries) for name, many in companies.many.items()},
        "n_own": {name: len(many.entries) for name, many in index.many.items()},
        "taxonomy": asdict(taxonomy_of(index)),
        "values": {
            facet.column: index.values[facet.name].texts[1:] for facet in index.schema.contacts
        },
        "company_values": {name: codes.texts[1:] for name, codes in companies.values.items()},
        "bitmaps": _write_bitmaps(folder / "bitmaps", index),
    }
    files = sorted(folder.iterdir())
    manifest["checksums"] = {file.name: _sync_and_checksum(file) for file in files}
    manifest["sizes"] = {file.name: file.stat().st_size for file in files}
    with (folder / _MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file)
        file.flush()
        os.fsync(file.fileno())


def _write_texts(folder: Path, index: FacetIndex) -> None:
    companies = index.companies
    all_texts = {"written": index.title_texts, "names": index.names, "companies": companies.texts}
    all_words = {
        "written": index.title_words,
        "names": index.name_words,
        "companies": companies.named,
        "about": companies.about,
        "topics": companies.topics,
    }
    for name, words in all_words.items():
        all_texts[f"{name}-words"] = words.words
        words.starts.tofile(folder / f"{name}-users-starts")
        words.users.tofile(folder / f"{name}-users")
        words.n_words.tofile(folder / f"{name}-n-words")
    for name, texts in all_texts.items():
        (folder / f"{name}-texts").write_bytes(texts.content)
        texts.starts.tofile(folder / f"{name}-starts")


def _sync_and_checksum(path: Path) -> int:
    """Flush a file to the disk before the manifest names it; returns its checksum."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return _checksum(path)


def _checksum(path: Path) -> int:
    """Return the CRC-32 of a file; a gigabyte takes about a second."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            found = zlib.crc32(chunk, found)
    return found


def open_index(folder: Path, schema: Schema) -> FacetIndex:
    """Map the files of an index; changes stay in this process.

    Raises:
        FacetFileError: the files are missing, incomplete, of another layout or of other facets.
    """
    manifest = read_manifest(folder, schema)
    try:
        return _map_index(folder, manifest, schema)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FacetFileError("The index files could not be read.") from error


def read_manifest(folder: Path, schema: Schema) -> dict[str, Any]:
    """Return the manifest of a folder after checking that its files are complete.

    Raises:
        FacetFileError: the files are missing, incomplete, of another layout or of other facets.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in manifest["sizes"]}
        is_complete = manifest["layout"] == layout_of(schema) and sizes == manifest["sizes"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FacetFileError("The index files could not be read.") from error
    if not is_complete:
        raise FacetFileError("The index files have another layout or are damaged.")
    return manifest


def damaged_files(folder: Path, schema: Schema) -> list[str]:
    """Verify all files of an index and return the names of changed ones.

    Raises:
        FacetFileError: the files are missing, incomplete, of another layout or of other facets.
    """
    checksums = read_manifest(folder, schema)["checksums"]
    try:
        return [
            name for name, expected in checksums.items() if _checksum(folder / name) != expected
        ]
    except OSError as error:
        raise FacetFileError("The index files could not be read.") from error


def taxonomy_of(index: FacetIndex) -> Taxonomy:
    codes = index.titles.codes
    departments = [codes.departments.texts[code] for code in codes.department_of.tolist()[1:]]
    return Taxonomy(
        departments=tuple(codes.departments.texts[1:]),
        functions=dict(zip(codes.functions.texts[1:], departments, strict=True)),
        levels=tuple(codes.levels.texts[1:]),
        industries=tuple(codes.industries.texts[1:]),
    )


def _map_index(folder: Path, manifest: dict[str, Any], schema: Schema) -> FacetIndex:
    n = manifest["n"]
    slugs = manifest["taxonomy"]
    taxonomy = Taxonomy(
        departments=tuple(slugs["departments"]),
        functions=slugs["functions"],
        levels=tuple(slugs["levels"]),
        industries=tuple(slugs["industries"]),
    )
    titles = Titles(
        keys=_map_keys(folder, "titles", n["titles"]),
        labels=_map_multi_values(folder, "labels", LABEL, n["titles"], manifest["n_labels"]),
        codes=codes_of(taxonomy),
        columns=_map_columns(folder, "title-", _TITLE_TYPES, n["titles"]),
    )
    companies = _map_companies(folder, manifest, schema)
    n_rows = n["contacts"]
    keys = Keys(
        map_column(folder / "contacts-keys", np.int64, n_rows),
        _map(folder / "contacts-sorted", np.int64),
        _map(folder / "contacts-by-key", np.int32),
    )
    orders = {name: _map_order(folder, name, n_rows) for name in ("name", "company")}
    return FacetIndex(
        keys=keys,
        columns=_map_columns(folder, "contact-", schema.row_types, n_rows),
        titles=titles,
        companies=companies,
        texts={
            name: SearchedTexts(_map_texts(folder, name), _map_words(folder, name))
            for name in ("names", "written")
        },
        values=_value_codes(manifest["values"]),
        many={
            name: _map_multi_values(
                folder, f"own-{name}", VALUE_TYPE, n_rows, manifest["n_own"][name]
            )
            for name in schema.contact_multi_columns
        },
        bitmaps=_read_bitmaps(folder / "bitmaps", manifest),
        orders=orders,
    )


def _map_companies(folder: Path, manifest: dict[str, Any], schema: Schema) -> Companies:
    n = manifest["n"]["companies"]
    return Companies(
        schema=schema,
        keys=_map_keys(folder, "companies", n),
        many={
            name: _map_multi_values(folder, f"many-{name}", VALUE_TYPE, n, manifest["n_many"][name])
            for name in schema.multi_columns
        },
        texts=_map_texts(folder, "companies"),
        words={
            "named": _map_words(folder, "companies"),
            **{name: _map_words(folder, name) for name in ("about", "topics")},
        },
        values=_value_codes(manifest["company_values"]),
        columns=_map_columns(
            folder, "company-", dict.fromkeys(schema.company_columns, np.int32), n
        ),
        order=_map_order(folder, "companies", n),
    )


def _value_codes(texts: Mapping[str, list[str]]) -> dict[str, ValueCodes]:
    return {name: ValueCodes(values) for name, values in texts.items()}


def _map_order(folder: Path, name: str, n: int) -> tuple[NDArray[np.int32], NumberColumn]:
    return (
        _map(folder / f"{name}-order", np.int32),
        map_column(folder / f"{name}-place", np.int32, n),
    )


def _write_multi_values(folder: Path, name: str, many: MultiValues) -> None:
    write_column(folder / f"{name}-start", many.start.values)
    write_column(folder / f"{name}-size", many.size.values)
    write_column(folder / f"{name}-entries", many.entries.values)
    write_column(folder / f"{name}-owner", many.owner.values)


def _map_multi_values(
    folder: Path, name: str, dtype: DTypeLike, n: int, n_entries: int
) -> MultiValues:
    return MultiValues(
        map_column(folder / f"{name}-start", np.int32, n),
        map_column(folder / f"{name}-size", np.uint16, n),
        map_column(folder / f"{name}-entries", dtype, n_entries),
        map_column(folder / f"{name}-owner", np.int32, n_entries),
    )


def _write_bitmaps(path: Path, index: FacetIndex) -> list[tuple[str, int, int]]:
    """Write all bitmaps to one file; returns facet, code and size of each."""
    entries = []
    with path.open("wb") as file:
        for facet, bitmaps in index.bitmaps.items():
            for code, bitmap in bitmaps.items():
                entries.append((facet, code, file.write(bitmap.serialize())))
    return entries


def _read_bitmaps(path: Path, manifest: Mapping[str, Any]) -> BitMaps:
    """Read all bitmaps; damaged ones could crash the library that reads them.

    Raises:
        ValueError: they are damaged.
    """
    content = memoryview(path.read_bytes())
    if zlib.crc32(content) != manifest["checksums"][path.name]:
        raise ValueError(path.name)
    bitmaps: BitMaps = {}
    start = 0
    for facet, code, size in manifest["bitmaps"]:
        bitmap = BitMap.deserialize(bytes(content[start : start + size]))
        bitmaps.setdefault(facet, {})[code] = bitmap
        start += size
    return bitmaps


def _map_columns(
    folder: Path, prefix: str, types: Mapping[str, DTypeLike], n: int
) -> dict[str, NumberColumn]:
    return {name: map_column(folder / f"{prefix}{name}", kind, n) for name, kind in types.items()}


def _map_keys(folder: Path, name: str, n: int) -> Keys:
    by_code = map_column(folder / f"{name}-keys", np.int64, n)
    return Keys(by_code, by_code.values[1:])


def _map_texts(folder: Path, name: str) -> TextColumn:
    content = _map(folder / f"{name}-texts", np.uint8)
    return TextColumn(content.data, _map(folder / f"{name}-starts", np.int64))


def _map_words(folder: Path, name: str) -> WordIndex:
    return WordIndex(
        _map_texts(folder, f"{name}-words"),
        _map(folder / f"{name}-users-starts", np.int64),
        _map(folder / f"{name}-users", np.int32),
        _map(folder / f"{name}-n-words", np.uint8),
    )


def _map(path: Path, dtype: DTypeLike) -> NDArray[Any]:
    if not path.stat().st_size:
        return np.empty(0, dtype=dtype)
    return np.asarray(np.memmap(path, dtype=dtype, mode="r"))
