"""What can be wrong with a correction."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from leadqual.core.errors import LeadqualError, WrongValue

CORRECT_ALONE = "Correct this title only, without its close variants."


class UnknownLabelError(LeadqualError):
    """A function, level or industry that the taxonomy does not have."""

    code = "unknown_label"
    status = 422

    def __init__(
        self, kind: str, slugs: Iterable[str], *, field: str, allowed: Sequence[str]
    ) -> None:
        unknown = sorted(slugs)
        super().__init__(
            f"The taxonomy has no {kind} {', '.join(unknown)}. Nothing was saved.",
            *(WrongValue(field, slug, allowed, f"There is no such {kind}.") for slug in unknown),
        )


class RetiredFunctionError(UnknownLabelError):
    """A function that staff have retired.

    Args:
        names: of the retired functions, by slug.
        allowed: slugs of those that are not.
    """

    def __init__(self, names: Mapping[str, str], *, allowed: Sequence[str]) -> None:
        said = ", ".join(f"“{name}”" for name in sorted(names.values()))
        LeadqualError.__init__(
            self,
            f"Retired and no longer assignable: {said}. Nothing was saved. Choose another "
            "function or “None fits”, or ask staff to clear “Retired at” of the function.",
            *(
                WrongValue("functions", slug, allowed, "This function is retired.")
                for slug in sorted(names)
            ),
        )


class IndustryOtherError(LeadqualError):
    """Other was given as an industry."""

    code = "industry_other"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "“other” cannot be used as an industry. Leave the industry empty if the title "
            "names none. Nothing was saved.",
            WrongValue("industry", "other"),
        )


class TooManyFunctionsError(LeadqualError):
    """A title holds three functions at most."""

    code = "too_many_functions"
    status = 422

    def __init__(self, n_functions: int, *, most: int) -> None:
        super().__init__(
            f"A title can have up to {most} functions; {n_functions} were selected. Nothing was "
            "saved.",
            WrongValue("functions"),
        )


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
            "This is your own correction. Someone else has to approve or return it; you can "
            "undo it. Nothing was changed."
        )


class StepSizeError(LeadqualError):
    """A step holds at least one title and not too many."""

    code = "step_size"
    status = 422

    def __init__(self, n_titles: int, *, most: int) -> None:
        super().__init__(
            f"You can correct up to {most} titles at once; {n_titles:,} were selected. "
            "Nothing was saved. Deselect some and correct them separately."
            if n_titles
            else "Select at least one title. Nothing was saved.",
            WrongValue("ids"),
        )


class UnknownTitlesError(LeadqualError):
    """Titles of a step that are not here, or that nobody has read yet."""

    code = "unknown_titles"
    status = 422

    def __init__(self, title_ids: Collection[int]) -> None:
        n_titles = len(title_ids)
        said = "1 title is" if n_titles == 1 else f"{n_titles:,} titles are"
        super().__init__(
            f"{said} no longer available or still being classified. Nothing was saved. Reload "
            "the page.",
            *(WrongValue("ids", one) for one in sorted(title_ids)),
        )


class NotLearnedError(LeadqualError):
    """The function was not learned from corrections here."""

    code = "not_learned"
    status = 409


class UnknownBusinessModelError(LeadqualError):
    """There is no such business model."""

    code = "unknown_business_model"
    status = 422

    def __init__(self, name: str, *, allowed: Sequence[str]) -> None:
        super().__init__(
            f"There is no business model “{name[:40]}”. Nothing was saved.",
            WrongValue("business_model", name, allowed),
        )


class CostsChangedMeanwhileError(LeadqualError):
    """Somebody else changed the table of costs since the page was opened."""

    code = "costs_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Someone else changed the costs since you opened this page. Nothing was saved. "
            "Your numbers are kept below, next to the active costs. Check the preview and "
            "apply again."
        )


class CostsUnchangedError(LeadqualError):
    """The table is in force already."""

    code = "costs_unchanged"
    status = 409

    def __init__(self) -> None:
        super().__init__("These costs are already active, so nothing was changed.")


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
            "You are one of the two people who disagree on this title. A manager or a third "
            "person has to decide. Nothing was changed."
        )
