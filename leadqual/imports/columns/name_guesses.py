"""Which fields the name of a column may mean, whatever its values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from leadqual.imports.columns.column_fields import COMPANY_CODES, fields, fold_name
from leadqual.imports.columns.column_values import words
from leadqual.imports.columns.opt_outs import OPT_OUTS

BY_NAME, BY_CONTENT, UNCERTAIN, CONTRADICTED = "name", "content", "uncertain", "contradicted"

PRIVATE_SCORE = 0.4
"""Score of a column that counts only where there is no other: "Home phone", "Personal email"."""

_MIN_SIMILAR_LENGTH, _LONG_NAME = 8, 11  # Letters: names with one and with two typing errors.
_SIMILARITY_SCORE = 0.6
_POSITION_PENALTY, _LATE_POSITION_PENALTY = (
    0.005,
    0.00005,
)  # Earlier names of a field are more certain.
_N_EARLY_POSITIONS = 12
_MODIFIER_PENALTY = 0.03
_CONTAINED_SCORE = 0.5
_MIN_HEAD = 4
_ALL_MODIFIERS = ("person", "company", "at_work", "private", "filler")
_MODIFIER_SETS = (_ALL_MODIFIERS, ("person", "at_work", "private", "filler"), ("filler",))
"""Kinds of words that are left out of a name, in turn: "Person - Organization" is the company."""

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]")
_NAME_SEPARATOR = re.compile(r"\s*(?:[/&+|,]|\b(?:and|und|et|y|e|en|i|och|og|ve|и)\b)\s*", re.I)
_QUESTION = re.compile(r"[?？]\s*\*?\s*$|^¿")
_CONTACT_FIELDS = {
    "name": "company_name",
    "website": "company_website",
    "domain": "company_website",
    "linkedin_url": "company_linkedin_url",
    "external_id": "company_external_id",
    **{column: code for code, column in COMPANY_CODES.items()},
}
"""Columns of files of companies → fields of files of people."""

_COMPANY_ONLY_FIELDS = frozenset(
    {"industry", "size", "employees", "founded", "total_funding", "technologies", "specialties"}
)
"""Columns of companies that are the company's in files of people, too, without its name."""


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """The guessed field of a column.

    Args:
        field: code of the field; empty skips the column.
        score: 0 to 1.
        because: `name`, `content`, `uncertain` where neither is sure; where the field is empty,
            `contradicted` if the values are not what the name says, else empty.
    """

    field: str = ""
    score: float = 0.0
    because: str = ""


@lru_cache(maxsize=10_000)
def guesses_by_name(kind: str, name: str) -> tuple[ColumnGuess, ...]:
    """Return the fields that a name may mean, the most likely one first; empty for none.

    Guesses `BY_CONTENT` hold only where the values confirm them: a name of several that it holds.

    Args:
        kind: `contacts` or `companies`.
        name: of the column.
    """
    folded = fold_name(name)
    if folded in words()["no_field"]:
        return ()
    if found := _guess_exact(kind, folded):
        return found
    if found := _guess_without_modifiers(kind, folded):
        return found
    if _QUESTION.search(name):
        return _guess_by_contained_name(kind, folded, UNCERTAIN)
    return (
        _guess_joined_names(kind, name)
        or _guess_by_similarity(kind, folded)
        or _guess_by_contained_name(kind, folded, BY_CONTENT)
    )


def is_private(name: str) -> bool:
    """Return whether a name says that its values are not those at work: "Home phone"."""
    return not words()["private"].isdisjoint(_split(fold_name(name)))


def person_words(name: str) -> frozenset[str]:
    """Return the words in a name that say whose column it is: "invitee" in "Invitee email"."""
    return words()["person"].intersection(_split(fold_name(name)))


def is_about_other_subject(name: str) -> bool:
    """Return whether a name holds one that means no field: "Photo URL", "Event website"."""
    return not words()["no_field"].isdisjoint(_phrases(_split(fold_name(name))))


def is_about_staff(name: str) -> bool:
    """Return whether a column is about somebody else: who owns, made or assists the record."""
    folded = fold_name(name)
    return any(
        f" {word} " in f" {folded} " or (_UNSPACED.search(word) and word in folded)
        for word in words()["staff"]
    )


def _guess_exact(kind: str, folded: str) -> tuple[ColumnGuess, ...]:
    found = _names(kind).get(_compact(folded), ())
    if found or kind == "companies":
        return found
    of_company = _names("companies").get(_compact(folded), ())
    return tuple(
        replace(guess, field=_CONTACT_FIELDS[guess.field], score=guess.score - _MODIFIER_PENALTY)
        for guess in of_company
        if guess.field in _COMPANY_ONLY_FIELDS
    )


@cache
def _names(kind: str) -> Mapping[str, tuple[ColumnGuess, ...]]:
    """Return the fields by their names without spaces, the most certain one first."""
    found: dict[str, dict[str, float]] = {}
    for field in fields(kind).values():
        if field.code in OPT_OUTS:
            continue
        for position, name in enumerate(field.names):
            scores = found.setdefault(_compact(name), {})
            scores.setdefault(field.code, _score_at_position(position))
    return {
        name: tuple(
            ColumnGuess(code, score, BY_NAME)
            for code, score in sorted(scores.items(), key=lambda pair: -pair[1])
        )
        for name, scores in found.items()
    }


def _score_at_position(position: int) -> float:
    return (
        1
        - _POSITION_PENALTY * min(position, _N_EARLY_POSITIONS)
        - _LATE_POSITION_PENALTY * position
    )


