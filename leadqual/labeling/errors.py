"""What can be wrong with a correction."""

from collections.abc import Iterable, Sequence

from leadqual.core.errors import LeadqualError, WrongValue

CORRECT_ALONE = "Correct this title only, without its close variants."


class UnknownLabelError(LeadqualError, code="unknown_label", status=422):
    """A function, level or industry that the taxonomy does not have."""

    def __init__(
        self, kind: str, slugs: Iterable[str], *, field: str, allowed: Sequence[str]
    ) -> None:
        unknown = sorted(slugs)
        super().__init__(
            f"The taxonomy has no {kind} {', '.join(unknown)}. Nothing was saved.",
            *(WrongValue(field, slug, allowed, f"There is no such {kind}.") for slug in unknown),
        )


class TooManyFunctionsError(LeadqualError, code="too_many_functions", status=422):
    """A title holds three functions at most."""

    def __init__(self, n_functions: int, *, most: int) -> None:
        super().__init__(
            f"A title can have up to {most} functions; {n_functions} were selected. Nothing was "
            "saved.",
            WrongValue("functions"),
        )


class NotLearnedError(LeadqualError, code="not_learned", status=409):
    """The function was not learned from corrections here."""


class UnknownBusinessModelError(LeadqualError, code="unknown_business_model", status=422):
    """There is no such business model."""

    def __init__(self, name: str, *, allowed: Sequence[str]) -> None:
        super().__init__(
            f"There is no business model “{name[:40]}”. Nothing was saved.",
            WrongValue("business_model", name, allowed),
        )


class CostsChangedMeanwhileError(LeadqualError, code="costs_changed", status=409):
    """Somebody else changed the table of costs since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Someone else changed the costs since you opened this page. Nothing was saved. "
            "Your numbers are kept below, next to the active costs. Check the preview and "
            "apply again."
        )


class SuggestionDecidedError(LeadqualError, code="suggestion_decided", status=409):
    """Somebody has decided about the suggestion, or it cannot be decided this way."""

    def __init__(self, reason: str = "Someone else already reviewed this suggestion.") -> None:
        super().__init__(f"{reason} Nothing was changed.")


class DoubleLabeledError(LeadqualError, code="spoken_twice", status=409):
    """Two people have labeled the title; a third is not asked."""

    def __init__(self) -> None:
        super().__init__("Two other people have labeled this title since. Nothing was changed.")
