"""Patterns that find a person in texts: addresses, phone numbers, LinkedIn URLs and full names."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from leadqual.leads.do_not_contact.contact_keys import (
    aliases_are_same,
    email_base,
    linkedin_key,
    phone_keys,
)
from leadqual.privacy.erasure.person import Person

REDACTED = "[erased]"
_IN_QUERY = "erased"
_MIN_ID = 6
_MIN_NAME = 2
# A word begins here, also where the text is part of a web address.
_START = r"(?:(?<![\w.+-])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
_END = r"(?![\w-])"
# A name may also stand between signs, as in the name of a file or in a code.
_NAME_START = r"(?:(?<!\w)|(?<=_)|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
_NAME_END = r"(?:(?!\w)|(?=_))"
_GAP = r"""(?:\s|\\[nrt"]|\+|%2[0-9A-Fa-f]|%0[9AaDd]|%[Cc]2%[Aa]0|["'(),;:._-])+"""
_BETWEEN = rf"{_GAP}(?:\w{_GAP})?"  # Also “Anna M. Example”.
_AT = r"(?:@|%40|\s?[(\[{]\s?(?:at|@)\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|point|\.)\s?[)\]}]\s?)"
# Where a text was cut inside an address; "ann@firm.co" may be the whole one of somebody else.
_CUT = r"""(?<!\.\w\w)(?<!\.\w\w\w)(?=["…]|$)"""
_FILE_SUFFIXES = (
    "csv|tsv|xlsx?|jsonl?|parquet|pdf|txt|eml|msg|mbox|zip|gz|docx?|html?|png|jpe?g|vcf|ics"
)
# An ID, and no label of a host: "x@er8159.example", "er8159.example", but "er8159.pdf".
_ID_START = rf"(?<!@)(?<!//){_START}"
_ID_END = rf"(?![\w-]|\.(?!(?:{_FILE_SUFFIXES})(?!\w))[A-Za-z])"
_WRITTEN_OUT = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "ø": "oe",
    "å": "aa",
    "æ": "ae",
    "œ": "oe",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "Ø": "Oe",
    "Å": "Aa",
    "Æ": "Ae",
    "Œ": "Oe",
}
_SPELLED_OUT = {ord(letter): letters for letter, letters in _WRITTEN_OUT.items()}
_PLAIN_LETTERS = str.maketrans("øåæłđðıØÅŁĐ", "oaalddiOALD")


@dataclass(frozen=True, slots=True)
class Traces:
    """How a person may be written in a text.

    Args:
        pattern: the same for Postgres and Python; "" where nothing can be looked for.
    """

    pattern: str

    def redact(self, value: Any, replacement: str = REDACTED) -> Any:
        """Replace every trace in a text, or in all texts of a JSON value."""
        if not self.pattern:
            return value
        found = re.compile(self.pattern, re.IGNORECASE)
        return _map_texts(value, lambda text: found.sub(replacement, text))

    def are_in(self, text: str) -> bool:
        """Return whether a text names the person."""
        return bool(self.pattern) and bool(re.search(self.pattern, text, re.IGNORECASE))


def traces_of(person: Person) -> Traces:
    """Make the pattern of everything that identifies a person by itself."""
    keys = {key for phone in person.phones for key in phone_keys(phone)}
    parts = [
        *map(_email_pattern, person.emails),
        *map(_linkedin_pattern, person.linkedin_urls),
        *map(_phone_pattern, sorted(keys.difference(person.shared_phones))),
        *(_id_pattern(one) for one in person.known_ids if is_distinctive(one, person)),
        *(_word_pattern(one) for one in person.message_ids if is_distinctive(one, person)),
        *(_full_name_pattern(first, last) for first, last in person.names if first and last),
    ]
    return Traces("|".join(dict.fromkeys(filter(None, parts))))


def shared_traces_of(person: Person) -> Traces:
    """Make the pattern for places that all workspaces share: addresses and nothing else.

    Names, numbers and IDs may be words of others there.
    """
    if not person.is_known:
        return Traces("")
    parts = [*map(_email_pattern, person.emails), *map(_linkedin_pattern, person.linkedin_urls)]
    return Traces("|".join(dict.fromkeys(filter(None, parts))))


def traces_near(person: Person, *, others: Iterable[str] = ()) -> Traces:
    """Make the pattern for texts near the person, as in a thread: single names count too."""
    kept = {name.casefold() for name in others}
    names = {
        name
        for pair in person.names
        for name in pair
        if len(name) > _MIN_NAME and name.casefold() not in kept
    }
    single = [_name_pattern(name) for name in sorted(names)]
    whole = traces_of(person).pattern
    return Traces("|".join(filter(None, [whole, *single])))


def unordered_traces_of(person: Person) -> Traces:
    """Make the pattern for texts in which words stand in any order, such as job titles.

    Whatever identifies the person counts, and both names, wherever they are.
    """
    pairs = [
        rf"^(?=.*{_name_pattern(first)})(?=.*{_name_pattern(last)})"
        for first, last in person.names
        if len(first) > _MIN_NAME and len(last) > _MIN_NAME
    ]
    return Traces("|".join(filter(None, [traces_of(person).pattern, *pairs])))


def surname_traces_of(person: Person, *, others: Iterable[str] = ()) -> Traces:
    """Make the pattern for texts in which a last name alone tells who is meant.

    Args:
        person: who is looked for.
        others: last names that others have, too.
    """
    kept = {name.casefold() for name in others}
    names = {last for _, last in person.names if len(last) > _MIN_NAME}
    return Traces(
        "|".join(_name_pattern(one) for one in sorted(names) if one.casefold() not in kept)
    )


def searched_traces_of(person: Person) -> Traces:
    """Make the pattern for what somebody searched for: a last name alone counts too."""
    parts = [unordered_traces_of(person).pattern, surname_traces_of(person).pattern]
    return Traces("|".join(filter(None, parts)))


def replacement_for(column: str) -> str:
    """Return what replaces a trace in a column."""
    return _IN_QUERY if column == "query" else REDACTED


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_texts(one, change) for one in value]
    if isinstance(value, dict):
        return {change(key): _map_texts(one, change) for key, one in value.items()}
    return value


