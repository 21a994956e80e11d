"""Charts of a page as a browser gets them: what the script draws, and the table beside it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

_FIGURE = re.compile(r"<figure[^>]*\bdata-chart\b.*?</figure>", re.S)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
_CELL = re.compile(r"<t([hd])[^>]*>(.*?)</t\1>", re.S)


@dataclass(frozen=True)
class DrawnChart:
    """A chart.

    Args:
        title: caption of its table.
        drawing: what the script gets.
        head: names of the columns.
        rows: name → cells.
    """

    title: str
    drawing: Mapping[str, Any]
    head: Sequence[str]
    rows: Mapping[str, Sequence[str]]

    @property
    def lines(self) -> dict[str, Mapping[str, Any]]:
        """What is drawn, by name."""
        return {line["name"]: line for line in self.drawing["lines"]}

    @property
    def is_same_in_its_table(self) -> bool:
        """Whether the table has each point and each line of the drawing, in the same words."""
        columns = [[cells[at] for cells in self.rows.values()] for at in range(len(self.lines))]
        return (
            [*self.rows] == self.drawing["names"]
            and [*self.head[1:]] == [*self.lines]
            and columns == [line["words"] for line in self.lines.values()]
        )


def drawn_charts(html: str) -> dict[str, DrawnChart]:
    """Return the charts of a page by title."""
    found = (_chart(figure) for figure in _FIGURE.findall(html))
    return {chart.title: chart for chart in found}


def _chart(figure: str) -> DrawnChart:
    script = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', figure, re.S)
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", figure, re.S)
    assert script
    assert caption
    head, *rows = (
        [unescape(re.sub("<[^>]+>", "", cell)).strip() for _, cell in _CELL.findall(row)]
        for row in _ROW.findall(figure)
    )
    return DrawnChart(
        unescape(caption[1]), json.loads(script[1]), head, {row[0]: row[1:] for row in rows}
    )
