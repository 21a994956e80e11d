"""Labels that a person gives a title, as the form, the API and the command line send them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.labeling.errors import TooManyFunctionsError, UnknownLabelError
from leadqual.labeling.models.corrections import Correction
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.models import Function, Industry, Level

MAX_FUNCTIONS = 3
NO_INDUSTRY = "other"  # Of the list, but never written: a title that names none has none.


@dataclass(frozen=True, slots=True)
class CorrectionInput:
    """What a person wants to say of a title; slugs.

    Args:
        functions: at most three, each once; empty means that none fits (Other).
        industry: None where the title names none.
        note: why, for colleagues.
        propagate: whether to also correct close variants.
    """

    functions: tuple[str, ...]
    level: str
    industry: str | None = None
    note: str = ""
    propagate: bool = True


def word_of(values: Mapping[str, Any]) -> CorrectionInput:
    """Make a word of what was checked: the clean values of the form or of the body of a request.

    Args:
        values: `functions` (in their order; repeated ones count once), `level`, `propagate`, and
            where they were given `industry` and `note`.
    """
    return CorrectionInput(
        functions=tuple(dict.fromkeys(values["functions"])),
        level=values["level"],
        industry=values.get("industry") or None,
        note=values.get("note") or "",
        propagate=values["propagate"],
    )


def input_of_correction(correction: Correction) -> CorrectionInput:
    """Return what a correction said, to be said once more."""
    return CorrectionInput(
        functions=tuple(correction.functions.order_by("pk").values_list("slug", flat=True)),
        level=correction.level.slug,
        industry=correction.industry.slug if correction.industry else None,
        note=correction.note,
        propagate=bool(correction.signature),
    )


def is_unchanged(title: JobTitle, correction_input: CorrectionInput) -> bool:
    """Return whether a title is already what is said of it, as it is stored."""
    return (
        {label.function.slug for label in title.labels.all()} == set(correction_input.functions)
        and (title.level.slug if title.level else "") == correction_input.level
        and (title.industry.slug if title.industry else None) == correction_input.industry
    )


def rows_of(correction_input: CorrectionInput) -> tuple[list[Function], Level, Industry | None]:
    """Return what a word names; three queries at most.

    Raises:
        UnknownLabelError: a slug is unknown.
        LeadqualError: `industry_other`: the industry is “other”.
        LeadqualError: `unknown_label`: a function is retired.
        TooManyFunctionsError: more than three functions.
    """
    if correction_input.industry == NO_INDUSTRY:
        raise LeadqualError(
            "“other” cannot be used as an industry. Leave the industry empty if the title "
            "names none. Nothing was saved.",
            WrongValue("industry", "other"),
            code="industry_other",
            status=400,
        )
    functions = functions_of(correction_input.functions)
    level = Level.objects.filter(slug=correction_input.level).first()
    industry = (
        Industry.objects.filter(slug=correction_input.industry).first()
        if correction_input.industry
        else None
    )
    if level is None:
        raise UnknownLabelError(
            "level", [correction_input.level], field="level", allowed=_slugs_of(Level)
        )
    if correction_input.industry and industry is None:
        industries = [slug for slug in _slugs_of(Industry) if slug != NO_INDUSTRY]
        raise UnknownLabelError(
            "industry", [correction_input.industry], field="industry", allowed=industries
        )
    return functions, level, industry


def functions_of(slugs: tuple[str, ...]) -> list[Function]:
    """Return the functions that slugs name, in their order; one query.

    Raises:
        UnknownLabelError: a slug is unknown.
        LeadqualError: `unknown_label`: a function is retired.
        TooManyFunctionsError: more than three functions.
    """
    if len(slugs) > MAX_FUNCTIONS:
        raise TooManyFunctionsError(len(slugs), most=MAX_FUNCTIONS)
    rows = {row.slug: row for row in Function.objects.filter(slug__in=slugs)}
    if unknown := set(slugs) - set(rows):
        raise UnknownLabelError("function", unknown, field="functions", allowed=_assignable())
    if retired := {slug: row.name for slug, row in rows.items() if row.retired_at}:
        names = ", ".join(f"“{name}”" for name in sorted(retired.values()))
        allowed = _assignable()
        raise LeadqualError(
            f"Retired and no longer assignable: {names}. Nothing was saved. Choose another "
            "function or “None fits”, or ask staff to clear “Retired at” of the function.",
            *(
                WrongValue("functions", slug, allowed, "This function is retired.")
                for slug in sorted(retired)
            ),
            code="unknown_label",
            status=422,
        )
    return [rows[slug] for slug in slugs]


def _assignable() -> list[str]:
    rows = Function.objects.filter(retired_at=None).order_by("slug")
    return list(rows.values_list("slug", flat=True))


def _slugs_of(kind: type[Level | Industry]) -> list[str]:
    rows: QuerySet[Any] = kind._default_manager.all()
    return list(rows.values_list("slug", flat=True))
