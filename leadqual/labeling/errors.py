"""What can be wrong with a correction."""

from collections.abc import Collection, Iterable, Mapping, Sequence

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


class RetiredFunctionError(UnknownLabelError):
    """A function that staff have retired.

    Args:
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


class IndustryOtherError(LeadqualError, code="industry_other", status=400):
    """Other was given as an industry."""

    def __init__(self) -> None:
        super().__init__(
            "“other” cannot be used as an industry. Leave the industry empty if the title "
            "names none. Nothing was saved.",
            WrongValue("industry", "other"),
        )


class TooManyFunctionsError(LeadqualError, code="too_many_functions", status=422):
    """A title holds three functions at most."""

    def __init__(self, n_functions: int, *, most: int) -> None:
        super().__init__(
            f"A title can have up to {most} functions; {n_functions} were selected. Nothing was "
            "saved.",
            WrongValue("functions"),
        )


class NotCurrentError(LeadqualError, code="correction_replaced", status=409):
    """The correction that somebody looked at does not count anymore."""

    def __init__(self) -> None:
        super().__init__(
            "This correction was undone or replaced since you opened the page. Nothing was changed."
        )


class OwnWordError(LeadqualError, code="own_word", status=409):
    """Somebody reviews what they said themselves."""

    def __init__(self) -> None:
        super().__init__(
            "This is your own correction. Someone else has to approve or return it; you can "
            "undo it. Nothing was changed."
        )


class StepSizeError(LeadqualError, code="step_size", status=422):
    """A step holds at least one title and not too many."""

    def __init__(self, n_titles: int, *, most: int) -> None:
        super().__init__(
            f"You can correct up to {most} titles at once; {n_titles:,} were selected. "
            "Nothing was saved. Deselect some and correct them separately."
            if n_titles
            else "Select at least one title. Nothing was saved.",
            WrongValue("ids"),
        )


class UnknownTitlesError(LeadqualError, code="unknown_titles", status=422):
    """Titles of a step that are not here, or that nobody has read yet."""

    def __init__(self, title_ids: Collection[int]) -> None:
        n_titles = len(title_ids)
        said = "1 title is" if n_titles == 1 else f"{n_titles:,} titles are"
        super().__init__(
            f"{said} no longer available or still being classified. Nothing was saved. Reload "
            "the page.",
            *(WrongValue("ids", one) for one in sorted(title_ids)),
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


class CostsUnchangedError(LeadqualError, code="costs_unchanged", status=409):
    """The table is active already."""

    def __init__(self) -> None:
        super().__init__("These costs are already active, so nothing was changed.")


class SuggestionDecidedError(LeadqualError, code="suggestion_decided", status=409):
    """Somebody has decided about the suggestion, or it cannot be decided this way."""

    def __init__(self, reason: str = "Someone else already reviewed this suggestion.") -> None:
        super().__init__(f"{reason} Nothing was changed.")


class SpokenTwiceError(LeadqualError, code="spoken_twice", status=409):
    """Two people have spoken of the title; a third is not asked."""

    def __init__(self) -> None:
        super().__init__("Two other people have labeled this title since. Nothing was changed.")


class OwnPairError(LeadqualError, code="own_pair", status=409):
    """One of two people who see a title differently wants to say who is right."""

    def __init__(self) -> None:
        super().__init__(
            "You are one of the two people who disagree on this title. A manager or a third "
            "person has to decide. Nothing was changed."
        )
