"""Errors of creating, deleting, restoring and limiting workspaces."""

from leadqual.core.errors import LeadqualError


class CreationNotAllowedError(LeadqualError, code="workspace_creation_not_allowed", status=403):
    """Only staff may create workspaces in this installation."""


class WrongNameError(LeadqualError, code="wrong_name", status=422):
    """The typed name does not match the name of the workspace."""


class NoExportError(LeadqualError, code="no_export", status=422):
    """There is no export of the workspace, and deletion without one was not confirmed."""


class NotDeletedError(LeadqualError, code="workspace_state", status=409):
    """The workspace is not deleted, or is deleted already."""


class RestoreExpiredError(LeadqualError, code="restore_expired", status=410):
    """The workspace can no longer be restored."""


class ExportRunningError(LeadqualError, code="export_running", status=409):
    """An export of the workspace is already in progress."""


class QuotaError(LeadqualError):
    """The workspace has reached one of its limits."""


class WorkspaceFullError(QuotaError, code="workspace_full", status=409):
    """The workspace has reached its limit of contacts or companies."""

    def __init__(self, message: str, *, quota: str, limit: int) -> None:
        super().__init__(message)
        self.quota, self.limit = quota, limit


class PartlyFullError(WorkspaceFullError):
    """Only the first of several records fit; these were saved."""

    is_part_saved = True


class TooManyJobsError(QuotaError, code="too_many_jobs", status=409):
    """The workspace has reached its limit of queued or running jobs."""
