"""Keeps the scores of all workspaces up to date: the work of a job that runs every minute."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.accounts.services import active_workspaces
from leadqual.accounts.workspaces.job_turns import order_by_turn, record_served
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.ranking.ranked_list import scores_of
from leadqual.campaigns.selectors import selected_ids
from leadqual.core import clock
from leadqual.core.jobs import Job
from leadqual.core.locks import hold_once
from leadqual.lead_scores.models import CompanyCampaignScore, LeadScoreChange, LeadScoreRun
from leadqual.lead_scores.person_facts import facts_after
from leadqual.lead_scores.refresh.stored_scores import refresh_people, store_scores
from leadqual.lead_scores.selectors import rules_of, today

MIN_CHANGE = 0.02
"""Smaller changes of a score are not stored, so that people are not scored again."""

_CHUNK = 10_000
_STORE = """
    INSERT INTO lead_scores_companycampaignscore AS s
           (company_id, workspace_id, campaign_id, score, since)
    SELECT o.id, o.workspace_id, n.campaign, n.score, %(now)s
      FROM unnest(%(keys)s::bigint[], %(campaigns)s::bigint[], %(scores)s::float8[])
           AS n (company, campaign, score)
      JOIN leads_company AS o ON o.id = n.company AND o.workspace_id = %(workspace)s
      JOIN campaigns_campaign AS campaign ON campaign.id = n.campaign
    ON CONFLICT (company_id) DO UPDATE
       SET campaign_id = excluded.campaign_id, score = excluded.score, since = excluded.since
