"""Sales regions and their countries."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

_REGION = "+"

_REGIONS_FILE = Path(__file__).parent.parent / "data" / "regions.yaml"


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """Return the countries of each region, by English name; regions may overlap."""
    read: Mapping[str, list[str]] = yaml.safe_load(_REGIONS_FILE.read_text(encoding="utf-8"))

    def countries(region: str) -> list[str]:
        found: list[str] = []
        for one in read[region]:
            found += countries(one[1:]) if one.startswith(_REGION) else [one]
        return found

    return {region: tuple(dict.fromkeys(countries(region))) for region in read}


def regions_of(country: str) -> tuple[str, ...]:
    """Return the regions that a country is in, in the order of the file."""
    return tuple(region for region, countries in regions().items() if country in countries)
