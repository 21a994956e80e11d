"""Columns that say who must not be contacted: their names, and what their cells say.

Each tool has a name of its own for it, some the other way round ("Subscribed"), and a file may have
several: one for emails, one for calls.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

DO_NOT_CONTACT, MAY_CONTACT = "do_not_contact", "may_contact"
OPT_OUTS = (DO_NOT_CONTACT, MAY_CONTACT)
"""Fields of which a file may have several columns: one yes to do not contact is enough."""

_WORDS = Path(__file__).with_name("opt_out_words.yaml")
_NAMES = Path(__file__).with_name("column_names.yaml")
_NO_WORD = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
_OF_WHOM = re.compile(r"^(?:person account|person|people|contact|lead|customer|subscriber) ")
_OF_SALESFORCE = re.compile(r" (?:c|pc)$")  # Custom fields: "Do_Not_Contact__c".
_TOPICS = "opted out of email "  # HubSpot has a column for each subscription.
_DAY = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}(?:,? .*)?"
    r"|(?:1\d{9}|1\d{12})"
)
_SHARE = 0.6


def opt_out_field(name: str, values: Sequence[str] = ()) -> str:
    """Return the field of a column that says who must not be contacted; empty for any other.

    Args:
        name: of the column.
        values: of its first cells; a name such as "Email status" is believed with their words only.
    """
    folded = _OF_SALESFORCE.sub("", _OF_WHOM.sub("", _fold(name)))
    names = _names()
    for field in OPT_OUTS:
        if folded in names[field]:
            return field
    is_status = folded in _words()["statuses"]
    if (folded.startswith(_TOPICS) or is_status) and _says_so(values, in_words=is_status):
        return DO_NOT_CONTACT
    return ""


def asks_to_stop(field: str, cell: str) -> bool | None:
    """Return whether a cell says that somebody must not be contacted; None where nobody knows.

    Args:
        field: of the column, one of `OPT_OUTS`.
        cell: not empty. A day is that of opting out, or of opting in.
    """
    folded = _fold(cell)
    words = _words()
    if folded in words["stop"]:
        return True
    if folded in words["go"]:
        return False
    is_yes = folded in words["yes"] or bool(_DAY.fullmatch(cell.strip()))
    if not is_yes and folded not in words["no"]:
        return None
    return is_yes == (field == DO_NOT_CONTACT)


def is_stop_word(cell: str) -> bool:
    """Return whether a cell of any column says so in words, as "Do Not Contact" in a status."""
    return _fold(cell) in _names()[DO_NOT_CONTACT]


def _says_so(values: Sequence[str], *, in_words: bool) -> bool:
    known = _words()["stop"] | _words()["go"]
    read = [
        _fold(value) in known if in_words else asks_to_stop(DO_NOT_CONTACT, value) is not None
        for value in values
    ]
    return not in_words if not read else sum(read) >= _SHARE * len(read)


def _fold(text: str) -> str:
    spaced = _CAMEL.sub(" ", text.strip()).casefold().translate(_LETTERS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", spaced)
        if unicodedata.category(letter) != "Mn"
    )
    return _NO_WORD.sub(" ", plain).strip() or spaced


@cache
def _names() -> Mapping[str, frozenset[str]]:
    fields = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))["records"]
    return {field: frozenset(map(_fold, fields[field]["names"])) for field in OPT_OUTS}


@cache
def _words() -> Mapping[str, frozenset[str]]:
    words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    found = {kind: frozenset(map(_fold, some)) for kind, some in words.items()}
    names = _names()
    # A name that is a bare word, such as "blocked", is an answer, too.
    found["stop"] |= names[DO_NOT_CONTACT]
    found["go"] |= names[MAY_CONTACT] - found["stop"] - found["yes"] - found["no"]
    found["stop"] -= found["yes"] | found["no"]
    return found
