"""Errors of the registry; messages say what is safe and what to do."""

from collections.abc import Sequence

from leadqual.core.errors import LeadqualError


class NotACandidateError(LeadqualError, code="not_a_candidate", status=409):
    """A version cannot do what only a candidate can."""


class BrokenModelError(LeadqualError, code="broken_model", status=503):
    """The files of the live model are missing or damaged."""


class FilesGoneError(LeadqualError, code="files_gone", status=409):
    """The files of a version are missing, damaged or replaced by others."""


class NotMeasuredError(LeadqualError, code="not_measured", status=409):
    """A candidate has not been compared with the current live model."""


class GateError(LeadqualError, code="gate_failed", status=409):
    """A candidate fails a gate."""

    def __init__(self, version: str, refusals: Sequence[str]) -> None:
        super().__init__(
            f"{version} was not promoted; the live model stays. {' '.join(refusals)} "
            "Staff can promote it anyway with a written reason."
        )
        self.refusals = tuple(refusals)


class NothingToGoBackToError(LeadqualError, code="nothing_to_go_back_to", status=409):
    """No former version is kept."""


class FolderRefusedError(LeadqualError, code="folder_refused", status=422):
    """A folder does not contain a model that can be registered."""


class NothingToLearnError(LeadqualError, code="nothing_to_learn", status=409):
    """There are no corrections to learn from."""
