"""Which column of a file is which field: guessed by name and content, checked before use."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from leadqual.core.errors import WrongValue
from leadqual.core.texts.plain_texts import without_accents
from leadqual.imports.columns.opt_outs import OPT_OUTS, is_stop_word, opt_out_field
from leadqual.imports.columns.status_words import are_statuses
from leadqual.imports.errors import MappingError
from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.firmographics.geography import split_location
from leadqual.leads.models import CustomField
from leadqual.leads.records.record_values import CUSTOM

_NAMES = Path(__file__).with_name("column_names.yaml")
_WORDS = Path(__file__).with_name("column_words.yaml")
COMPANY_CODES = {
    f"company_{column}": column
    for column in (
        *("industry", "size", "employees", "founded", "city", "state", "country", "headquarters"),
        *("overview", "total_funding", "technologies", "specialties", "type"),
    )
}
"""Fields of files of people that are about the company → columns of the company."""

SEVERAL = frozenset({*OPT_OUTS, "email", "phone"})
"""Fields that several columns may map to; the first usable address or number counts."""

BY_NAME, BY_CONTENT = "name", "content"

_NO_WORD = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AGAIN = re.compile(r"\s*\(?[2-9]\)?$")  # The second of two columns with the same name.
_LIKENESS = 87  # Of 100: accepts "Compnay name", but not "company site" for "company size".
_SHORTEST_LIKE = 5
_LOSS_PER_PLACE = 0.005  # Earlier names of a field are more certain.
_LOSS_BY_WORDS = 0.03
_PRIVATE = 0.4
_BETWEEN_NAMES = ": "  # Between the group name and the column name.
_OF_COMPANIES = {
    "name": "company_name",
    "website": "company_website",
    "domain": "company_website",
    "linkedin_url": "company_linkedin_url",
    "external_id": "company_external_id",
    **{column: code for code, column in COMPANY_CODES.items()},
}
"""Columns of files of companies → fields of files of people."""

_CONTENT_SHARE = 0.6
_CONTENT_SCORE = 0.8
_EMAIL = re.compile(r"(?:mailto:)?[^\s@]+@[^\s@]+\.\w{2,}", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_PERSON = re.compile(r"\S*linkedin\.com/(?:in|pub|sales)/\S+", re.IGNORECASE)
_COMPANY = re.compile(r"\S*linkedin\.com/(?:company|school|showcase)/\S+", re.IGNORECASE)
_BAND = re.compile(
    r"\d[\d.,]*\s*(?:[-–]|to|bis|à)\s*\d[\d.,]*(?:\s*\w+)?|\d[\d.,]*\s*\+|self-employed",
    re.IGNORECASE,
)
_CONTENTS = {
    "contacts": (
        ("email", _EMAIL),
        ("linkedin_url", _PERSON),
        ("company_linkedin_url", _COMPANY),
        ("company_website", _URL),
    ),
    "companies": (("linkedin_url", _COMPANY), ("website", _URL), ("size", _BAND)),
}
_COUNTS = frozenset({"size", "employees"})
_OF_RECORDS = "records"
_WHOLE_PLACE = {"contacts": "location", "companies": "headquarters"}
_BY_LABEL = 1.01  # A custom field's label wins over known names.
IDENTIFIES_CONTACT = (
    *("email", "linkedin_url", "external_id", "full_name", "first_name", "last_name"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a column may map to."""

    code: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """The guessed field of a column.

    Args:
        field: code of the field; empty skips the column.
        score: 0 to 1.
        because: `name` or `content`; empty where nothing was found.
    """

    field: str = ""
    score: float = 0.0
    because: str = ""


LINE, REASON = "LeadQual: line", "LeadQual: fix"
"""Columns added to the rejected rows file; skipped when it is imported again."""


def fields(kind: str, custom: Sequence[CustomField] = ()) -> Mapping[str, Field]:
    """Give the fields of `contacts` or `companies` by their code, in the order of the choice.

    Args:
        kind: `contacts` or `companies`.
        custom: fields that the workspace added to them.
    """
    added = {
        f"{CUSTOM}{one.code}": Field(f"{CUSTOM}{one.code}", one.label, _names_of(one))
        for one in custom
    }
    return {**_fields(kind), **added}


def _names_of(field: CustomField) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold_name, (field.label, field.code))))


@cache
def _fields(kind: str) -> Mapping[str, Field]:
    known = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    content = known[kind] | known[_OF_RECORDS]
    labels = {code: field["label"] for code, field in content.items() if "label" in field}
    if kind == "companies":
        labels = {one.code: one.import_label or one.label for one in COMPANY_FIELDS} | labels
    names = {code: (code, label) for code, label in labels.items()}
    names |= {code: field["names"] for code, field in content.items()}
    return {
        code: Field(code, label, tuple(fold_name(str(name)) for name in names[code]))
        for code, label in labels.items()
    }


