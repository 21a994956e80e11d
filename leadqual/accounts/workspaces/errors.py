"""What can be wrong with creating, deleting and restoring workspaces."""

from leadqual.core.errors import LeadqualError


class CreationNotAllowedError(LeadqualError):
    """Only staff create workspaces in this installation."""

    code = "workspace_creation_not_allowed"
    status = 403


class WrongNameError(LeadqualError):
    """What was typed is not the name of the workspace."""

    code = "wrong_name"
    status = 422


class NoExportError(LeadqualError):
    """There is no export of the workspace, and nobody agreed to delete it without one."""

    code = "no_export"
    status = 422


class NotDeletedError(LeadqualError):
    """The workspace is not deleted, or is deleted already."""

    code = "workspace_state"
    status = 409


class RestoreExpiredError(LeadqualError):
    """The time to restore the workspace is over."""

    code = "restore_expired"
    status = 410


class ExportRunningError(LeadqualError):
    """An export of the workspace is being made."""

    code = "export_running"
    status = 409


class QuotaError(LeadqualError):
    """The workspace has reached one of its limits."""


class WorkspaceFullError(QuotaError):
    """The workspace has as many contacts or companies as it may have.

    Args:
        message: for people.
        quota: `contacts` or `companies`.
        limit: how many it may have.
    """

    code = "workspace_full"
    status = 409

    def __init__(self, message: str, *, quota: str, limit: int) -> None:
        super().__init__(message)
        self.quota, self.limit = quota, limit


class PartlyFullError(WorkspaceFullError):
    """The workspace had room for the first of several records: these were saved."""

    is_part_saved = True


class TooManyJobsError(QuotaError):
    """As many jobs of the workspace are queued or running as may be at once."""

    code = "too_many_jobs"
    status = 409
