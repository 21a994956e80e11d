"""Which column of a file is which field: guessed by name and content, checked before use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import (
    CONTACT_IDENTIFIERS,
    LINE,
    REASON,
    REPEATABLE_FIELDS,
    fields,
    fold_name,
    names_of,
)
from leadqual.imports.columns.column_guesses import VALUE_BONUS, guess_column
from leadqual.imports.columns.column_values import are_mostly, values_contradict, words
from leadqual.imports.columns.name_guesses import (
    BY_CONTENT,
    BY_NAME,
    UNCERTAIN,
    ColumnGuess,
    guesses_by_name,
    person_words,
)
from leadqual.imports.columns.opt_outs import OPT_OUTS
from leadqual.imports.errors import MappingError
from leadqual.leads.models import CustomField
from leadqual.leads.records.record_values import CUSTOM

_LOCATION_FIELDS = {"contacts": "location", "companies": "headquarters"}
_PERSON_FIELDS = frozenset({"first_name", "last_name", "job_title"})
_COMPANY_WORDS = frozenset({"account", "company", "organization", "organisation", "customer"})
_LABEL_SCORE = 1.01  # A custom field's label wins over known names.
_TOOL_SCORE = 2.0


def guess_mapping(
    kind: str,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    custom: Sequence[CustomField] = (),
    known: Mapping[int, str] | None = None,
) -> list[ColumnGuess]:
    """Guess the field of each column, in order; each field is used once.

    Only the fields of `REPEATABLE_FIELDS` may have several columns, by their names: a second
    column of email addresses whose name does not say so may belong to someone else.

    If name and content contradict, the content wins: a column "Contact" full of email addresses is
    the email address, and a column "Phone" of words is skipped. The label of a custom field
    outweighs both.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns.
        samples: values of the first rows.
        custom: fields that the workspace added.
        known: index of a column → field, as a known export tool has them.
    """
    found: list[tuple[int, ColumnGuess]] = []
    chosen: dict[int, ColumnGuess] = {}
    lists_people = kind == "companies" and _lists_people(header)
    for at, name in enumerate(header):
        values = [row[at].strip() for row in samples if row[at].strip()]
        for guess in _guesses_of(
            kind, name, values, custom, None if known is None else known.get(at, "")
        ):
            if guess.field == "owner" and lists_people and not _is_of_company(name):
                continue  # Whoever owns a person does not own the company.
            if guess.field:
                found.append((at, guess))
            else:
                chosen[at] = guess
    taken = _choose_guesses(header, found, chosen)
    _mark_rivals_uncertain(found, chosen)
    _use_name_as_last_name(chosen, taken)
    _use_first_name_as_full_name(samples, chosen, taken)
    if _LOCATION_FIELDS[kind] not in taken:
        _use_location_fields(kind, samples, chosen)
    return [chosen.get(at, ColumnGuess()) for at in range(len(header))]


def _guesses_of(
    kind: str,
    name: str,
    values: Sequence[str],
    custom: Sequence[CustomField],
    tool_field: str | None,
) -> list[ColumnGuess]:
    """Guess a column; its field in a known export is "" where the tool has none, else None."""
    if name in {LINE, REASON}:
        return []
    if tool_field and not values_contradict(tool_field, values):
        return [ColumnGuess(tool_field, _TOOL_SCORE, BY_NAME)]
    if (own := custom_guess(name, custom)).field:
        return [own]
    guesses = guess_column(kind, name, values)
    if tool_field is None:
        return guesses
    return [guess for guess in guesses if _adds_to_tool(guess, values)]


def _lists_people(header: Sequence[str]) -> bool:
    """Return whether columns are those of people: names, job titles, or an owner of theirs."""
    return any(
        (guess.field in _PERSON_FIELDS and guess.because == BY_NAME)
        or (guess.field == "owner" and person_words(name))
        for name in header
        for guess in guesses_by_name("contacts", name)[:1]
    )


def _is_of_company(name: str) -> bool:
    return not _COMPANY_WORDS.isdisjoint(fold_name(name).split())


def _choose_guesses(
    header: Sequence[str],
    found: Sequence[tuple[int, ColumnGuess]],
    chosen: dict[int, ColumnGuess],
) -> set[str]:
    """Add the best guess of each column, and return the fields that no other column may have."""
    taken: set[str] = set()
    for at, guess in sorted(found, key=lambda entry: (-entry[1].score, entry[0])):
        if at in chosen:
            continue
        if guess.field not in taken:
            chosen[at] = guess
            taken |= {guess.field} - {*OPT_OUTS, "phone"}
        elif guess.field == "email" and guess.because == BY_NAME:
            first = next(place for place, other in chosen.items() if other.field == "email")
            if person_words(header[at]) in (frozenset(), person_words(header[first])):
                chosen[at] = guess
    return taken


def _adds_to_tool(guess: ColumnGuess, values: Sequence[str]) -> bool:
    """Return whether a guess holds in a known export, whose own fields are known."""
    if guess.field in OPT_OUTS:
        return True
    return bool(values) and guess.because != UNCERTAIN and guess.field != "owner"


def _mark_rivals_uncertain(
    found: Sequence[tuple[int, ColumnGuess]], chosen: dict[int, ColumnGuess]
) -> None:
    """Mark guesses as uncertain if a skipped column has almost as good a name."""
    rivals = [guess for at, guess in found if at not in chosen and guess.because == BY_NAME]
    for at, guess in chosen.items():
        if guess.because == BY_NAME and any(
            rival.field == guess.field and rival.score > guess.score - VALUE_BONUS
            for rival in rivals
        ):
            chosen[at] = replace(guess, because=UNCERTAIN)


def custom_guess(name: str, custom: Sequence[CustomField]) -> ColumnGuess:
    """Give the custom field that has the name of a column as its label or code."""
    folded = fold_name(name)
    for one in custom:
        if folded and folded in names_of(one):
            return ColumnGuess(f"{CUSTOM}{one.code}", _LABEL_SCORE, BY_NAME)
    return ColumnGuess()


def check_mapping(
    kind: str,
    header: Iterable[str],
    mapping: Mapping[str, str],
    custom: Sequence[CustomField] = (),
) -> None:
    """Check that a mapping is valid and identifies each row.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns.
        mapping: name of a column → code of its field; skipped columns are absent.
        custom: fields that the workspace added.

    Raises:
        MappingError: a column or field is unknown, a field that allows one column has two, or no
            column identifies a row.
    """
    known, columns = fields(kind, custom), set(header)
    for column, field in mapping.items():
        if column not in columns:
            raise MappingError(
                f"The file has no column “{column}”.", WrongValue("mapping", column, header)
            )
        if field not in known:
            raise MappingError(
                f"Unknown field “{field}”. Fields: {', '.join(known)}.",
                WrongValue(("mapping", column), field, known),
            )
    codes = list(mapping.values())
    for field in codes:
        if codes.count(field) > 1 and field not in REPEATABLE_FIELDS:
            duplicate_columns = [f"“{column}”" for column, code in mapping.items() if code == field]
            raise MappingError(
                f"{' and '.join(duplicate_columns)} are both mapped to "
                f"{known[field].label}. Skip one of them.",
                WrongValue("mapping"),
            )
    if kind == "companies" and "name" not in codes:
        raise MappingError(
            "No column is mapped to Name. Companies need one.", WrongValue("mapping")
        )
    if kind == "contacts" and not set(codes) & set(CONTACT_IDENTIFIERS):
        raise MappingError(
            "No column identifies a person. Map one to Email, LinkedIn, ID or Name.",
            WrongValue("mapping"),
        )


def is_surname_first(name: str) -> bool:
    """Return whether a column of whole names has the last name first: "Nom Prénom"."""
    return fold_name(name) in words()["surname_first"]


def _use_location_fields(
    kind: str, samples: Sequence[Sequence[str]], chosen: dict[int, ColumnGuess]
) -> None:
    """Treat a city or country column of whole places, "Paris, France", as a location column."""
    for at, guess in chosen.items():
        values = [row[at].strip() for row in samples if row[at].strip()]
        if guess.field in {"city", "country"} and are_mostly("place", values):
            chosen[at] = ColumnGuess(_LOCATION_FIELDS[kind], guess.score, BY_CONTENT)


def _use_name_as_last_name(chosen: dict[int, ColumnGuess], taken: set[str]) -> None:
    """Read "Vorname, Name" and "Prénom, Nom" as first and last name."""
    if "first_name" in taken and "last_name" not in taken:
        for at, guess in chosen.items():
            if guess.field == "full_name":
                chosen[at] = ColumnGuess("last_name", guess.score, guess.because)


def _use_first_name_as_full_name(
    samples: Sequence[Sequence[str]], chosen: dict[int, ColumnGuess], taken: set[str]
) -> None:
    """Read "Nombre" and "имя" as the full name if there is no last name column."""
    if "first_name" not in taken or not taken.isdisjoint({"last_name", "full_name"}):
        return
    at, guess = next(pair for pair in chosen.items() if pair[1].field == "first_name")
    values = [row[at].strip() for row in samples if row[at].strip()]
    if are_mostly("several_words", values):
        chosen[at] = ColumnGuess("full_name", guess.score, BY_CONTENT)
