"""Sales regions and their countries."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

_REGION_PREFIX = "+"

_REGIONS_FILE = Path(__file__).parent.parent / "data" / "regions.yaml"


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """Return the countries of each region, by English name; regions may overlap."""
    content: Mapping[str, list[str]] = yaml.safe_load(_REGIONS_FILE.read_text(encoding="utf-8"))

    def countries(region: str) -> list[str]:
        found: list[str] = []
        for name in content[region]:
            found += countries(name[1:]) if name.startswith(_REGION_PREFIX) else [name]
        return found

    return {region: tuple(dict.fromkeys(countries(region))) for region in content}


def regions_of(country: str) -> tuple[str, ...]:
    """Return the regions that a country is in, in the order of the file."""
    return tuple(region for region, countries in regions().items() if country in countries)
