"""Which fields a single column may be, by its name and its values together."""

from collections.abc import Sequence
from dataclasses import replace

from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.columns.column_values import (
    are,
    are_line_numbers,
    can_be_read,
    confirm,
    contradict,
    share,
)
from leadqual.imports.columns.name_guesses import (
    BY_CONTENT,
    BY_NAME,
    CONTRADICTED,
    PRIVATE,
    UNCERTAIN,
    ColumnGuess,
    by_name,
    is_about_else,
    is_of_staff,
    is_private,
)
from leadqual.imports.columns.opt_outs import opt_out_field

GAIN_BY_VALUES = 0.06
"""What a guess by name gains where the values show the same."""

_CONTENT_SCORE = 0.8
_SURE_CONTENT_SCORE = 0.97
_CONTENTS = {
    "contacts": (
        ("email", "email"),
        ("linkedin_url", "person_page"),
        ("company_linkedin_url", "company_page"),
        ("company_website", "url"),
    ),
    "companies": (("linkedin_url", "company_page"), ("website", "url"), ("size", "band")),
}
"""Field and kind of values of columns that are found whatever their name is."""

_SURE_CONTENTS = frozenset({"email", "linkedin_url", "company_linkedin_url"})
_SHOWN_BY_VALUES = frozenset(
    {"phone", "country", "size", "company_size", "company_name", "location", "headquarters"}
)
_VAGUE = frozenset(
    {"external_id", "company_external_id", "specialties", "company_specialties", "categories"}
    | {"type", "company_type", "ownership_type"}
)
"""Fields of which neither values nor rare names are sure."""

_LEAST_SURE = 0.92
_EXACT = 0.97  # The import says of each cell why it cannot be read.
_NAMES = frozenset({"first_name", "last_name", "full_name"})
_NAME_OF_COMPANY = {"contacts": "company_name", "companies": "name"}


def guess_column(kind: str, name: str, values: Sequence[str]) -> list[ColumnGuess]:
    """Guess a column by itself, the best guess first.

    Args:
        kind: `contacts` or `companies`.
        name: of the column.
        values: of its first rows, those that are not empty.

    Returns:
        Empty where nothing is known; one without a field where the values contradict the name.
    """
    if opt_out := opt_out_field(name, values):
        return [ColumnGuess(opt_out, 1.0, UNCERTAIN if share("in_use", values) == 1 else BY_NAME)]
    named = by_name(kind, name)
    if is_of_staff(name) or any(guess.field == "owner" for guess in named):
        owners = [guess for guess in named if guess.field == "owner"]  # Full of addresses, too.
        return [guess for guess in owners if guess.because == BY_NAME]
    contents = _contents(kind, name, values, {guess.field for guess in named})
    if contents and contents[0].field in _SURE_CONTENTS:
        sure = contents[0]
        if all(guess.field != sure.field for guess in named):
            score = PRIVATE if is_private(name) else _SURE_CONTENT_SCORE
            return [replace(sure, score=score)]
    if are_line_numbers(values) and "id" not in fold_name(name).split():
        named = tuple(guess for guess in named if not guess.field.endswith("external_id"))
    fitting = _fitting(named, values)
    if not fitting and not contents and any(guess.because == BY_NAME for guess in named):
        return [ColumnGuess(because=CONTRADICTED)]
    return [*fitting, *contents]


def _contents(kind: str, name: str, values: Sequence[str], named: set[str]) -> list[ColumnGuess]:
    """Guess by the values: alone, or in place of what the name says."""
    fields = [
        field
        for field, what in _CONTENTS[kind]
        if are(what, values) and not contradict(field, values) and can_be_read(field, values)
    ]
    if not named and is_about_else(name):
        fields = [field for field in fields if field in _SURE_CONTENTS]
    if values and "state" in named and not contradict("status", values):
        fields.append("status")
    if not named.isdisjoint(_NAMES) and are("company", values):
        fields.append(_NAME_OF_COMPANY[kind])
    return [ColumnGuess(field, _CONTENT_SCORE, BY_CONTENT) for field in fields]


def _fitting(named: Sequence[ColumnGuess], values: Sequence[str]) -> list[ColumnGuess]:
    """Return the guesses by name that the values allow, surer where they show the same."""
    fitting = [
        _confirmed(sized, values)
        for guess in named
        for sized in _sized(guess, values)
        if not contradict(sized.field, values)
        if can_be_read(sized.field, values) or sized.score >= _EXACT
        if guess.because != BY_CONTENT
        or (sized.field in _SHOWN_BY_VALUES and confirm(sized.field, values))
    ]
    if are("several_words", values) and any(guess.field == "full_name" for guess in fitting):
        return [guess for guess in fitting if guess.field != "first_name"]
    return fitting


def _confirmed(guess: ColumnGuess, values: Sequence[str]) -> ColumnGuess:
    if not can_be_read(guess.field, values):
        return replace(guess, because=UNCERTAIN)
    if not confirm(guess.field, values):
        is_vague = guess.field in _VAGUE and (guess.score < _LEAST_SURE or are_line_numbers(values))
        return replace(guess, because=UNCERTAIN) if is_vague else guess
    because = BY_CONTENT if guess.because == BY_CONTENT else BY_NAME
    return replace(guess, score=guess.score + GAIN_BY_VALUES, because=because)


def _sized(guess: ColumnGuess, values: Sequence[str]) -> list[ColumnGuess]:
    """Tell numbers of employees and bands of sizes apart by the values."""
    of_company, _, own = guess.field.rpartition("_")
    prefix = of_company and f"{of_company}_"
    if own == "employees" and are("band", values):
        return [replace(guess, field=f"{prefix}size"), guess]
    if own == "size" and are("number", values) and not share("band", values):
        return [replace(guess, field=f"{prefix}employees"), guess]
    return [guess]
