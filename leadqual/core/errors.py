"""The base class of all errors that users see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrongValue:
    """An invalid value in a request.

    Args:
        field: its name, or the path to a nested field: `("custom", "tier")`; "" for the body.
        sent: the value sent, or the invalid list entry or object key.
        allowed: the allowed values, if they are a closed set.
        detail: what is wrong, if the message of the error does not say it.
    """

    field: str | tuple[str, ...]
    sent: object = None
    allowed: Iterable[object] = ()
    detail: str = ""


class LeadqualError(Exception):
    """Something a person can understand and act on.

    Only an error that is caught by its type, or raised in several modules, has a class of its own;
    others are `LeadqualError(message, code="…", status=…)`.

    Args:
        message: what was wrong and what to do.
        wrong: the invalid values, which the API lists in `errors`.
        code: stable identifier for programs; "" for that of the class.
        status: HTTP status of the response; 0 for that of the class.
        details: extra members of the API problem document.

    Attributes:
        is_part_saved: whether some of the data was saved; the message says so.
    """

    code = "error"
    status = 400
    details: Mapping[str, object] = {}
    is_part_saved = False
    wrong: tuple[WrongValue, ...] = ()

    def __init_subclass__(cls, code: str = "", status: int = 0) -> None:
        """Take code and status from the class statement, as in `NotAllowedError`."""
        cls.code, cls.status = code or cls.code, status or cls.status

    def __init__(
        self,
        message: str,
        *wrong: WrongValue,
        code: str = "",
        status: int = 0,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.wrong = message, wrong
        self.code, self.status = code or self.code, status or self.status
        self.details = details or self.details


class NotAllowedError(LeadqualError, code="not_allowed", status=403):
    """The role of the member does not allow this."""


class NothingToUndoError(LeadqualError, code="nothing_to_undo", status=409):
    """It was undone before, or something else came since."""


class ExportNotReadyError(LeadqualError, code="export_not_ready", status=409):
    """A job still writes the file of an export."""


class ExportFileGoneError(LeadqualError, code="export_file_gone", status=410):
    """An export has no file: it was streamed, failed, expired, or was deleted by an erasure."""
