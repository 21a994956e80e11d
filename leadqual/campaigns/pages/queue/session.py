"""The session of a person in a queue: its goal, how far it is, and its summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.campaign_data import campaign_or_404
from leadqual.campaigns.pages.forms import FACTORS
from leadqual.campaigns.ranking.learned_weights import learned_of
from leadqual.campaigns.verdicts.progress import session_verdicts, summary_of
from leadqual.core import clock

MAX_GOAL = 1_000
_KEY = "queue_goals"
_MAX_FACTORS = 3


class GoalForm(forms.Form):
    """How many verdicts a person wants to give now; none for no goal."""

    goal = forms.IntegerField(required=False, min_value=1, max_value=MAX_GOAL)


@dataclass(frozen=True, slots=True)
class SessionGoal:
    """What a person set out to do.

    Args:
        n: verdicts.
        since: when they set it.
    """

    n: int
    since: datetime


def goal_of(request: WorkspaceRequest, campaign: Campaign) -> SessionGoal | None:
    """Return the goal of a session in a queue; it lasts as long as its person is signed in."""
    goals = request.session.get(_KEY)
    kept = goals.get(str(campaign.pk)) if isinstance(goals, Mapping) else None
    since = parse_datetime(kept[1]) if kept else None
    return SessionGoal(kept[0], since) if kept and since else None


def session_context(request: WorkspaceRequest, campaign: Campaign) -> dict[str, object]:
    """Return the goal that the head of the queue shows, and the verdicts since it was set."""
    goal = goal_of(request, campaign)
    if goal is None:
        return {"goal": None, "n_given": 0}
    given = session_verdicts(campaign, request.user, since=goal.since)
    return {"goal": goal.n, "n_given": summary_of(given).n}


@route("campaigns/<int:campaign_id>/queue/goal/", methods="POST", role=Role.QUALIFIER)
def set_goal(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Set a goal for the session, which begins now; an empty one clears it."""
    campaign = campaign_or_404(request, campaign_id)
    form = GoalForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(f"Send goal= from 1 to {MAX_GOAL}, or empty.")
    goals = dict(request.session.get(_KEY) or {})
    goals.pop(str(campaign.pk), None)
    if goal := form.cleaned_data["goal"]:
        goals[str(campaign.pk)] = [goal, clock.now().isoformat()]
    request.session[_KEY] = goals
    return redirect("campaigns:queue", campaign.pk)


@route("campaigns/<int:campaign_id>/queue/summary/", role=Role.QUALIFIER)
def session_summary(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Show what came of the session: verdicts, pace, likes, and what was learned."""
    campaign = campaign_or_404(request, campaign_id)
    goal = goal_of(request, campaign)
    given = session_verdicts(campaign, request.user, since=goal.since if goal else None)
    learned = learned_of(campaign)
    weights = learned.weights if learned else {}
    by_weight = sorted(weights, key=lambda factor: -weights[factor])
    context = {
        "campaign": campaign,
        "goal": goal.n if goal else None,
        "summary": summary_of(given),
        "factors": [FACTORS[name] for name in by_weight if weights[name] > 0][:_MAX_FACTORS],
        "learned": learned,
    }
    return render(request, "campaigns/session_summary.html", context)
