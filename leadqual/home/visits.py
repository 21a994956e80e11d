"""When a person was here last: what is new since then is what the page begins with."""

from datetime import datetime, timedelta

from leadqual.accounts.models import Member
from leadqual.core import clock

SAME_VISIT = timedelta(minutes=30)
"""Who opens the page again within this time goes on with the visit: what was new stays new."""

FIRST_LOOK = timedelta(days=7)
"""What counts as new for somebody who was never here."""


def note_visit(member: Member) -> datetime:
    """Note that a person opens the page; one write at most.

    Returns:
        The end of the visit before this one: what came later is new.
    """
    now = clock.now()
    if member.visited_at is not None and now - member.visited_at > SAME_VISIT:
        member.former_visit_at = member.visited_at
    member.visited_at = now
    Member.objects.filter(pk=member.pk).update(
        visited_at=member.visited_at, former_visit_at=member.former_visit_at
    )
    return member.former_visit_at or now - FIRST_LOOK


def hide_first_steps(member: Member, *, is_hidden: bool) -> None:
    """Put the first steps away for a person, or bring them back."""
    Member.objects.filter(pk=member.pk).update(hides_first_steps=is_hidden)
    member.hides_first_steps = is_hidden
