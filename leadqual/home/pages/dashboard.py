"""The home page: what is new, what needs attention, and how work is going."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.formats import thousands
from leadqual.core.pages.charts import Chart, ChartBar, bar_chart
from leadqual.core.pages.undo import add_undo_message
from leadqual.home import selectors, visits
from leadqual.home.attention import list_attention_items
from leadqual.home.changes_since import recent_work
from leadqual.home.first_steps import first_steps
from leadqual.home.trends import reply_trends
from leadqual.home.work_quality import work_quality
from leadqual.labeling.corrections.selectors import coverage
from leadqual.replies.selectors import review_counts


@route("")
def dashboard(request: WorkspaceRequest) -> HttpResponse:
    """Show what is new since the last visit, what needs attention, and how work is going."""
    workspace, role = request.workspace, Role(request.member.role)
    since = visits.record_visit(request.member)
    settled = coverage(workspace)
    campaigns = selectors.campaign_lines(workspace, request.user)
    unfinished = [line for line in campaigns if line.n_judged < line.n_total]
    may_judge = role.includes(Role.QUALIFIER)
    own_campaign = selectors.last_worked_on(unfinished) if may_judge else None
    pace = selectors.count_pace(workspace, request.user)
    recent = recent_work(workspace, since)
    agreement, models = work_quality(workspace)
    replies = review_counts(workspace)
    context = {
        "stats": selectors.list_stats(workspace, settled, recent.today),
        "since": since,
        "is_first_visit": request.member.former_visit_at is None,
        "changes": recent.since_visit,
        "campaigns": campaigns,
        "go_on": own_campaign,
        "next_queue": unfinished[0] if unfinished and may_judge and not own_campaign else None,
        "may_judge": may_judge,
        "may_import": role.includes(Role.MANAGER),
        "waiting": list_attention_items(
            workspace, settled, replies, reader=request.user, role=role
        ),
        "settled": settled,
        "trends": reply_trends(workspace),
        "agreement": agreement,
        "models": models,
        "pace_chart": _pace_chart(pace) if pace.by_hour else None,
        "pace_words": f"{pace.last_hour:,} in the last hour." if pace.by_hour else "",
        **_visible_steps(request, campaigns[0].key if campaigns else None),
    }
    return render(request, "home/dashboard.html", context)


def _pace_chart(pace: selectors.TodayPace) -> Chart:
    """Draw the verdicts of a person by hour."""
    bars = [
        ChartBar(f"{(pace.first_hour + at) % 24:02}", count)
        for at, count in enumerate(pace.by_hour)
    ]
    return bar_chart(
        bars,
        title="Verdicts by hour",
        points_name="Hour from",
        values_name="Verdicts",
        words=lambda value: thousands(int(value or 0)),
    )


def _visible_steps(request: WorkspaceRequest, newest: int | None) -> dict[str, object]:
    """Return the first steps until all are done, unless the person hid them."""
    if request.member.hides_first_steps:
        return {"steps": [], "steps_hidden": True}
    steps = first_steps(request.member, newest=newest)
    n_done = sum(step.is_done for step in steps)
    are_all_done = n_done == len(steps)
    return {"steps": [] if are_all_done else steps, "n_steps_done": n_done, "steps_hidden": False}


@route("first-steps/hide/", methods="POST")
def hide_steps(request: WorkspaceRequest) -> HttpResponse:
    """Hide the first steps for the current person."""
    visits.hide_first_steps(request.member, is_hidden=True)
    add_undo_message(request, "First steps hidden.", "home:show_steps")
    return redirect("home:dashboard")


@route("first-steps/show/", methods="POST")
def show_steps(request: WorkspaceRequest) -> HttpResponse:
    visits.hide_first_steps(request.member, is_hidden=False)
    return redirect("home:dashboard")