def _compact(folded: str) -> str:
    return folded.replace(" ", "").replace("ı", "i")


def _guess_without_modifiers(kind: str, folded: str) -> tuple[ColumnGuess, ...]:
    """Guess by the name without the words that say whose it is, or of which address or number.

    "Primary contact first name" is a first name, "Organization - Address" the company's.
    """
    parts = _split(folded)
    known = words()
    is_company = not known["company"].isdisjoint(parts)
    is_person = not known["person"].isdisjoint(parts)
    for modifiers in _MODIFIER_SETS:
        remaining = [part for part in parts if not _is_modifier(part, modifiers)]
        if not remaining or len(remaining) == len(parts):
            continue
        plain = " ".join(remaining)
        if plain in known["no_field"]:
            return ()
        found = (
            _guess_company_field(kind, plain)
            if is_company and not is_person and "company" in modifiers
            else ()
            if is_person and kind == "companies"
            else _guess_exact(kind, plain)
        )
        if found:
            is_other = not known["private"].isdisjoint(parts)
            return tuple(
                replace(guess, score=PRIVATE_SCORE if is_other else guess.score - _MODIFIER_PENALTY)
                for guess in found
            )
    return ()


def _guess_company_field(kind: str, plain: str) -> tuple[ColumnGuess, ...]:
    """Guess a column of a company by its name without "company"."""
    found = _names("companies").get(_compact(plain), ())
    if kind == "companies":
        return found
    of_company = tuple(
        replace(guess, field=_CONTACT_FIELDS[guess.field])
        for guess in found
        if guess.field in _CONTACT_FIELDS
    )
    numbers = _names("contacts").get(_compact(plain), ())
    return of_company or tuple(guess for guess in numbers if guess.field == "phone")


def _is_modifier(word: str, kinds: Sequence[str] = _ALL_MODIFIERS) -> bool:
    return any(word in words()[kind] for kind in kinds)


@lru_cache(maxsize=10_000)
def _split(folded: str) -> tuple[str, ...]:
    """Split a name into words; compounds, and languages without spaces, by the words known."""
    return tuple(part for word in folded.split() for part in _split_word(word))


def _split_word(word: str) -> tuple[str, ...]:
    if _is_modifier(word):
        return (word,)
    shortest = 2 if _UNSPACED.search(word) else _MIN_HEAD
    for end in range(len(word) - 1, shortest - 1, -1):
        head, tail = word[:end], word[end:]
        if _is_modifier(head) and (tail in _all_names() or _is_modifier(tail)):
            return (head, tail)
        if shortest != _MIN_HEAD and _is_modifier(tail) and head in _all_names():
            return (head, tail)
        if shortest != _MIN_HEAD and _is_modifier(head) and len(parts := _split_word(tail)) > 1:
            return (head, *parts)
    return (word,)


@cache
def _all_names() -> frozenset[str]:
    return frozenset(
        name
        for kind in ("contacts", "companies")
        for field in fields(kind).values()
        for name in field.names
        if field.code not in OPT_OUTS and " " not in name
    )


def _guess_by_contained_name(kind: str, folded: str, because: str) -> tuple[ColumnGuess, ...]:
    """Guess by the longest known name in another one: "¿En qué país vives?"."""
    phrases = sorted(_phrases(_split(folded)), key=len, reverse=True)
    if not words()["no_field"].isdisjoint(phrases):
        return ()
    for phrase in phrases:
        if (not _is_modifier(phrase) or phrase in words()["company"]) and (
            found := _guess_exact(kind, phrase)
        ):
            return tuple(replace(guess, score=_CONTAINED_SCORE, because=because) for guess in found)
    return ()


def _phrases(parts: Sequence[str]) -> Iterator[str]:
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            yield " ".join(parts[start:end])


def _guess_joined_names(kind: str, name: str) -> tuple[ColumnGuess, ...]:
    """Guess a name that joins names of one field, or one and something else: "ZIP / city"."""
    parts = [part for part in map(fold_name, _NAME_SEPARATOR.split(name)) if part]
    n_known = sum(part in words()["no_field"] for part in parts)
    found = [
        guesses[0]
        for part in parts
        if (guesses := _guess_exact(kind, part) or _guess_without_modifiers(kind, part))
    ]
    if len(parts) == 1 or len({guess.field for guess in found}) != 1:
        return ()
    if len(found) == 1 and n_known + 1 < len(parts):
        return ()  # "City and budget" may be anything.
    return (replace(found[0], score=found[0].score - _MODIFIER_PENALTY),)


def _guess_by_similarity(kind: str, folded: str) -> tuple[ColumnGuess, ...]:
    """Guess by a known name with other typing: "Compnay name", but not "company site"."""
    plain = _compact(folded)
    if len(plain) < _MIN_SIMILAR_LENGTH or _UNSPACED.search(plain):
        return ()
    n_errors = 1 if len(plain) < _LONG_NAME else 2
    match = process.extractOne(plain, _long_names(kind), scorer=OSA.distance, score_cutoff=n_errors)
    return (
        (replace(_names(kind)[match[0]][0], score=_SIMILARITY_SCORE, because=UNCERTAIN),)
        if match
        else ()
    )


@cache
def _long_names(kind: str) -> tuple[str, ...]:
    return tuple(name for name in _names(kind) if len(name) >= _MIN_SIMILAR_LENGTH)
