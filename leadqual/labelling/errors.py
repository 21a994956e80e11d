"""What can be wrong with a correction."""

from collections.abc import Iterable, Sequence

from classifiers.titles.frozen import Fall
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


class LabelFallsError(LeadqualError):
    """The frozen test set says that other functions would be found less well."""

    code = "label_falls"
    status = 409

    def __init__(self, falls: Sequence[Fall]) -> None:
        self.falls = tuple(falls)
        figures = "; ".join(
            f"{fall.function} from {fall.before:.2f} to {fall.after:.2f} "
            f"(F1 on {fall.n_titles} test titles, {fall.alone:.2f} without corrections, "
            f"margin {fall.margin:.2f})"
            for fall in falls
        )
        super().__init__(
            f"The frozen test set refuses this: {figures}. Nothing was written. "
            "Correct the title alone, without the titles like it."
        )


class NotLearnedError(LeadqualError):
    """The function was not learned from corrections here."""

    code = "not_learned"
    status = 409
