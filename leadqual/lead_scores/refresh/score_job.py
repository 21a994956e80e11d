"""Keeps the scores of all workspaces up to date: the work of a job that runs every minute."""

import logging
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.accounts.selectors import active_workspaces
from leadqual.accounts.workspaces.job_turns import in_turn, note_served
from leadqual.campaigns.models import Verdict
from leadqual.core import clock
from leadqual.core.jobs import Job
from leadqual.core.locks import only_here
from leadqual.lead_scores.models import LeadScoreChange, LeadScoreRun
from leadqual.lead_scores.refresh.campaign_scores import read_campaign_scores
from leadqual.lead_scores.refresh.changed_people import forget, noted_changes, people_of
from leadqual.lead_scores.refresh.stored_scores import refresh_people, store_scores
from leadqual.lead_scores.scoring.fact_reads import facts_after
from leadqual.lead_scores.selectors import rules_of, today

logger = logging.getLogger(__name__)

SECONDS = 45.0
"""A run stops after so long; the next one goes on where it stopped."""

TURN_SECONDS = 3.0
"""So long a workspace is worked on before it is the turn of the next one."""

CAMPAIGNS_EVERY = timedelta(minutes=5)
"""Campaign scores are read no more often, however many verdicts are given."""


def work(*, seconds: float = SECONDS) -> int:
    """Score whom something changed of, and everybody once a day and after the rules changed.

    Safe to run by several processes at once: one of them works, the others return.

    Returns:
        How many people have another score.
    """
    with only_here("lead_scores.refresh") as is_ours:
        if not is_ours:
            return 0
        return _in_turn(monotonic() + seconds)


def _in_turn(until: float) -> int:
    """Work on every workspace in turn until all are up to date, or until a time."""
    waiting = active_workspaces().in_bulk()
    n = 0
    while waiting:
        for key in in_turn(Job.REFRESH_LEAD_SCORES, list(waiting)):
            turn_ends = min(until, monotonic() + TURN_SECONDS)
            n += _work_on(waiting[key], turn_ends)
            note_served(Job.REFRESH_LEAD_SCORES, key)
            if monotonic() > until:
                return n
            if monotonic() < turn_ends:
                del waiting[key]  # It ended before its turn did: nothing is left.
    return n


def _work_on(workspace: Workspace, until: float) -> int:
    run = _run_of(workspace)
    if _campaigns_are_due(workspace, run):
        run.campaigns_at = clock.now()
        read_campaign_scores(workspace)
        run.save(update_fields=["campaigns_at"])
    n = _follow_changes(workspace, until) + _score_everybody(workspace, run, until)
    if n:
        logger.info("lead scores stored", extra={"workspace": workspace.pk, "n_people": n})
    return n


def _run_of(workspace: Workspace) -> LeadScoreRun:
    """Return how far the scores of today are; another day or other rules begin anew."""
    version, day = rules_of(workspace).version, today()
    run = LeadScoreRun.objects.filter(workspace=workspace).first()
    if run is None:
        # Everybody is scored for the first time: what was noted until now says nothing more.
        LeadScoreChange.objects.filter(workspace=workspace).delete()
        return LeadScoreRun.objects.create(workspace=workspace, version=version, day=day)
    if (run.version, run.day) != (version, day):
        run.version, run.day, run.done_to, run.finished_at = version, day, 0, None
        run.save()
    return run


def _campaigns_are_due(workspace: Workspace, run: LeadScoreRun) -> bool:
    since = run.campaigns_at
    if since is None or since.date() != run.day:
        return True
    if clock.now() - since < CAMPAIGNS_EVERY:
        return False
    news = Q(created_at__gte=since) | Q(undone_at__gte=since)
    return Verdict.objects.filter(news, workspace=workspace).exists()


def _follow_changes(workspace: Workspace, until: float) -> int:
    n = 0
    while monotonic() < until and (changes := noted_changes(workspace.pk)):
        with transaction.atomic():
            people = people_of(workspace.pk, changes)
            # Deleted first: whoever is written to by others now is noted again.
            forget(changes)
            n += refresh_people(workspace.pk, people, rules=rules_of(workspace), today=today())
    return n


def _score_everybody(workspace: Workspace, run: LeadScoreRun, until: float) -> int:
    rules, n = rules_of(workspace), 0
    while run.finished_at is None and monotonic() < until:
        facts = facts_after(workspace.pk, after=run.done_to, rules=rules, today=run.day)
        with transaction.atomic():
            if len(facts):
                n += store_scores(workspace.pk, facts, rules)
                run.done_to = int(facts.keys[-1])
            else:
                run.finished_at = clock.now()
            run.save(update_fields=["done_to", "finished_at"])
    return n
