"""Companies by country and by size as charts: each bar is a filter."""

from collections.abc import Mapping, Sequence

from facet_index.types import Counts
from leadqual.core.pages.charts import Chart, ChartBar, bar_chart
from leadqual.core.templatetags.formats import band, thousands
from leadqual.search.pages.search_data import address, band_start
from leadqual.search.query.query import CompanyQuery

MAX_BARS = 12
OPEN = "charts"
"""Parameter of an address: the charts are shown."""


def company_charts(query: CompanyQuery, counts: Counts) -> list[tuple[str, Chart]]:
    """Return code and chart of each facet that has a chart and a company.

    A bar counts what its box counts: the own selection of a facet does not change it.
    """
    charts = []
    for param, title, name in (
        ("country", "Companies by country", "Country"),
        ("size", "Companies by size", "Employees"),
    ):
        found = counts.by_facet.get(param, {})
        values = _in_order(param, found, query.ticked(param))
        if values:
            bars = [_bar(query, param, value, found.get(value, 0)) for value in values]
            chart = bar_chart(
                bars,
                title=title,
                points_name=name,
                values_name="Companies",
                words=lambda value: thousands(int(value or 0)),
            )
            charts.append((param, chart))
    return charts


def _in_order(param: str, found: Mapping[str, int], ticked: Sequence[str]) -> list[str]:
    """Return the values to draw: bands by their size, others the most frequent first."""
    if param == "size":
        return sorted(found, key=band_start)
    largest = sorted(found, key=lambda value: (-found[value], value))
    shown = largest[:MAX_BARS]
    return [*shown, *(value for value in ticked if value in found and value not in shown)]


def _bar(query: CompanyQuery, param: str, value: str, n: int) -> ChartBar:
    """Return a bar that selects its value, or no longer selects it."""
    ticked = query.ticked(param)
    is_selected = value in ticked
    values = tuple(one for one in ticked if one != value) if is_selected else (*ticked, value)
    then = query.changed(**{param: tuple(sorted(values))})
    name = band(value) if param == "size" else value
    return ChartBar(name, n, address(then, [(OPEN, "1")]), is_selected)
