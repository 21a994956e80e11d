"""The register: loaded from register.yaml in this folder, once per process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from leadqual.privacy.register.register_entries import CONTACTS, USERS, Files, Table

_NOTHING = "nothing to erase"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # The same in C, ten times as fast.

_TEXT = Path(__file__).with_name("register.yaml").read_text(encoding="utf-8")
_REGISTER: dict[str, dict[str, Any]] = yaml.load(_TEXT, Loader=_LOADER)  # noqa: S506  # safe ones


def _by_name(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: reason for reason, names in groups.items() for name in names}


def _table(model: str, said: Mapping[str, Any], whose: str) -> Table:
    values = {"whose": [whose], **said}
    values |= {name: tuple(values.get(name, ())) for name in ("whose", "searched")}
    return Table(model=model, **values | {"free": _by_name(said.get("free", {}))})


def _files(place: str, said: Mapping[str, Any]) -> Files:
    values = {"holds": "", "erased": _NOTHING, **said, "whose": tuple(said.get("whose", ()))}
    return Files(place=place, **values)


TABLES = tuple(_table(name, said, CONTACTS) for name, said in _REGISTER["people"].items())
USER_TABLES = tuple(_table(name, said, USERS) for name, said in _REGISTER["users"].items())
FILES = tuple(_files(place, said) for place, said in _REGISTER["files"].items())
REDIS = tuple(_files(place, said) for place, said in _REGISTER["redis"].items())
FREE = _by_name(_REGISTER["without"])
