"""What can be wrong with a correction."""

from collections.abc import Iterable

from leadqual.core.errors import LeadqualError

CORRECT_ALONE = "Correct this title only, without its close variants."


class UnknownLabelError(LeadqualError):
    """A function, level or industry that the taxonomy does not have."""

    code = "unknown_label"
    status = 422

    def __init__(self, kind: str, slugs: Iterable[str]) -> None:
        names = ", ".join(sorted(slugs))
        super().__init__(f"The taxonomy has no {kind} {names}. Nothing was written.")


class RetiredFunctionError(UnknownLabelError):
    """A function that staff have retired."""

    def __init__(self, names: Iterable[str]) -> None:
        said = ", ".join(f"“{name}”" for name in sorted(names))
        LeadqualError.__init__(
            self,
            f"Retired, so given to no title any more: {said}. Nothing was written. Choose another "
            "function or “None fits”, or have staff empty “Retired at” of the function.",
        )


class IndustryOtherError(LeadqualError):
    """Other was given as an industry."""

    code = "industry_other"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "No title is of the industry “other”: leave the industry empty where the title names "
            "none. Nothing was written."
        )


class TooManyFunctionsError(LeadqualError):
    """A title holds three functions at most."""

    code = "too_many_functions"
    status = 422


class NotCurrentError(LeadqualError):
    """The correction that somebody looked at does not count any more."""

    code = "correction_replaced"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "This correction was undone or replaced since you opened the page. Nothing was changed."
        )


class OwnWordError(LeadqualError):
    """Somebody reviews what they said themselves."""

    code = "own_word"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "You said this yourself: somebody else approves or returns it, and you can undo it. "
            "Nothing was changed."
        )


class StepSizeError(LeadqualError):
    """A step holds at least one title and not too many."""

    code = "step_size"
    status = 422

    def __init__(self, n_titles: int, *, most: int) -> None:
        super().__init__(
            f"A step holds {most} titles at most; {n_titles:,} were ticked. Nothing was written. "
            "Untick some: they can be a step of their own."
            if n_titles
            else "Tick at least one title. Nothing was written."
        )


class UnknownTitlesError(LeadqualError):
    """Titles of a step that are not here, or that nobody has read yet."""

    code = "unknown_titles"
    status = 422

    def __init__(self, n_titles: int) -> None:
        said = "1 title is" if n_titles == 1 else f"{n_titles:,} titles are"
        super().__init__(
            f"{said} not here any more or still being read. Nothing was written. Reload the page."
        )


class NotLearnedError(LeadqualError):
    """The function was not learned from corrections here."""

    code = "not_learned"
    status = 409


class UnknownBusinessModelError(LeadqualError):
    """There is no such business model."""

    code = "unknown_business_model"
    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no business model “{name[:40]}”. Nothing was written.")


class CostsChangedMeanwhileError(LeadqualError):
    """Somebody else changed the table of costs since the page was opened."""

    code = "costs_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed the costs since you opened this page. Nothing was written. "
            "Your numbers are still below, beside the costs that are in force now: look at the "
            "preview again and apply once more."
        )


class CostsUnchangedError(LeadqualError):
    """The table is in force already."""

    code = "costs_unchanged"
    status = 409

    def __init__(self) -> None:
        super().__init__("These costs are in force already, so nothing was changed.")


class SuggestionDecidedError(LeadqualError):
    """Somebody has decided about the suggestion, or it cannot be decided this way."""

    code = "suggestion_decided"
    status = 409

    def __init__(self, reason: str = "Someone else already reviewed this suggestion.") -> None:
        super().__init__(f"{reason} Nothing was changed.")


class SpokenTwiceError(LeadqualError):
    """Two people have spoken of the title; a third is not asked."""

    code = "spoken_twice"
    status = 409

    def __init__(self) -> None:
        super().__init__("Two other people have labeled this title since. Nothing was changed.")


class OwnPairError(LeadqualError):
    """One of two people who see a title differently wants to say who is right."""

    code = "own_pair"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Two people see this title differently, and you are one of them: a manager or a third "
            "person settles it. Nothing was changed."
        )
