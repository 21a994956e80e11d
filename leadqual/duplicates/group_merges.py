"""Several records become one, at one step that is undone as one."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.duplicates.side_by_side import choices_for, sides
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.merging.services import MergeRequest, merge_records


def merge_group(
    *,
    workspace: Workspace,
    kind: str,
    keys: Sequence[int],
    choices: Mapping[str, str],
    author: User,
) -> UUID:
    """Merge records into the first one; returns the step that undoes all of it.

    Args:
        workspace: whose records.
        kind: `contact` or `company`.
        keys: of the record that stays, and of the others.
        choices: code of a field → side, as `side_by_side.sides` calls the records.
        author: kept with each merge.

    Raises:
        LeadqualError: as `merge_records`; nothing has been written.
    """
    step = uuid4()

    @transaction.atomic
    def merge() -> None:
        for side, key in zip(sides(len(keys))[1:], keys[1:], strict=True):
            chosen = choices_for(side, choices)
            request = MergeRequest(kind, keys[0], key, chosen, step=step)
            merge_records(workspace=workspace, request=request, author=author)

    retry_deadlocks(merge)
    return step
