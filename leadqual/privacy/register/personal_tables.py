"""The register: loaded from register.yaml in this folder, once per process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from leadqual.privacy.register.register_entries import CONTACTS, USERS, Files, Table

_NO_ERASURE = "nothing to erase"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # The same in C, ten times as fast.

_YAML = Path(__file__).with_name("register.yaml").read_text(encoding="utf-8")
_REGISTER: dict[str, dict[str, Any]] = yaml.load(_YAML, Loader=_LOADER)  # noqa: S506  # safe ones


def _read_names(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: reason for reason, names in groups.items() for name in names}


def _read_table(model: str, entry: Mapping[str, Any], whose: str) -> Table:
    values = {"whose": [whose], **entry}
    values |= {name: tuple(values.get(name, ())) for name in ("whose", "searched")}
    return Table(model=model, **values | {"free": _read_names(entry.get("free", {}))})


def _read_files(place: str, entry: Mapping[str, Any]) -> Files:
    values = {"holds": "", "erased": _NO_ERASURE, **entry, "whose": tuple(entry.get("whose", ()))}
    return Files(place=place, **values)


TABLES = tuple(_read_table(name, entry, CONTACTS) for name, entry in _REGISTER["people"].items())
USER_TABLES = tuple(_read_table(name, entry, USERS) for name, entry in _REGISTER["users"].items())
FILES = tuple(_read_files(place, entry) for place, entry in _REGISTER["files"].items())
REDIS_KEYS = tuple(_read_files(place, entry) for place, entry in _REGISTER["redis"].items())
EXEMPT_TABLES = _read_names(_REGISTER["without"])