def fold_name(name: str) -> str:
    """Normalize a column name: "E-Mail_Adresse" → "e mail adresse"."""
    return _NO_WORD.sub(" ", without_accents(_CAMEL.sub(" ", name))).strip()


def guess_mapping(
    kind: str,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    custom: Sequence[CustomField] = (),
) -> list[ColumnGuess]:
    """Guess the field of each column, in order; each field is used once.

    Only the fields of `OPT_OUTS` and phone numbers may have several columns. A second column of
    email addresses may belong to someone else.

    If name and content contradict, the content wins: a column "Contact" full of email addresses is
    the email address. The label of a custom field outweighs both.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns.
        samples: values of the first rows.
        custom: fields that the workspace added.
    """
    found: list[tuple[float, int, ColumnGuess]] = []
    for at, name in enumerate(header):
        if name in {LINE, REASON}:
            continue
        values = [row[at].strip() for row in samples if row[at].strip()]
        own = custom_guess(name, custom)
        guesses = [own] if own.field else _guesses(kind, name, values)
        found += [(guess.score, -at, guess) for guess in guesses]
    chosen: dict[int, ColumnGuess] = {}
    taken: set[str] = set()
    for _, place, guess in sorted(found, key=lambda entry: entry[:2], reverse=True):
        if -place not in chosen and guess.field not in taken:
            chosen[-place] = guess
            taken |= {guess.field} - {*OPT_OUTS, "phone"}
    _read_name_beside_first_name(chosen, taken)
    _read_full_names(samples, chosen, taken)
    if _WHOLE_PLACE[kind] not in taken:
        _read_whole_places(kind, samples, chosen)
    return [chosen.get(at, ColumnGuess()) for at in range(len(header))]


def custom_guess(name: str, custom: Sequence[CustomField]) -> ColumnGuess:
    """Give the custom field that has the name of a column as its label or code."""
    folded = fold_name(name)
    for one in custom:
        if folded and folded in _names_of(one):
            return ColumnGuess(f"{CUSTOM}{one.code}", _BY_LABEL, BY_NAME)
    return ColumnGuess()


def own_guess(name: str, values: Sequence[str], custom: Sequence[CustomField]) -> ColumnGuess:
    """Guess a column of a known export that its tool does not map: custom field or opt-out."""
    opt_out = ColumnGuess(opt_out_field(name, values), 1.0, BY_NAME)
    own = custom_guess(name, custom)
    return own if own.field or not opt_out.field else opt_out


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
    if (first := _AGAIN.sub("", name)) != name and _by_name(kind, first).field == "phone":
        name = first
    contents = [
        ColumnGuess(field, _CONTENT_SCORE, BY_CONTENT)
        for field, pattern in _CONTENTS[kind]
        if values
        and sum(bool(pattern.fullmatch(value)) for value in values) >= _CONTENT_SHARE * len(values)
    ]
    if opt_out := opt_out_field(name, values):
        return [ColumnGuess(opt_out, 1.0, BY_NAME)]
    by_name = _by_name_and_values(kind, name, values)
    if by_name.field == "owner":
        return [by_name]  # Full of email addresses, too.
    sure = contents[0].field if contents else ""
    if sure in {"email", "linkedin_url", "company_linkedin_url"} and by_name.field != sure:
        return [ColumnGuess(sure, _PRIVATE if _is_private(name) else 0.97, BY_CONTENT)]
    return [guess for guess in (by_name, *contents) if guess.field]


def _by_name_and_values(kind: str, name: str, values: Sequence[str]) -> ColumnGuess:
    """Guess by name, unless the values contradict it."""
    guess = _by_name(kind, name)
    if guess.field == "job_title" and are_salutations(values):
        return ColumnGuess()
    if guess.field == "status" and not _are_statuses(values):
        return ColumnGuess()
    if kind == "contacts" and not guess.field and _are_counts(values):
        of_company = _by_name("companies", name)
        if of_company.field in _COUNTS:
            return replace(of_company, field=f"company_{of_company.field}")
    return guess


def _read_whole_places(
    kind: str, samples: Sequence[Sequence[str]], chosen: dict[int, ColumnGuess]
) -> None:
    """Treat a city column that also names countries as a location column."""
    for at, guess in chosen.items():
        values = [row[at].strip() for row in samples if row[at].strip()]
        if guess.field == "city" and _are_places(values):
            chosen[at] = ColumnGuess(_WHOLE_PLACE[kind], guess.score, BY_CONTENT)


