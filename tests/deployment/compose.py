"""What docker-compose.yml says, with the values of an `.env` filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
"""A variable of `.env` and what stands for it where it is not set."""


def as_written(name: str = "docker-compose.yml") -> dict[str, Any]:
    """Return a compose file with its variables as they are."""
    return dict(yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))


def compose_file(given: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the parsed file, its variables replaced by values of `.env` or their defaults.

    `$$` becomes `$`, as Compose gives it to the shell of a service.
    """

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            text = VARIABLE.sub(lambda found: (given or {}).get(found[1], found[2] or ""), value)
            return text.replace("$$", "$")
        if isinstance(value, dict):
            return {key: filled(item) for key, item in value.items()}
        return [filled(item) for item in value] if isinstance(value, list) else value

    return dict(filled(as_written()))
