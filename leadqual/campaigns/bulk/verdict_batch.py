"""Verdicts that a browser sends behind the hand: several at once, each with its own result."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from leadqual.accounts.models import User
from leadqual.campaigns.bulk.offline_sync import OfflineVerdict, arrive
from leadqual.campaigns.bulk.plain_presses import record_plain, runs_of
from leadqual.campaigns.models import Campaign
from leadqual.core.errors import LeadqualError

MAX_PRESSES = 50
"""Presses in one request."""

SERVER_ERROR = "server_error"
"""Code of a press that may be taken another time."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PressResult:
    """What became of one press.

    Args:
        request_id: of the press.
        code: why it was not taken; empty where it was.
        detail: the same in words for people.
        is_new: it is certain that it came for the first time.
    """

    request_id: uuid.UUID
    code: str = ""
    detail: str = ""
    is_new: bool = False


def arrive_all(
    *, campaign: Campaign, person: User, presses: Sequence[OfflineVerdict]
) -> list[PressResult]:
    """Store presses in their order; what is wrong with one of them concerns no other.

    After a press on which the server failed, later ones on its company are not taken: they would
    come before it.

    Args:
        campaign: in which the person may judge.
        person: who pressed.
        presses: the oldest first.
    """
    results = list[PressResult]()
    held = set[int]()
    for run in runs_of(presses):
        stored = _stored_together(
            campaign, person, [press for press in run if press.company_id not in held]
        )
        for press in run:
            if press.request_id in stored:
                results.append(PressResult(press.request_id, is_new=True))
            else:
                results.append(_stored_alone(campaign, person, press, held))
    return results


def _stored_alone(
    campaign: Campaign, person: User, press: OfflineVerdict, held: set[int]
) -> PressResult:
    if press.company_id in held:
        return PressResult(press.request_id, SERVER_ERROR, "One before it failed.")
    try:
        arrive(campaign=campaign, person=person, waited=press)
    except LeadqualError as error:
        return PressResult(press.request_id, error.code, error.message)
    except Exception:  # One that fails must not hold up the others; the browser sends it again.
        log.exception("A verdict of campaign %s could not be stored.", campaign.pk)
        held.add(press.company_id)
        return PressResult(press.request_id, SERVER_ERROR, "The server failed.")
    return PressResult(press.request_id)


def _stored_together(
    campaign: Campaign, person: User, presses: Sequence[OfflineVerdict]
) -> frozenset[uuid.UUID]:
    """Store what can be stored together; where that fails nothing is, and each is tried by itself.

    Two requests with the same press may come at once: one of them fails here.
    """
    try:
        return record_plain(campaign=campaign, person=person, presses=presses)
    except Exception:  # Nothing is stored then, and each is tried by itself.
        log.exception("Verdicts of campaign %s could not be stored together.", campaign.pk)
        return frozenset()
