"""Which fields a single column may be, by its name and its values together."""

from collections.abc import Sequence
from dataclasses import replace

from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.columns.column_values import (
    are_line_numbers,
    are_mostly,
    are_readable,
    share_of_kind,
    values_confirm,
    values_contradict,
)
from leadqual.imports.columns.name_guesses import (
    BY_CONTENT,
    BY_NAME,
    CONTRADICTED,
    PRIVATE_SCORE,
    UNCERTAIN,
    ColumnGuess,
    guesses_by_name,
    is_about_other_subject,
    is_about_staff,
    is_private,
)
from leadqual.imports.columns.opt_outs import opt_out_field

VALUE_BONUS = 0.06
"""What a guess by name gains where the values show the same."""

_CONTENT_SCORE = 0.8
_SURE_CONTENT_SCORE = 0.97
_VALUE_KINDS = {
    "contacts": (
        ("email", "email"),
        ("linkedin_url", "person_page"),
        ("company_linkedin_url", "company_page"),
        ("company_website", "url"),
    ),
    "companies": (("linkedin_url", "company_page"), ("website", "url"), ("size", "band")),
}
"""Field and kind of values of columns that are found whatever their name is."""

_SURE_FIELDS = frozenset({"email", "linkedin_url", "company_linkedin_url"})
_VALUE_FIELDS = frozenset(
    {"phone", "country", "size", "company_size", "company_name", "location", "headquarters"}
)
_VAGUE_FIELDS = frozenset(
    {"external_id", "company_external_id", "specialties", "company_specialties", "categories"}
    | {"type", "company_type", "ownership_type"}
)
"""Fields of which neither values nor rare names are sure."""

_MIN_SURE_SCORE = 0.92
_EXACT_SCORE = 0.97  # The import says of each cell why it cannot be read.
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
        return [
            ColumnGuess(
                opt_out, 1.0, UNCERTAIN if share_of_kind("in_use", values) == 1 else BY_NAME
            )
        ]
    name_guesses = guesses_by_name(kind, name)
    if is_about_staff(name) or any(guess.field == "owner" for guess in name_guesses):
        owners = [
            guess for guess in name_guesses if guess.field == "owner"
        ]  # Full of addresses, too.
        return [guess for guess in owners if guess.because == BY_NAME]
    contents = _guess_by_values(kind, name, values, {guess.field for guess in name_guesses})
    if contents and contents[0].field in _SURE_FIELDS:
        sure = contents[0]
        if all(guess.field != sure.field for guess in name_guesses):
            score = PRIVATE_SCORE if is_private(name) else _SURE_CONTENT_SCORE
            return [replace(sure, score=score)]
    if are_line_numbers(values) and "id" not in fold_name(name).split():
        name_guesses = tuple(
            guess for guess in name_guesses if not guess.field.endswith("external_id")
        )
    fitting = _filter_by_values(name_guesses, values)
    if not fitting and not contents and any(guess.because == BY_NAME for guess in name_guesses):
        return [ColumnGuess(because=CONTRADICTED)]
    return [*fitting, *contents]


def _guess_by_values(
    kind: str, name: str, values: Sequence[str], name_guesses: set[str]
) -> list[ColumnGuess]:
    """Guess by the values: alone, or in place of what the name says."""
    fields = [
        field
        for field, kind_of_values in _VALUE_KINDS[kind]
        if are_mostly(kind_of_values, values)
        and not values_contradict(field, values)
        and are_readable(field, values)
    ]
    if not name_guesses and is_about_other_subject(name):
        fields = [field for field in fields if field in _SURE_FIELDS]
    if values and "state" in name_guesses and not values_contradict("status", values):
        fields.append("status")
    if not name_guesses.isdisjoint(_NAMES) and are_mostly("company", values):
        fields.append(_NAME_OF_COMPANY[kind])
    return [ColumnGuess(field, _CONTENT_SCORE, BY_CONTENT) for field in fields]


def _filter_by_values(
    name_guesses: Sequence[ColumnGuess], values: Sequence[str]
) -> list[ColumnGuess]:
    """Return the guesses by name that the values allow, surer where they show the same."""
    fitting = [
        _confirm_guess(sized, values)
        for guess in name_guesses
        for sized in _split_size_guess(guess, values)
        if not values_contradict(sized.field, values)
        if are_readable(sized.field, values) or sized.score >= _EXACT_SCORE
        if guess.because != BY_CONTENT
        or (sized.field in _VALUE_FIELDS and values_confirm(sized.field, values))
    ]
    if are_mostly("several_words", values) and any(guess.field == "full_name" for guess in fitting):
        return [guess for guess in fitting if guess.field != "first_name"]
    return fitting


def _confirm_guess(guess: ColumnGuess, values: Sequence[str]) -> ColumnGuess:
    if not are_readable(guess.field, values):
        return replace(guess, because=UNCERTAIN)
    if not values_confirm(guess.field, values):
        is_vague = guess.field in _VAGUE_FIELDS and (
            guess.score < _MIN_SURE_SCORE or are_line_numbers(values)
        )
        return replace(guess, because=UNCERTAIN) if is_vague else guess
    because = BY_CONTENT if guess.because == BY_CONTENT else BY_NAME
    return replace(guess, score=guess.score + VALUE_BONUS, because=because)


def _split_size_guess(guess: ColumnGuess, values: Sequence[str]) -> list[ColumnGuess]:
    """Distinguish numbers of employees from bands of sizes by the values."""
    of_company, _, company_field = guess.field.rpartition("_")
    prefix = of_company and f"{of_company}_"
    if company_field == "employees" and are_mostly("band", values):
        return [replace(guess, field=f"{prefix}size"), guess]
    if (
        company_field == "size"
        and are_mostly("number", values)
        and not share_of_kind("band", values)
    ):
        return [replace(guess, field=f"{prefix}employees"), guess]
    return [guess]
