"""A session in the queue: its goal, its numbers, and its summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.pages.campaign_data import came_from, campaign_or_404
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.ranking.cards import QueueProgress
from leadqual.campaigns.ranking.learned_weights import learned_of
from leadqual.campaigns.ranking.next_card import queue_progress
from leadqual.campaigns.ranking.ranking_context import weights_of
from leadqual.campaigns.verdicts.progress import (
    BLOCK_SIZE,
    SessionCounts,
    VerdictBlock,
    session_counts,
    session_verdicts,
    summary_of,
)
from leadqual.campaigns.verdicts.traits import traits_of
from leadqual.core import clock
from leadqual.core.formats import percent
from leadqual.core.pages.charts import Chart, ChartLine, line_chart
from leadqual.search.lists.decision_makers import MAX_COMPANIES

MAX_GOAL = 1_000
_SESSION_KEY = "queue_goals"
_MAX_FACTORS = 3


class GoalForm(forms.Form):
    """How many verdicts a person plans to give; empty for no goal."""

    goal = forms.IntegerField(required=False, min_value=1, max_value=MAX_GOAL)


@dataclass(frozen=True, slots=True)
class SessionGoal:
    """The goal of a session."""

    n: int
    since: datetime


def goal_of(request: WorkspaceRequest, campaign: Campaign) -> SessionGoal | None:
    """Return the goal of the session in a queue; it is kept until logout."""
    goals = request.session.get(_SESSION_KEY)
    kept = goals.get(str(campaign.pk)) if isinstance(goals, Mapping) else None
    since = parse_datetime(kept[1]) if kept else None
    return SessionGoal(kept[0], since) if kept and since else None


def session_of(request: WorkspaceRequest, campaign: Campaign) -> SessionCounts:
    """Return the counts of the person's session; with a goal, since it began. One query."""
    goal = goal_of(request, campaign)
    return session_counts(campaign, request.user, since=goal.since if goal else None)


def _session_start(request: WorkspaceRequest, campaign: Campaign) -> datetime:
    """Return when the person's session began: with its first verdict, or now."""
    now = clock.now()
    verdicts = [verdict.created_at for verdict in session_verdicts(campaign, request.user)]
    goal = goal_of(request, campaign)
    return min([now, *verdicts, *([goal.since] if verdicts and goal else [])])


def queue_numbers(progress: QueueProgress, session: SessionCounts) -> dict[str, object]:
    """Return what `static/js/queue/numbers.js` counts on from; times are in seconds."""
    idle = None if session.last_at is None else (clock.now() - session.last_at).total_seconds()
    return {
        "left": progress.n_left,
        "likely": progress.n_likely,
        "done": progress.n_done,
        "like": session.n_liked,
        "dislike": session.n_disliked,
        "skip": session.n_skipped,
        "timed": session.n_timed,
        "seconds": session.working_time.total_seconds(),
        "idle": idle,
    }


@route("campaigns/<int:campaign_id>/queue/goal/", methods="POST", role=Role.QUALIFIER)
def set_goal(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Set a goal for the session, with what was given before in it; an empty one clears it."""
    campaign = campaign_or_404(request, campaign_id)
    form = GoalForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(f"Send goal= from 1 to {MAX_GOAL}, or empty.")
    goals = dict(request.session.get(_SESSION_KEY) or {})
    goals.pop(str(campaign.pk), None)
    if goal := form.cleaned_data["goal"]:
        goals[str(campaign.pk)] = [goal, _session_start(request, campaign).isoformat()]
    request.session[_SESSION_KEY] = goals
    if page := came_from(request):
        return redirect(page)
    return redirect("campaigns:queue", campaign.pk)


@route("campaigns/<int:campaign_id>/queue/summary/", role=Role.QUALIFIER)
def session_summary(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show the results of the session: verdicts, pace, likes, and what was learned."""
    campaign = campaign_or_404(request, campaign_id)
    goal = goal_of(request, campaign)
    verdicts = session_verdicts(campaign, request.user, since=goal.since if goal else None)
    learned = learned_of(campaign)
    weights = learned.weights if learned else {}
    by_weight = sorted(weights, key=lambda factor: -weights[factor])
    summary = summary_of(verdicts)
    liked = [verdict.company_id for verdict in verdicts if verdict.value == Verdict.Value.LIKE]
    traits = traits_of(campaign, weights_of(campaign).as_dict())
    context = {
        "campaign": campaign,
        "goal": goal.n if goal else None,
        "summary": summary,
        "chart": _hit_rate(summary.blocks),
        "every": BLOCK_SIZE,
        "factors": [FACTORS[name] for name in by_weight if weights[name] > 0][:_MAX_FACTORS],
        "learned": learned,
        "traits": [
            (title, [(FACTORS[trait.factor], trait) for trait in found])
            for title, found in (("Prefers", traits.preferred), ("Avoids", traits.avoided))
            if found
        ],
        "left": queue_progress(campaign, person=request.user),
        "n_liked": len(liked[:MAX_COMPANIES]),
        "makers_url": _decision_makers_url(campaign, liked[:MAX_COMPANIES]) if liked else "",
    }
    return render(request, "campaigns/session_summary.html", context)


def _hit_rate(blocks: Sequence[VerdictBlock]) -> Chart | None:
    """Chart the share of likes by block; None for a single one, which the text tells."""
    if len(blocks) < 2:
        return None
    return line_chart(
        [ChartLine("liked", [block.liked_share for block in blocks], color=1)],
        title="Hit rate of this session",
        points=[block.name for block in blocks],
        points_name="Verdicts",
        words=percent,
        highest=1,
    )


def _decision_makers_url(campaign: Campaign, company_ids: Sequence[int]) -> str:
    address = reverse("campaigns:decision_makers", args=[campaign.pk])
    return f"{address}?{urlencode([('company', key) for key in company_ids])}"
