"""Presses as almost all of them are, stored together by few statements.

A plain press was not taken back, has not arrived before, and is for a company of a campaign that
takes verdicts. All others are stored one by one, by the code that knows what to do with each.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from leadqual.accounts.models import User
from leadqual.campaigns.bulk.offline_sync import OfflineVerdict
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.selectors import SIGNALS
from leadqual.campaigns.verdicts.services import (
    learn_soon,
    one_at_a_time,
    opposed_among,
    weight_of,
)
from leadqual.campaigns.verdicts.verdict_events import emit_verdicts

# Companies of the campaign, and what the card of each predicted to the person.
_OPEN = """
    SELECT c.id, l.score
      FROM leads_company c
      LEFT JOIN matching_lease l
        ON l.campaign_id = %(campaign)s AND l.company_id = c.id AND l.holder_id = %(person)s
     WHERE c.workspace_id = %(workspace)s AND c.id = ANY(%(companies)s)
       AND (%(is_all)s OR EXISTS (
           SELECT FROM matching_campaigncompany m
            WHERE m.campaign_id = %(campaign)s AND m.company_id = c.id))
       AND EXISTS (
           SELECT FROM matching_campaign g WHERE g.id = %(campaign)s AND g.archived_at IS NULL)
"""
_KNOWN = """
    SELECT request_id FROM matching_verdict
     WHERE campaign_id = %s AND request_id = ANY(%s::uuid[])
"""
_FORMER = """
    UPDATE matching_verdict SET is_current = false
     WHERE campaign_id = %s AND author_id = %s AND company_id = ANY(%s) AND is_current
"""


def runs_of(presses: Iterable[OfflineVerdict]) -> list[list[OfflineVerdict]]:
    """Cut presses into runs that can be stored together, in their order.

    A run has one press on each company; one that was taken back is a run by itself.
    """
    runs: list[list[OfflineVerdict]] = []
    seen: set[int | uuid.UUID] = set()
    for press in presses:
        if not runs or press.is_undone or {press.company_id, press.request_id} & seen:
            runs.append([])
            seen = set()
        runs[-1].append(press)
        seen |= {press.company_id, press.request_id}
        if press.is_undone:
            runs.append([])
            seen = set()
    return [run for run in runs if run]


@transaction.atomic
def record_plain(
    *, campaign: Campaign, person: User, presses: Sequence[OfflineVerdict]
) -> frozenset[uuid.UUID]:
    """Store the plain presses among these; return which they are.

    Nine statements at most, however many presses.

    Args:
        campaign: in which the person may judge.
        person: who pressed.
        presses: a run of them, the oldest first; see `runs_of`.
    """
    plain = [press for press in presses if not press.is_undone]
    if not plain:
        return frozenset()
    one_at_a_time(campaign, person)
    known = _known(campaign, plain)
    scores = _open(campaign, person, plain)
    reasons = _reasons(campaign, plain)
    plain = [
        press
        for press in plain
        if press.request_id not in known
        and press.company_id in scores
        and _are_possible(press, reasons)
    ]
    if not plain:
        return frozenset()
    with connection.cursor() as cursor:
        companies = [press.company_id for press in plain]
        cursor.execute(_FORMER, [campaign.pk, person.pk, companies])
    stored = Verdict.objects.bulk_create(
        Verdict(
            workspace_id=campaign.workspace_id,
            campaign=campaign,
            company_id=press.company_id,
            value=press.value,
            weight=weight_of(press.value, press.weight),
            author=person,
            request_id=press.request_id,
            score=scores[press.company_id],
        )
        for press in plain
    )
    _give_reasons(stored, plain)
    n_signals = sum(press.value in SIGNALS for press in plain)
    if n_signals:
        learn_soon(campaign, n_new=n_signals)
    emit_verdicts(campaign, stored)
    return frozenset(press.request_id for press in plain)


def _known(campaign: Campaign, presses: Iterable[OfflineVerdict]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [campaign.pk, [press.request_id for press in presses]])
        return {found for (found,) in cursor.fetchall()}


def _open(
    campaign: Campaign, person: User, presses: Iterable[OfflineVerdict]
) -> dict[int, float | None]:
    """Return company → what its card predicted, of companies that can be judged."""
    values: dict[str, Any] = {
        "campaign": campaign.pk,
        "workspace": campaign.workspace_id,
        "person": person.pk,
        "companies": [press.company_id for press in presses],
        "is_all": campaign.scope == Campaign.Scope.ALL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        return dict(cursor.fetchall())


def _reasons(campaign: Campaign, presses: Iterable[OfflineVerdict]) -> dict[int, Reason]:
    """Return the reasons that any of them names; no query where none does."""
    named = {key for press in presses for key in press.reason_ids}
    if not named:
        return {}
    return Reason.objects.filter(campaign=campaign).in_bulk(named)


def _are_possible(press: OfflineVerdict, reasons: Mapping[int, Reason]) -> bool:
    """Say whether the reasons of a press can be given together, for its verdict."""
    given = [reasons[key] for key in set(press.reason_ids) if key in reasons]
    is_whole = len(given) == len(set(press.reason_ids))
    are_for_it = all(reason.verdict == press.value for reason in given)
    return is_whole and are_for_it and not opposed_among(given)


def _give_reasons(stored: Sequence[Verdict], presses: Sequence[OfflineVerdict]) -> None:
    through = Verdict.reasons.through
    rows = [
        through(verdict_id=verdict.pk, reason_id=key)
        for verdict, press in zip(stored, presses, strict=True)
        for key in dict.fromkeys(press.reason_ids)
    ]
    if rows:
        through.objects.bulk_create(rows)