"""

MAX_CHANGES = 2_000
"""Noted changes that are read at once; each may hold thousands of keys."""

_PEOPLE = {
    LeadScoreChange.Kind.CONTACT: "id = ANY(%s)",
    LeadScoreChange.Kind.TITLE: "job_title_id = ANY(%s)",
    LeadScoreChange.Kind.COMPANY: "company_id = ANY(%s)",
}
logger = logging.getLogger(__name__)
RUN_SECONDS = 45.0
"""Time limit of a run; the next one resumes where it stopped."""

TURN_SECONDS = 3.0
"""Time spent on one workspace before the next one gets its turn."""

CAMPAIGNS_EVERY = timedelta(minutes=5)
"""Minimum interval between reads of campaign scores, however many verdicts are added."""


def read_campaign_scores(workspace: Workspace) -> int:
    """Read the scores of all active campaigns and store those that changed.

    Their people are marked as changed in the same transactions.

    Returns:
        How many company scores changed.
    """
    best = _best_scores(workspace)
    rows = CompanyCampaignScore.objects.filter(workspace=workspace)
    stored = dict(rows.values_list("company_id", "score"))
    changed = [
        key
        for key, (score, _) in best.items()
        if key not in stored or abs(stored[key] - score) >= MIN_CHANGE
    ]
    removed = sorted(stored.keys() - best.keys())
    for start in range(0, len(changed), _CHUNK):
        _store(workspace, changed[start : start + _CHUNK], best)
    for start in range(0, len(removed), _CHUNK):
        part = removed[start : start + _CHUNK]
        with transaction.atomic():
            rows.filter(company__in=part).delete()
            _mark_changed(workspace, part)
    return len(changed) + len(removed)


def _best_scores(workspace: Workspace) -> dict[int, tuple[float, int]]:
    """Return company → its highest score and the campaign that gives it."""
    best: dict[int, tuple[float, int]] = {}
    for campaign in Campaign.objects.filter(workspace=workspace, archived_at=None).order_by("pk"):
        found = scores_of(campaign)
        if found is None:
            continue
        keys, scores = found
        members = selected_ids(campaign)
        if members is not None:  # Others have a score as well, but nobody asked about them.
            is_member = np.isin(keys, np.fromiter(members, dtype=np.int64))
            keys, scores = keys[is_member], scores[is_member]
        clipped = np.clip(np.nan_to_num(scores.astype(np.float64)), -1.0, 1.0)
        for key, score in zip(keys.tolist(), clipped.tolist(), strict=True):
            if key not in best or score > best[key][0]:
                best[key] = (score, campaign.pk)
    return best


def _store(workspace: Workspace, keys: list[int], best: dict[int, tuple[float, int]]) -> None:
    values: dict[str, Any] = {
        "workspace": workspace.pk,
        "now": clock.now(),
        "keys": keys,
        "scores": [best[key][0] for key in keys],
        "campaigns": [best[key][1] for key in keys],
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_STORE, values)
        _mark_changed(workspace, keys)


def _mark_changed(workspace: Workspace, companies: list[int]) -> None:
    LeadScoreChange.objects.create(
        workspace=workspace, kind=LeadScoreChange.Kind.COMPANY, keys=companies
    )


def pending_changes(workspace_id: int) -> list[LeadScoreChange]:
    """Return the changes that were noted first."""
    rows = LeadScoreChange.objects.filter(workspace=workspace_id).order_by("pk")
    return list(rows[:MAX_CHANGES])


def people_of(workspace_id: int, changes: Sequence[LeadScoreChange]) -> list[int]:
    """Return the distinct keys of the people affected by changes; one query per kind."""
    people: set[int] = set()
    for kind, condition in _PEOPLE.items():
        keys = sorted({key for change in changes if change.kind == kind for key in change.keys})
        if not keys:
            continue
        query = f"SELECT id FROM leads_contact WHERE workspace_id = %s AND {condition}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [workspace_id, keys])
            people.update(key for (key,) in cursor.fetchall())
    return sorted(people)


def delete_changes(changes: Sequence[LeadScoreChange]) -> None:
    """Delete changes; those recorded meanwhile stay."""
    LeadScoreChange.objects.filter(pk__in=[change.pk for change in changes]).delete()


def work(*, seconds: float = RUN_SECONDS) -> int:
    """Score people with changes; and everyone once a day and after changes of the rules.

    Safe to run by several processes at once: one of them works, the others return.

    Returns:
        How many scores changed.
    """
    with hold_once("lead_scores.refresh") as is_ours:
        if not is_ours:
            return 0
        return _work_in_turn(monotonic() + seconds)


def _work_in_turn(until: float) -> int:
    """Work on every workspace in turn until all are up to date, or until a time."""
    waiting = active_workspaces().in_bulk()
    n = 0
    while waiting:
        for key in order_by_turn(Job.REFRESH_LEAD_SCORES, list(waiting)):
            turn_ends = min(until, monotonic() + TURN_SECONDS)
            n += _work_on(waiting[key], turn_ends)
            record_served(Job.REFRESH_LEAD_SCORES, key)
            if monotonic() > until:
                return n
            if monotonic() < turn_ends:
                del waiting[key]  # It ended before its turn did: nothing is left.
    return n


def _work_on(workspace: Workspace, until: float) -> int:
    run = _current_run(workspace)
    if _campaigns_are_due(workspace, run):
        run.campaigns_at = clock.now()
        read_campaign_scores(workspace)
        run.save(update_fields=["campaigns_at"])
    n = _score_changed(workspace, until) + _score_all(workspace, run, until)
    if n:
        logger.info("lead scores stored", extra={"workspace": workspace.pk, "n_people": n})
    return n


def _current_run(workspace: Workspace) -> LeadScoreRun:
    """Return how far the scores of today are; another day or other rules start over."""
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
    is_recent = Q(created_at__gte=since) | Q(undone_at__gte=since)
    return Verdict.objects.filter(is_recent, workspace=workspace).exists()


def _score_changed(workspace: Workspace, until: float) -> int:
    n = 0
    while monotonic() < until and (changes := pending_changes(workspace.pk)):
        with transaction.atomic():
            people = people_of(workspace.pk, changes)
            # Deleted first: whoever is written to by others now is noted again.
            delete_changes(changes)
            n += refresh_people(workspace.pk, people, rules=rules_of(workspace), today=today())
    return n


def _score_all(workspace: Workspace, run: LeadScoreRun, until: float) -> int:
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
