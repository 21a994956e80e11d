"""Find whose address a row has if its name cell lists several people."""

import re
import unicodedata
from collections.abc import Sequence

from leadqual.imports.validation.person_names import people_of, split_name

_BRACKETED_PERSON = re.compile(r"[(\[]\s*(?:[^()\[\]:]*:)\s*([^()\[\]:]+)[)\]]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MIN_FORM = 3


def owner_name(full: str, address: str) -> tuple[str, str] | None:
    """Return first and last name of the person of several whose address it is; None for the first.

    "Luca Ferri / Giulia Conti" with g.conti@ is Giulia Conti.
    """
    people = people_of(full)
    if len(people) < 2 or not address:
        return None
    last = split_name(people[-1])[1]
    names = [(first, own or last) for first, own in map(split_name, people)]
    found = [_count_matches(name, address) for name in names]
    best = found.index(max(found))
    return names[best] if best else None


def is_assistant_address(full: str, address: str) -> bool:
    """Return whether an address is of the person in brackets: "Karin Lund (PA: Eva Strand)"."""
    other = _BRACKETED_PERSON.search(full)
    if not other or not address:
        return False
    return bool(_count_matches(other[1].split(), address)) and not _count_matches(
        split_name(full), address
    )


def _count_matches(names: Sequence[str], address: str) -> int:
    mailbox = _ascii_letters(address.partition("@")[0])
    words = [word for name in names for word in name.casefold().split()]
    return sum(
        any(
            len(form) >= _MIN_FORM and form in mailbox
            for form in (_ascii_letters(word), _transliterate_german(word))
        )
        for word in words
    )


def _transliterate_german(word: str) -> str:
    return _ascii_letters(word.translate(_GERMAN))


def _ascii_letters(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())
