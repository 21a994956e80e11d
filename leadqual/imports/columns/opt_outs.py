"""Do-not-contact columns: their names and the meaning of their cells.

Each tool uses its own name, some inverted ("Subscribed"), and a file may have several such columns:
one for emails, one for calls.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

DO_NOT_CONTACT, MAY_CONTACT = "do_not_contact", "may_contact"
OPT_OUTS = (DO_NOT_CONTACT, MAY_CONTACT)
"""Fields that may have several columns; a single yes means do not contact."""

BETWEEN_TAGS = re.compile(r"[,;|\n]")
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
_NO_DAY = re.compile(
    r"(?:0000|0001|1900|1970)-0[01]-0[01](?:[T ].*)?|0?[01][/.]0?[01][/.](?:0+|1900|1970)(?: .*)?"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]")
_SHARE = 0.6


def opt_out_field(name: str, values: Sequence[str] = ()) -> str:
    """Return the field of a do-not-contact column; empty for any other column.

    Args:
        name: of the column.
        values: of its first cells; a name such as "Email status" counts only if the values confirm
            it.
    """
    folded = _OF_SALESFORCE.sub("", _OF_WHOM.sub("", _fold(name)))
    names = _names()
    if is_bounce_reason(name):
        return DO_NOT_CONTACT
    for field in OPT_OUTS:
        if folded in names[field]:
            return field
    is_status = folded in _words()["statuses"]
    if (folded.startswith(_TOPICS) or is_status) and _says_so(values, in_words=is_status):
        return "" if is_status and _are_of_records(values) else DO_NOT_CONTACT
    field = _field_within(folded)
    return field if field and values and _says_so(values, in_words=False) else ""


def is_bounce_reason(name: str) -> bool:
    """Return whether a column holds hard bounce reasons: any value means a hard bounce."""
    return _fold(name) in _words()["bounce_reasons"]


def asks_to_stop(field: str, cell: str) -> bool | None:
    """Return whether a cell means do not contact; None if unclear.

    Args:
        field: of the column, one of `OPT_OUTS`.
        cell: not empty. A date is the opt-out or opt-in date; a database's zero date is ignored.
    """
    if _NO_DAY.fullmatch(cell.strip()):
        return False
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
    """Return whether a cell of any column says it in words, e.g. status "Do Not Contact"."""
    return _fold(cell) in _names()[DO_NOT_CONTACT]


def has_stop_tag(cell: str) -> bool:
    """Return whether a tag in a cell means do not contact; "blocked" alone does not."""
    tags = map(_fold, BETWEEN_TAGS.split(cell))
    return any(
        tag in _names()[DO_NOT_CONTACT] and (" " in tag or tag in _words()["stop_within"])
        for tag in tags
    )


def _field_within(folded: str) -> str:
    """Return the meaning of the longest known phrase in a name: "opt out" in "GDPR opt out"."""
    found = [
        (len(phrase), field)
        for field in OPT_OUTS
        for phrase in _parts()[field]
        if f" {phrase} " in f" {folded} " or (phrase in folded and _UNSPACED.match(phrase))
    ]
    if not found or not _words()["other_matters"].isdisjoint(folded.split()):
        return ""
    return max(found)[1]


def _says_so(values: Sequence[str], *, in_words: bool) -> bool:
    known = _words()["stop"] | _words()["go"]
    read = [
        _fold(value) in known if in_words else asks_to_stop(DO_NOT_CONTACT, value) is not None
        for value in values
    ]
    return not in_words if not read else sum(read) >= _SHARE * len(read)


def _are_of_records(values: Sequence[str]) -> bool:
    """Return whether statuses are of records and not of consent: "Active", "In preparation"."""
    known = _words()["stop"] | _words()["go"]
    folded = {_fold(value) for value in values}
    return bool(folded - known) and folded & known <= _words()["of_records"]


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
def _parts() -> Mapping[str, frozenset[str]]:
    """Return the known phrases and single words to look for within a longer name."""
    words = _words()
    lone = {DO_NOT_CONTACT: words["stop_within"], MAY_CONTACT: words["go_within"]}
    several = {field: {name for name in names if " " in name} for field, names in _names().items()}
    several[DO_NOT_CONTACT] |= {word for word in words["stop"] if " " in word}
    return {field: frozenset(several[field] | lone[field]) for field in OPT_OUTS}


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
