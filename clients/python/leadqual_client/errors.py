"""What can go wrong, as exceptions."""

from collections.abc import Mapping, Sequence
from typing import Any


class LeadQualError(Exception):
    """Base of all errors of this client."""


class ConnectionFailedError(LeadQualError):
    """No whole answer came, also after all retries; whether the change was made is not known."""


class ApiError(LeadQualError):
    """The API refused a request with a problem document (RFC 9457).

    Attributes:
        status: of HTTP.
        code: stable name of the problem, for programs.
        detail: for people.
        errors: what is wrong with which value, where values are.
        request_id: to name when asking for help.
        problem: the whole document.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], request_id: str) -> None:
        self.status = status
        self.problem = problem
        self.code: str = str(problem.get("code", ""))
        self.detail: str = str(problem.get("detail", ""))
        self.errors: Sequence[Mapping[str, Any]] = problem.get("errors") or ()
        self.request_id = request_id
        super().__init__(f"{status} {self.code}: {self.detail}")
