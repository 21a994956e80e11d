"""Visits of the home page, and the first steps that a person hides."""

from datetime import datetime, timedelta

from leadqual.accounts.models import Member
from leadqual.core import clock

HOME_VISIT_LENGTH = timedelta(minutes=30)
"""Opening the page again within this time continues the visit: what was new stays new."""
FIRST_VISIT_PERIOD = timedelta(days=7)
"""What counts as new on a first visit."""


def record_visit(member: Member) -> datetime:
    """Record that a person opens the page; one write at most.

    Returns:
        The end of the previous visit: anything later is new.
    """
    now = clock.now()
    if member.visited_at is not None and now - member.visited_at > HOME_VISIT_LENGTH:
        member.former_visit_at = member.visited_at
    member.visited_at = now
    Member.objects.filter(pk=member.pk).update(
        visited_at=member.visited_at, former_visit_at=member.former_visit_at
    )
    return member.former_visit_at or now - FIRST_VISIT_PERIOD


def hide_first_steps(member: Member, *, is_hidden: bool) -> None:
    """Hide the first steps for a person, or show them again."""
    Member.objects.filter(pk=member.pk).update(hides_first_steps=is_hidden)
    member.hides_first_steps = is_hidden
