"""Sample data is removed in one step: an empty workspace takes its place."""

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.services import create_workspace, delete_workspace
from leadqual.core.database.row_scope import all_workspaces
from leadqual.core.errors import LeadqualError

NAME = "My workspace"


class NoSampleDataError(LeadqualError):
    """The workspace has no sample data."""

    code = "no_sample_data"
    status = 409


@all_workspaces()  # The new one is another than that of the request.
@transaction.atomic
def start_empty(*, workspace: Workspace, author: User) -> Workspace:
    """Delete a workspace with sample data and create an empty one.

    The deleted one can be restored as any other.

    Args:
        workspace: with sample data.
        author: one of its managers.

    Returns:
        The new workspace, with the author as its manager.

    Raises:
        NoSampleDataError: the rows are somebody's own; nothing has changed.
        CreationNotAllowedError: the author may not create a workspace; nothing has changed.
        NotDeletedError: somebody else was quicker; nothing has changed.
    """
    if workspace.sample_steps is None:
        raise NoSampleDataError("This workspace has no sample data. Nothing was deleted.")
    fresh = create_workspace(name=NAME, author=author)
    delete_workspace(workspace=workspace, typed_name=workspace.name, author=author)
    return fresh
