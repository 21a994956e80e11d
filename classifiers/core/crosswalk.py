"""What other tools call our functions: their published names, and one of them for each function."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class ExternalTool:
    """One other tool.

    Args:
        source: page where it publishes them.
        functions: slug of our function → its name there.
    """

    slug: str
    name: str
    calls: str
    source: str
    note: str
    names: tuple[str, ...]
    functions: Mapping[str, str]


def load_crosswalk() -> list[ExternalTool]:
    """Return the tools that come with the product, each with a name for every function."""
    tools = yaml.safe_load((DATA / "crosswalk.yaml").read_text(encoding="utf-8"))
    with (DATA / "crosswalk.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        ExternalTool(
            slug=slug,
            name=tool["name"],
            calls=tool["calls"],
            source=tool["source"],
            note=tool["note"],
            names=tuple(tool["names"]),
            functions={row["function"]: row[slug] for row in rows},
        )
        for slug, tool in tools.items()
    ]
