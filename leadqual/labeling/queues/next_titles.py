"""The next title of a person in a queue: none that somebody else has open."""

from collections.abc import Callable, Sequence
from datetime import datetime

from leadqual.accounts.models import Workspace
from leadqual.core.double_review import is_double_review_turn
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.queues.leases import give_back, lease_first
from leadqual.labeling.queues.positions import PAGE, QueuePosition, nearest
from leadqual.labeling.queues.selectors import title_queue
from leadqual.labeling.queues.title_queues import BLIND_QUEUES


def onward(
    workspace: Workspace, position: QueuePosition, after: Sequence[int], *, now: datetime
) -> str:
    """Return the address with the first of these titles open that is still in the queue, and free.

    Args:
        workspace: whose titles.
        position: where the person is.
        after: keys of `QueuePosition.after`, asked for before the title was answered.
        now: for leases.
    """

    def without_leased(keys: Sequence[int]) -> Sequence[int]:
        there = set(keys)
        return [key for key in after if key in there]

    return position.address(*_position_after_lease(workspace, position, without_leased, now=now))


def resume_after_first_label(
    workspace: Workspace, position: QueuePosition, after: Sequence[int], *, now: datetime
) -> str:
    """Return where a person goes after a word of their own; now and then to a second look.

    Args:
        workspace: whose titles.
        position: where the person is.
        after: as for `onward`.
        now: for leases.
    """
    if (
        position.queue in BLIND_QUEUES
        and not position.words
        and _is_second_label_due(workspace, position.reader)
    ):
        second = title_queue(workspace, "second", reader=position.reader)
        keys = list(second.values_list("pk", flat=True)[:PAGE])
        found = lease_first(workspace=workspace, keys=keys, holder=position.reader, now=now)
        if found is not None:
            return position.address(position.number(workspace), found)
    return onward(workspace, position, after, now=now)


def _is_second_label_due(workspace: Workspace, reader: int) -> bool:
    own = Correction.objects.filter(workspace=workspace, author=reader, step=None)
    return workspace.title_overlap > 0 and is_double_review_turn(
        workspace.title_overlap, own.count()
    )


def past(workspace: Workspace, position: QueuePosition, title: int, *, now: datetime) -> str:
    """Give a title back, and return the address with the next one open that is free."""
    give_back(workspace=workspace, key=title, holder=position.reader)
    return position.address(
        *_position_after_lease(workspace, position, lambda keys: nearest(keys, title), now=now)
    )


def next_of(
    workspace: Workspace, position: QueuePosition, *, after: int | None = None, now: datetime
) -> int | None:
    """Lease the next title of a queue to a person; None where others have all that is left.

    Args:
        workspace: whose titles.
        position: where the person is.
        after: key of a title that the person goes past; it is given back.
        now: for leases.
    """
    if after is not None:
        give_back(workspace=workspace, key=after, holder=position.reader)
    _, found = _position_after_lease(
        workspace, position, lambda keys: nearest(keys, after) if after else keys, now=now
    )
    return found


def _position_after_lease(
    workspace: Workspace,
    position: QueuePosition,
    wanted: Callable[[Sequence[int]], Sequence[int]],
    *,
    now: datetime,
) -> tuple[int, int | None]:
    """Lease the first free title of those that are wanted there; return its page and its key."""
    number = position.number(workspace)
    keys = position.keys(workspace, number)
    found = lease_first(workspace=workspace, keys=wanted(keys), holder=position.reader, now=now)
    is_behind = found is not None and keys.index(found) >= PAGE
    return number + is_behind, found
