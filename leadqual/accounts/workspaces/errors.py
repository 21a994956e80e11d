"""Errors of creating, deleting, restoring and limiting workspaces."""

from leadqual.core.errors import LeadqualError


class WrongNameError(LeadqualError, code="wrong_name", status=422):
    """The typed name does not match the name of the workspace."""


class NoExportError(LeadqualError, code="no_export", status=422):
    """There is no export of the workspace, and deletion without one was not confirmed."""


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
