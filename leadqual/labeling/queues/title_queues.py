"""The places of titles: To do, Review and Done, each with its queues."""

from dataclasses import dataclass

from leadqual.accounts.models import Role

PLACES = {"todo": "To do", "review": "Review", "done": "Done"}
BLIND_QUEUES = frozenset({"todo", "uncertain", "unclassified", "second"})


@dataclass(frozen=True, slots=True)
class TitleQueue:
    """A queue: a filter inside a place.

    Args:
        is_worked: whether its titles wait for somebody; else they are only looked at.
    """

    name: str
    place: str
    role: Role = Role.VIEWER
    is_worked: bool = False


QUEUES = {
    "todo": TitleQueue("All", "todo", is_worked=True),
    "uncertain": TitleQueue("Uncertain", "todo", is_worked=True),
    "conflicts": TitleQueue("In conflict", "todo", is_worked=True),
    "unclassified": TitleQueue("Unclassified", "todo", is_worked=True),
    "unapproved": TitleQueue("Awaiting review", "review", Role.MANAGER, is_worked=True),
    "second": TitleQueue("Double labeling", "review", Role.QUALIFIER, is_worked=True),
    "done": TitleQueue("All", "done"),
    "corrected": TitleQueue("Corrected", "done"),
    "propagated": TitleQueue("Propagated", "done"),
    "dictionary": TitleQueue("Matched in the dictionary", "done"),
    "confident": TitleQueue("Classified with confidence", "done"),
}
"""Queues of titles by their slug; suggestions and groups of titles have pages of their own."""

WORK_QUEUES = frozenset(slug for slug, queue in QUEUES.items() if queue.is_worked)
"""Queues of titles that wait for somebody's labels; what is in the others is only looked at."""


def queue_named(slug: str, default: str = "todo") -> str:
    """Return the slug if it is that of a queue, else the default."""
    return slug if slug in QUEUES else default
