"""What can be wrong with a correction."""

from collections.abc import Iterable

from leadqual.core.errors import LeadqualError


class UnknownLabelError(LeadqualError):
    """A function, level or industry that the taxonomy does not have."""

    code = "unknown_label"
    status = 422

    def __init__(self, kind: str, slugs: Iterable[str]) -> None:
        names = ", ".join(sorted(slugs))
        super().__init__(f"The taxonomy has no {kind} {names}. Nothing was written.")


class TooManyFunctionsError(LeadqualError):
    """A title holds three functions at most."""

    code = "too_many_functions"
    status = 422


class NothingToUndoError(LeadqualError):
    """The correction was undone before, or another one has replaced it."""

    code = "nothing_to_undo"
    status = 409
