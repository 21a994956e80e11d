"""Names of our functions in other tools: their published names, one for each function."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from classifiers.core.text import DATA, read_table, read_yaml


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
    tools = cast("dict[str, Any]", read_yaml(DATA / "crosswalk.yaml"))
    rows = read_table(DATA / "crosswalk.csv")
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
