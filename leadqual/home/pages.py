"""The home page: what is new, what needs attention, and how work is going."""

from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.pages.settings import render_settings
from leadqual.core import clock
from leadqual.core.formats import thousands
from leadqual.core.models import UndoStep
from leadqual.core.pages.charts import Chart, ChartBar, bar_chart
from leadqual.core.pages.panels import address_of, own_address, page_links, partial_of
from leadqual.core.pages.undo import note_undone, offer_undo, say_undoable, split_address
from leadqual.core.prepared_query import PreparedQuery
from leadqual.home import selectors, visits
from leadqual.home.attention import waiting_for
from leadqual.home.changes_since import recent_work
from leadqual.home.first_steps import first_steps
from leadqual.home.palette_options import found_options
from leadqual.home.recent_changes import DAYS, KINDS, changes_of, own_changes
from leadqual.home.trends import reply_trends, work_quality
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import running_batches
from leadqual.labeling.corrections.selectors import coverage
from leadqual.replies.selectors import replies_to_review, review_counts

HERE = "home:recent_changes"
_PAGE = 50


@route("")
def dashboard(request: WorkspaceRequest) -> HttpResponse:
    """Show what is new since the last visit, what needs attention, and how work is going."""
    workspace, role = request.workspace, Role(request.member.role)
    since = visits.note_visit(request.member)
    settled = coverage(workspace)
    campaigns = selectors.campaign_lines(workspace, request.user)
    unfinished = [line for line in campaigns if line.n_judged < line.n_total]
    may_judge = role.includes(Role.QUALIFIER)
    own = selectors.last_worked_on(unfinished) if may_judge else None
    pace = selectors.pace_of(workspace, request.user)
    recent = recent_work(workspace, since)
    agreement, models = work_quality(workspace)
    replies = review_counts(workspace)
    context = {
        "stats": selectors.stats_of(workspace, settled, recent.today),
        "since": since,
        "is_first_visit": request.member.former_visit_at is None,
        "changes": recent.since_visit,
        "campaigns": campaigns,
        "go_on": own,
        "next_queue": unfinished[0] if unfinished and may_judge and not own else None,
        "may_judge": may_judge,
        "may_import": role.includes(Role.MANAGER),
        "waiting": waiting_for(workspace, settled, replies, reader=request.user, role=role),
        "settled": settled,
        "trends": reply_trends(workspace),
        "agreement": agreement,
        "models": models,
        "pace_chart": _pace_chart(pace) if pace.by_hour else None,
        "pace_words": f"{pace.last_hour:,} in the last hour." if pace.by_hour else "",
        **_steps(request, campaigns[0].key if campaigns else None),
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


def _steps(request: WorkspaceRequest, newest: int | None) -> dict[str, object]:
    """Return the first steps until all are done, unless the person hid them."""
    if request.member.hides_first_steps:
        return {"steps": [], "steps_hidden": True}
    steps = first_steps(request.member, newest=newest)
    n_done = sum(step.is_done for step in steps)
    is_over = n_done == len(steps)
    return {"steps": [] if is_over else steps, "n_steps_done": n_done, "steps_hidden": False}


@route("first-steps/hide/", methods="POST")
def hide_steps(request: WorkspaceRequest) -> HttpResponse:
    """Hide the first steps for the current person."""
    visits.hide_first_steps(request.member, is_hidden=True)
    say_undoable(request, "First steps hidden.", "home:show_steps")
    return redirect("home:dashboard")


@route("first-steps/show/", methods="POST")
def show_steps(request: WorkspaceRequest) -> HttpResponse:
    visits.hide_first_steps(request.member, is_hidden=False)
    return redirect("home:dashboard")


# The bar on top of every page: replies to review, and the running import.


class Frame:
    """What the bar on top of every page needs; one query, if a template uses any of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._workspace: Workspace | None = getattr(request, "workspace", None)

    @cached_property
    def _row(self) -> Any:
        if self._workspace is None:
            return None
        return _FRAME.first(workspace_id=self._workspace.pk, now=clock.now())

    @property
    def waiting_replies(self) -> int:
        """Number of replies to review."""
        return (self._row.n_waiting or 0) if self._row else 0

    @cached_property
    def running_import(self) -> ImportBatch | None:
        """The import that runs now."""
        running = self._row and self._row.running
        return ImportBatch.objects.filter(pk=running).first() if running else None


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Add `frame`, what the bar on top of a page shows."""
    return {"frame": Frame(request)}


def _frame(workspace_id: int, now: datetime) -> QuerySet[Workspace]:
    workspace = Workspace(pk=workspace_id)
    waiting = replies_to_review(workspace, now=now).order_by().values("workspace")
    return (
        Workspace.objects.filter(pk=workspace_id)
        .only("pk")
        .annotate(
            n_waiting=Subquery(waiting.values(n=Count("pk"))),
            running=Subquery(running_batches(workspace).values("pk")[:1]),
        )
    )


_FRAME = PreparedQuery(
    _frame, {"workspace_id": 2_000_000_003, "now": datetime(1999, 1, 2, tzinfo=UTC)}
)


# What Ctrl-K finds: people, companies, lists, campaigns and functions.


@route("palette/", name="palette")
@partial_of("home:dashboard")
def palette_options(request: WorkspaceRequest) -> HttpResponse:
    """Return what `?q=` finds, a few of each kind."""
    options = found_options(request.workspace, request.GET.get("q", ""), request.user)
    return render(request, "home/partials/palette_options.html", {"options": options})


# Recent changes: the last 30 days, each with its undo; and the key that undoes the last change.


class _SamePost(HttpResponseRedirect):
    """Redirect a post to another URL, method and body unchanged."""

    status_code = 307


@route("settings/recent-changes/", role=Role.QUALIFIER)
def recent_changes(request: WorkspaceRequest) -> HttpResponse:
    """List the changes in the workspace that can be undone, newest first."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(changes_of(request.workspace, kind=kind), _PAGE).get_page(
        request.GET.get("page")
    )
    people = User.objects.in_bulk({change.person for change in page if change.person})
    context: dict[str, object] = {
        "rows": [(change, people.get(change.person or 0)) for change in page],
        "kinds": [(code, words) for code, (words, _) in KINDS.items()],
        "kind": kind,
        "days": DAYS,
        **page_links(page, lambda number: address_of(HERE, kind=kind, page=str(number))),
    }
    return render_settings(request, "home/recent_changes.html", context, here=HERE)


@route("undo/", methods="POST", role=Role.QUALIFIER)
def undo_last(request: WorkspaceRequest) -> HttpResponse:
    """Undo the last change of the browser's tab, through its own undo URL.

    `change` has the undo URLs that messages in the tab offered, newest first. Where none of them
    can be undone, the person's last change is named, with its undo.
    """
    own = own_changes(request.workspace, request.user)
    offered = [split_address(address)[0] for address in request.POST.getlist("change")]
    undo = next((address for address in offered if address in own), "")
    if undo:
        steps = UndoStep.objects.filter(workspace=request.workspace, person=request.user)
        note_undone(steps.filter(undo=undo))
        return _SamePost(own[undo].undo)
    change = max(own.values(), key=attrgetter("at"), default=None)
    if change is None:
        messages.info(request, "Nothing to undo: you changed nothing in the last 24 hours.")
    elif change.is_page:
        return redirect(change.undo)
    else:
        offer_undo(request, f"Your last change: {change.words}", change.undo)
    came_from = request.headers.get("Referer", "")
    return redirect(own_address(request, came_from, reverse("home:dashboard")))