def _email_pattern(email: str) -> str:
    local, _, domain = email.partition("@")
    if not local or not domain:
        return ""
    if aliases_are_same():
        local = email_base(email).partition("@")[0]
        tag = r"(?:(?:\+|%2B)[\w.+-]*)?"
    else:
        tag = ""
    host = _DOT.join(map(_any_case_pattern, domain.split(".")))
    part = ""
    for letter in reversed(domain[:-1]):
        part = f"{_any_case_pattern(letter)}(?:{part})?" if part else _any_case_pattern(letter)
    return f"{_START}{_any_case_pattern(local)}{tag}{_AT}(?:{host}{_END}|{part}{_CUT})"


def _linkedin_pattern(url: str) -> str:
    slug = (linkedin_key(url) or url).rstrip("/").rpartition("/")[2]
    return rf"(?:https?://)?(?:\w+\.)?linkedin\.com/\w+/{re.escape(slug)}{_END}" if slug else ""


def _phone_pattern(digits: str) -> str:
    between = r"[\s().\/-]*"
    return rf"(?:\+?\d[\d().\/ -]*)?{between.join(digits)}(?!\d)"


def _word_pattern(text: str) -> str:
    return _START + re.escape(text) + _END if text else ""


def _id_pattern(text: str) -> str:
    return _ID_START + re.escape(text) + _ID_END if text else ""


def is_distinctive(key: str, person: Person) -> bool:
    """Return whether an ID means this person anywhere; “manager” or “sales” does not."""
    names = {name.casefold() for pair in person.names for name in pair if len(name) > _MIN_NAME}
    is_word = not any(one.isdigit() or one in "@._" for one in key)
    return len(key) >= _MIN_ID and (not is_word or any(one in key.casefold() for one in names))


def _full_name_pattern(first: str, last: str) -> str:
    one, other = _variants_pattern(first), _variants_pattern(last)
    between = _BETWEEN
    if min(len(first), len(last)) > _MIN_NAME:  # Also “AnnaExample”.
        between = f"(?:{_BETWEEN})?"
    return f"{_NAME_START}(?:{one}{between}{other}|{other}{between}{one}){_NAME_END}"


def _name_pattern(name: str) -> str:
    return _NAME_START + _variants_pattern(name) + _NAME_END


def _variants_pattern(name: str) -> str:
    """Return a pattern for the spellings of a name: case, umlauts, percent signs."""
    name = unicodedata.normalize("NFC", name)
    plain = (
        unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS))
        .encode("ascii", "ignore")
        .decode()
    )
    out = unicodedata.normalize("NFKD", name.translate(_SPELLED_OUT))
    spellings = {name, plain, out.encode("ascii", "ignore").decode()}
    spellings |= {name.replace(two, one) for one, two in _WRITTEN_OUT.items()}  # Also “Mueller”.
    spellings |= {unicodedata.normalize("NFD", one) for one in tuple(spellings)}
    spellings |= {form(one) for one in tuple(spellings) for form in (quote, quote_plus)}
    return "(?:" + "|".join(sorted(filter(None, map(_any_case_pattern, spellings)))) + ")"


def _any_case_pattern(text: str) -> str:
    """Escape a text in its cases: the database folds ASCII letters alone."""
    if text.isascii():
        return re.escape(text)
    forms = {text, text.lower(), text.upper(), text.title()}
    return "(?:" + "|".join(sorted(map(re.escape, forms))) + ")"
