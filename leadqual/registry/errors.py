"""Errors of the registry; each says what is safe and what to do."""

from collections.abc import Sequence

from leadqual.core.errors import LeadqualError


class NotACandidateError(LeadqualError):
    """A version cannot do what only a candidate can."""

    code = "not_a_candidate"
    status = 409


class BrokenModelError(LeadqualError):
    """The files of the live model are missing or damaged."""

    code = "broken_model"
    status = 503


class FilesGoneError(LeadqualError):
    """The files of a version are missing or damaged, or others lie in their place."""

    code = "files_gone"
    status = 409


class NotMeasuredError(LeadqualError):
    """A candidate has not been measured beside the model that is live now."""

    code = "not_measured"
    status = 409


class GateError(LeadqualError):
    """A candidate fails a gate."""

    code = "gate_failed"
    status = 409

    def __init__(self, version: str, refusals: Sequence[str]) -> None:
        super().__init__(
            f"{version} was not promoted; the live model stays. {' '.join(refusals)} "
            "Staff can promote it anyway with a written reason."
        )
        self.refusals = tuple(refusals)


class NothingToGoBackToError(LeadqualError):
    """No former version is kept."""

    code = "nothing_to_go_back_to"
    status = 409


class FolderRefusedError(LeadqualError):
    """A folder holds no model that may be registered."""

    code = "folder_refused"
    status = 422


class NothingToLearnError(LeadqualError):
    """Nobody has corrected anything."""

    code = "nothing_to_learn"
    status = 409
