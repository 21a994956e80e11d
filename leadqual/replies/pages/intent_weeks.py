"""Intents by campaign and week: a chart with intervals, and its numbers as a table."""

from django.http import HttpResponse
from django.shortcuts import render

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.replies.selectors import campaigns_of
from leadqual.replies.weekly_intents import IntentWeeks, weekly_intents
from leadqual.search.query.query import is_key

MAX_LINES = 3
"""Intents that the chart draws; with more, intervals hide each other."""
_COLORS = (1, 2, 3)


@route("replies/intents/")
def intents(request: WorkspaceRequest) -> HttpResponse:
    """Show the shares of intents week by week, of all replies or of one campaign."""
    campaigns = campaigns_of(request.workspace)
    asked = request.GET.get("campaign", "")
    campaign = int(asked) if is_key(asked) and int(asked) in dict(campaigns) else None
    rows = weekly_intents(request.workspace, campaign=campaign)
    context = {
        "rows": rows,
        "weeks": [one.week for one in rows[0].weeks] if rows else [],
        "chart": _chart(rows) if rows else None,
        "campaigns": campaigns,
        "campaign": campaign,
    }
    return render(request, "replies/intents.html", context)


def _chart(rows: list[IntentWeeks]) -> Chart:
    lines = [
        ChartLine(
            name=row.label,
            values=[one.share for one in row.weeks],
            color=color,
            band=[(one.low, one.high) if one.n_all else None for one in row.weeks],
        )
        for row, color in zip(rows[:MAX_LINES], _COLORS, strict=False)
    ]
    return line_chart(
        lines,
        title="Share of replies by week, with 95 % intervals",
        points=[f"{one.week:%b} {one.week.day}" for one in rows[0].weeks],
        points_name="Week of",
        words=lambda share: "–" if share is None else f"{share:.0%}",
        highest=1.0,
    )
