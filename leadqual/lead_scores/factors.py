"""The factors of the lead score, and the facts that make a person a good fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SIZE_BANDS: tuple[tuple[str, int], ...] = (
    ("1-10", 1),
    ("11-50", 11),
    ("51-200", 51),
    ("201-500", 201),
    ("501-1000", 501),
    ("1001-5000", 1001),
    ("5001-10000", 5001),
    ("10001+", 10001),
)
"""Size band → its least number of employees."""

FACTS: Mapping[str, str] = {
    "department": "Departments",
    "level": "Levels",
    "company_size": "Company sizes",
    "business_model": "Business models",
    "country": "Countries",
}
"""Code → name of the facts whose fit a workspace sets."""


class Group(StrEnum):
    """What a factor is about."""

    FIT = "fit"
    ENGAGEMENT = "engagement"
    TIMING = "timing"


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of the score.

    Args:
        code: in settings and the API.
        label: on pages.
        group: under which it is shown.
        weight: default points at most; of `is_deduction`, points that it takes away at most.
        help: what earns the points, in one sentence.
        half_life: default days after which it counts half; 0 where it does not decay.
        is_deduction: it takes points away.
        fact: the fact whose fit earns the points; empty where another rule does.
    """

    code: str
    label: str
    group: Group
    weight: int
    help: str
    half_life: int = 0
    is_deduction: bool = False
    fact: str = ""


class Fit(StrEnum):
    """How well a value fits."""

    IDEAL = "ideal"
    GOOD = "good"
    POOR = "poor"


def size_band(employees: int | None, size: str) -> str:
    """Return the band of a company by its number of employees, else by its band as imported.

    Empty where neither is known.
    """
    least = employees if employees else _first_number(size)
    found = ""
    for band, start in SIZE_BANDS:
        if least >= start:
            found = band
    return found


def _first_number(size: str) -> int:
    """Return the first number of a text such as `1,001-5,000 employees`; 0 without one."""
    digits = ""
    for letter in size[:40]:
        if letter.isascii() and letter.isdigit():
            digits += letter
        elif digits and letter not in ",. '":
            break
    return int(digits or 0)


FACTORS = (
    Factor(
        "campaign_score",
        "Campaign score",
        Group.FIT,
        20,
        "Highest score of the company in an active campaign; scores below 0 earn nothing.",
    ),
    Factor(
        "function",
        "Function",
        Group.FIT,
        10,
        "Best fit among the departments of the title.",
        fact="department",
    ),
    Factor("level", "Level", Group.FIT, 15, "Fit of the level of the title.", fact="level"),
    Factor(
        "company_size",
        "Company size",
        Group.FIT,
        10,
        "Fit of the number of employees.",
        fact="company_size",
    ),
    Factor(
        "country",
        "Country",
        Group.FIT,
        5,
        "Fit of the country of the company or, if unknown, of the person.",
        fact="country",
    ),
    Factor(
        "business_model",
        "Business model",
        Group.FIT,
        5,
        "Fit of the business model of the company.",
        fact="business_model",
    ),
    Factor(
        "positive_reply",
        "Positive reply",
        Group.ENGAGEMENT,
        15,
        "The person replied positively; the last reply counts.",
        half_life=60,
    ),
    Factor(
        "negative_reply",
        "Negative reply",
        Group.ENGAGEMENT,
        20,
        "The person objected or unsubscribed; the last reply counts.",
        half_life=120,
        is_deduction=True,
    ),
    Factor(
        "verdicts",
        "Verdicts",
        Group.ENGAGEMENT,
        10,
        "Likes add points, dislikes subtract them; the age is that of the last verdict.",
        half_life=180,
    ),
    Factor(
        "new_in_role",
        "New in role",
        Group.TIMING,
        5,
        "The job title changed since the person was added.",
        half_life=60,
    ),
    Factor(
        "new_in_workspace",
        "New in workspace",
        Group.TIMING,
        5,
        "The person was added recently.",
        half_life=30,
    ),
)
"""All factors, in the order of pages and of the API."""

BY_CODE: Mapping[str, Factor] = {factor.code: factor for factor in FACTORS}
CODES = tuple(BY_CODE)
DECAYING = tuple(factor for factor in FACTORS if factor.half_life)
"""Factors that count less with time."""

SHARES: Mapping[str, float] = {Fit.IDEAL: 1.0, Fit.GOOD: 0.5, Fit.POOR: 0.0}
"""Fit → share of the points that it earns."""

DEFAULT_FITS: Mapping[str, Mapping[str, str]] = {
    "level": {
        "owner": Fit.IDEAL,
        "c_level": Fit.IDEAL,
        "vp": Fit.IDEAL,
        "director": Fit.IDEAL,
        "lead": Fit.POOR,
        "consultant": Fit.POOR,
        "specialist": Fit.POOR,
        "entry": Fit.POOR,
        "other": Fit.POOR,
    },
    "business_model": {"b2b": Fit.IDEAL, "both": Fit.IDEAL, "b2c": Fit.POOR, "public": Fit.POOR},
}
"""Fact → value → fit; whatever is not named here is a good fit."""