def _are_places(values: Sequence[str]) -> bool:
    """Return whether a column of cities names their countries, too: "Paris, France"."""
    n_whole = sum("," in value and bool(split_location(value).country) for value in values)
    return bool(values) and n_whole >= _CONTENT_SHARE * len(values)


def _are_counts(values: Sequence[str]) -> bool:
    """Return whether a column has numbers, so that "Mitarbeiter" is how many and not who."""
    n_counts = sum(any(map(str.isdecimal, value)) for value in values)
    return bool(values) and n_counts >= _CONTENT_SHARE * len(values)


def _are_statuses(values: Sequence[str]) -> bool:
    """Return whether a column holds a sales status and not, say, an email status."""
    return are_statuses([value for value in values if not is_stop_word(value)])


def is_surname_first(name: str) -> bool:
    """Return whether a column of whole names has the last name first: "Nom Prénom"."""
    return fold_name(name) in _words()["surname_first"]


def is_status_column(kind: str, name: str) -> bool:
    """Return whether a column is called as the status of a sale."""
    return fold_name(name) in _fields(kind)["status"].names


@lru_cache(maxsize=10_000)
def _by_name(kind: str, name: str) -> ColumnGuess:
    group, between, own = name.rpartition(_BETWEEN_NAMES)
    folded = fold_name(name)
    best = max(
        (
            ColumnGuess(field.code, 1 - _LOSS_PER_PLACE * field.names.index(folded), BY_NAME)
            for field in _fields(kind).values()
            if folded in field.names and field.code not in OPT_OUTS
        ),
        key=lambda guess: guess.score,
        default=ColumnGuess(),
    )
    if best.field or folded in _words()["no_field"]:
        return best
    if between and group.strip():
        return _in_group(kind, fold_name(group), own)
    return _by_some_words(kind, folded) or _by_likeness(kind, folded)


def _in_group(kind: str, group: str, own: str) -> ColumnGuess:
    """Guess a column of a group, such as "Company: City"."""
    is_company = group in _fields("contacts")["company_name"].names
    if kind == "companies":
        is_person = group in _fields("contacts")["full_name"].names
        return ColumnGuess() if is_person else _by_name(kind, own)
    if not is_company:
        guess = _by_name(kind, own)
        return ColumnGuess(guess.field, guess.score - _LOSS_BY_WORDS, guess.because)
    guess = _by_name("companies", own)
    field = _OF_COMPANIES.get(guess.field, "")
    if not guess.field and (number := _by_name("contacts", own)).field == "phone":
        return ColumnGuess("phone", number.score - _LOSS_BY_WORDS, BY_NAME)
    return ColumnGuess(field, guess.score - _LOSS_BY_WORDS, BY_NAME) if field else ColumnGuess()


def _by_some_words(kind: str, folded: str) -> ColumnGuess | None:
    """Guess by the name without words such as "work" and "home"; None where it has none."""
    words = folded.split()
    rest = [word for word in words if word not in _words()["at_work"] | _words()["private"]]
    if not rest or len(rest) == len(words):
        return None
    guess = _by_name(kind, " ".join(rest))
    if not guess.field:
        return None
    score = _PRIVATE if _is_private(folded) else guess.score - _LOSS_BY_WORDS
    return ColumnGuess(guess.field, min(score, guess.score), BY_NAME)


def _by_likeness(kind: str, folded: str) -> ColumnGuess:
    best = ColumnGuess()
    for field in _fields(kind).values():
        if field.code in OPT_OUTS or len(folded) < _SHORTEST_LIKE:
            continue  # "Subscribed" is like "Unsubscribed".
        long = [known for known in field.names if len(known) >= _SHORTEST_LIKE]
        like = process.extractOne(folded, long, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
        score = like[1] / 100 - 0.3 if like else 0.0
        if score > best.score:
            best = ColumnGuess(field.code, score, BY_NAME)
    return best


def _is_private(name: str) -> bool:
    return not _words()["private"].isdisjoint(fold_name(name).split())


def are_salutations(values: Sequence[str]) -> bool:
    """Return whether a column holds forms of address: "Mrs", "Dr."."""
    known = _words()["salutations"]
    n_found = sum(set(fold_name(value).split(" ")) <= known for value in values)
    return bool(values) and n_found >= _CONTENT_SHARE * len(values)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(fold_name(str(word)) for word in some) for kind, some in words.items()}


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
    if values and sum(" " in value for value in values) >= _CONTENT_SHARE * len(values):
        chosen[at] = ColumnGuess("full_name", guess.score, BY_CONTENT)
