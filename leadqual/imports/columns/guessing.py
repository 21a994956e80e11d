"""Which column of a file is which field: guessed by name and content, checked before use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import (
    IDENTIFIES_CONTACT,
    LINE,
    REASON,
    SEVERAL,
    fields,
    fold_name,
    names_of,
)
from leadqual.imports.columns.column_values import are, confirm, contradict, share, words
from leadqual.imports.columns.name_guesses import (
    BY_CONTENT,
    BY_NAME,
    CONTRADICTED,
    PRIVATE,
    UNCERTAIN,
    ColumnGuess,
    by_name,
    is_of_staff,
    is_private,
)
from leadqual.imports.columns.opt_outs import OPT_OUTS, opt_out_field
from leadqual.imports.errors import MappingError
from leadqual.leads.models import CustomField
from leadqual.leads.records.record_values import CUSTOM

_CONTENT_SCORE = 0.8
_SURE_CONTENT_SCORE = 0.97
_GAIN_BY_VALUES = 0.06
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
_WHOLE_PLACE = {"contacts": "location", "companies": "headquarters"}
_BY_LABEL = 1.01  # A custom field's label wins over known names.
_BY_TOOL = 2.0
_NAMES = frozenset({"first_name", "last_name", "full_name"})
_NAME_OF_COMPANY = {"contacts": "company_name", "companies": "name"}


def guess_mapping(
    kind: str,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    custom: Sequence[CustomField] = (),
    known: Mapping[int, str] | None = None,
) -> list[ColumnGuess]:
    """Guess the field of each column, in order; each field is used once.

    Only the fields of `SEVERAL` may have several columns, by their names: a second column of email
    addresses whose name does not say so may belong to someone else.

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
    of_tool = known or {}
    found: list[tuple[float, int, ColumnGuess]] = []
    chosen: dict[int, ColumnGuess] = {}
    for at, name in enumerate(header):
        if name in {LINE, REASON}:
            continue
        values = [row[at].strip() for row in samples if row[at].strip()]
        if at in of_tool and not contradict(of_tool[at], values):
            guesses = [ColumnGuess(of_tool[at], _BY_TOOL, BY_NAME)]
        elif (own := custom_guess(name, custom)).field:
            guesses = [own]
        else:
            guesses = _guesses(kind, name, values)
            if of_tool:
                guesses = [guess for guess in guesses if _is_beside_tool(guess, values)]
        if guesses and not guesses[0].field:
            chosen[at] = guesses[0]
        else:
            found += [(guess.score, -at, guess) for guess in guesses]
    taken: set[str] = set()
    for _, place, guess in sorted(found, key=lambda entry: entry[:2], reverse=True):
        if -place not in chosen and guess.field not in taken:
            chosen[-place] = guess
            taken |= {guess.field} - {*OPT_OUTS, "phone"}
        elif -place not in chosen and guess.field == "email" and guess.because == BY_NAME:
            chosen[-place] = guess
    _doubt_rivals(found, chosen)
    _read_name_beside_first_name(chosen, taken)
    _read_full_names(samples, chosen, taken)
    if _WHOLE_PLACE[kind] not in taken:
        _read_whole_places(kind, samples, chosen)
    return [chosen.get(at, ColumnGuess()) for at in range(len(header))]


def _is_beside_tool(guess: ColumnGuess, values: Sequence[str]) -> bool:
    """Return whether a guess holds in a known export, whose own fields are known."""
    if guess.field in OPT_OUTS:
        return True
    return bool(values) and guess.because != UNCERTAIN and guess.field != "owner"


def _doubt_rivals(
    found: Sequence[tuple[float, int, ColumnGuess]], chosen: dict[int, ColumnGuess]
) -> None:
    """Mark guesses as uncertain if a column that stays out has almost as good a name."""
    for at, guess in chosen.items():
        if guess.because == BY_NAME and any(
            other.field == guess.field
            and other.because == BY_NAME
            and score > guess.score - _GAIN_BY_VALUES
            for score, place, other in found
            if -place not in chosen
        ):
            chosen[at] = replace(guess, because=UNCERTAIN)


def custom_guess(name: str, custom: Sequence[CustomField]) -> ColumnGuess:
    """Give the custom field that has the name of a column as its label or code."""
    folded = fold_name(name)
    for one in custom:
        if folded and folded in names_of(one):
            return ColumnGuess(f"{CUSTOM}{one.code}", _BY_LABEL, BY_NAME)
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
        if codes.count(field) > 1 and field not in SEVERAL:
            twice = [f"“{column}”" for column, code in mapping.items() if code == field]
            raise MappingError(
                f"{' and '.join(twice)} are both mapped to {known[field].label}. Skip one of them.",
                WrongValue("mapping"),
            )
    if kind == "companies" and "name" not in codes:
        raise MappingError(
            "No column is mapped to Name. Companies need one.", WrongValue("mapping")
        )
    if kind == "contacts" and not set(codes) & set(IDENTIFIES_CONTACT):
        raise MappingError(
            "No column identifies a person. Map one to Email, LinkedIn, ID or Name.",
            WrongValue("mapping"),
        )


