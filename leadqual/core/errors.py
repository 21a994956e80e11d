"""The one base of all errors that people see."""

from collections.abc import Mapping


class LeadqualError(Exception):
    """Something a person can understand and act on.

    Args:
        message: what was wrong and what to do, for people.

    Attributes:
        code: for programs; never changes.
        status: HTTP status where it leaves by the web.
        details: further members of the problem document of the API, for programs.
    """

    code = "error"
    status = 400
    details: Mapping[str, object] = {}

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowedError(LeadqualError):
    """The role of the member does not allow this."""

    code = "not_allowed"
    status = 403


class InvalidNameError(LeadqualError):
    """A text cannot be the name of anything: too long, empty, or with control characters."""

    code = "invalid_name"
    status = 422


class NothingToUndoError(LeadqualError):
    """It was undone before, or something else came since."""

    code = "nothing_to_undo"
    status = 409


class ExportNotReadyError(LeadqualError):
    """A job still writes the file of an export."""

    code = "export_not_ready"
    status = 409


class ExportFileGoneError(LeadqualError):
    """There is no file of an export: sent at once, failed, expired, or deleted by an erasure."""

    code = "export_file_gone"
    status = 410
