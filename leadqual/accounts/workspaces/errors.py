"""What can be wrong with creating, deleting and restoring workspaces."""

from leadqual.core.errors import LeadqualError


class CreationNotAllowedError(LeadqualError, code="workspace_creation_not_allowed", status=403):
    """Only staff create workspaces in this installation."""


class WrongNameError(LeadqualError, code="wrong_name", status=422):
    """What was typed is not the name of the workspace."""


class NoExportError(LeadqualError, code="no_export", status=422):
    """There is no export of the workspace, and nobody agreed to delete it without one."""


class NotDeletedError(LeadqualError, code="workspace_state", status=409):
    """The workspace is not deleted, or is deleted already."""


class RestoreExpiredError(LeadqualError, code="restore_expired", status=410):
    """The time to restore the workspace is over."""


class ExportRunningError(LeadqualError, code="export_running", status=409):
    """An export of the workspace is being made."""


class QuotaError(LeadqualError):
    """The workspace has reached one of its limits."""


class WorkspaceFullError(QuotaError, code="workspace_full", status=409):
    """The workspace has as many contacts or companies as it may have."""

    def __init__(self, message: str, *, quota: str, limit: int) -> None:
        super().__init__(message)
        self.quota, self.limit = quota, limit


class PartlyFullError(WorkspaceFullError):
    """The workspace had room for the first of several records: these were saved."""

    is_part_saved = True


class TooManyJobsError(QuotaError, code="too_many_jobs", status=409):
    """As many jobs of the workspace are queued or running as may be at once."""