def _guesses(kind: str, name: str, values: Sequence[str]) -> list[ColumnGuess]:
    """Guess a column by itself, the best guess first; an empty field tells why none is left."""
    if opt_out := opt_out_field(name, values):
        return [ColumnGuess(opt_out, 1.0, UNCERTAIN if are("in_use", values) else BY_NAME)]
    named = by_name(kind, name)
    if is_of_staff(name) or any(guess.field == "owner" for guess in named):
        owners = [guess for guess in named if guess.field == "owner"]  # Full of addresses, too.
        return [guess for guess in owners if guess.because == BY_NAME]
    contents = [
        ColumnGuess(field, _CONTENT_SCORE, BY_CONTENT)
        for field, what in _CONTENTS[kind]
        if are(what, values) and not contradict(field, values)
    ]
    sure = contents[0].field if contents else ""
    if sure in _SURE_CONTENTS and all(guess.field != sure for guess in named):
        score = PRIVATE if is_private(name) else _SURE_CONTENT_SCORE
        return [ColumnGuess(sure, score, BY_CONTENT)]
    if any(guess.field == "state" for guess in named) and not contradict("status", values):
        contents.append(ColumnGuess("status", _CONTENT_SCORE, BY_CONTENT))
    if are("company", values) and not _NAMES.isdisjoint(guess.field for guess in named):
        contents.append(ColumnGuess(_NAME_OF_COMPANY[kind], _CONTENT_SCORE, BY_CONTENT))
    fitting = [
        _confirmed(sized, values)
        for guess in named
        for sized in _sized(guess, values)
        if not contradict(sized.field, values)
        if guess.because != BY_CONTENT or _is_shown_by(values, sized.field)
    ]
    if are("several_words", values) and any(guess.field == "full_name" for guess in fitting):
        fitting = [guess for guess in fitting if guess.field != "first_name"]
    if not fitting and not contents and any(guess.because == BY_NAME for guess in named):
        return [ColumnGuess(because=CONTRADICTED)]
    return [*fitting, *contents]


def _confirmed(guess: ColumnGuess, values: Sequence[str]) -> ColumnGuess:
    if not confirm(guess.field, values):
        return guess
    because = BY_CONTENT if guess.because == BY_CONTENT else BY_NAME
    return replace(guess, score=guess.score + _GAIN_BY_VALUES, because=because)


def _is_shown_by(values: Sequence[str], field: str) -> bool:
    return field in _SHOWN_BY_VALUES and confirm(field, values)


def _sized(guess: ColumnGuess, values: Sequence[str]) -> list[ColumnGuess]:
    """Tell numbers of employees and bands of sizes apart by the values."""
    of_company, _, own = guess.field.rpartition("_")
    prefix = of_company and f"{of_company}_"
    if own == "employees" and are("band", values):
        return [replace(guess, field=f"{prefix}size"), guess]
    if own == "size" and are("number", values) and not share("band", values):
        return [replace(guess, field=f"{prefix}employees"), guess]
    return [guess]


def is_surname_first(name: str) -> bool:
    """Return whether a column of whole names has the last name first: "Nom Prénom"."""
    return fold_name(name) in words()["surname_first"]


def _read_whole_places(
    kind: str, samples: Sequence[Sequence[str]], chosen: dict[int, ColumnGuess]
) -> None:
    """Treat a city or country column of whole places, "Paris, France", as a location column."""
    for at, guess in chosen.items():
        values = [row[at].strip() for row in samples if row[at].strip()]
        if guess.field in {"city", "country"} and are("place", values):
            chosen[at] = ColumnGuess(_WHOLE_PLACE[kind], guess.score, BY_CONTENT)


def _read_name_beside_first_name(chosen: dict[int, ColumnGuess], taken: set[str]) -> None:
    """Read "Vorname, Name" and "Prénom, Nom" as first and last name."""
    if "first_name" in taken and "last_name" not in taken:
        for at, guess in chosen.items():
            if guess.field == "full_name":
                chosen[at] = ColumnGuess("last_name", guess.score, guess.because)


def _read_full_names(
    samples: Sequence[Sequence[str]], chosen: dict[int, ColumnGuess], taken: set[str]
) -> None:
    """Read "Nombre" and "имя" as the full name if there is no last name column."""
    if "first_name" not in taken or not taken.isdisjoint({"last_name", "full_name"}):
        return
    at, guess = next(pair for pair in chosen.items() if pair[1].field == "first_name")
    values = [row[at].strip() for row in samples if row[at].strip()]
    if are("several_words", values):
        chosen[at] = ColumnGuess("full_name", guess.score, BY_CONTENT)
