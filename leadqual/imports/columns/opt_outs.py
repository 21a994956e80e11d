"""Do-not-contact columns: their names and the meaning of their cells.

Each tool uses its own name, some inverted ("Subscribed"), and a file may have several such columns:
one for emails, one for calls. Plain words such as "unsubscribed" count in any column.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

DO_NOT_CONTACT, MAY_CONTACT = "do_not_contact", "may_contact"
OPT_OUTS = (DO_NOT_CONTACT, MAY_CONTACT)
"""Fields that may have several columns; a single yes means do not contact."""

TAG_SEPARATOR = re.compile(r"[,;|\n]")
_WORDS = Path(__file__).with_name("opt_out_words.yaml")
_NAMES = Path(__file__).with_name("column_names.yaml")
_NON_WORD = re.compile(r"[\W_]+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
_OWNER_PREFIX = re.compile(r"^(?:person account|person|people|contact|lead|customer|subscriber) ")
_SALESFORCE_SUFFIX = re.compile(r" (?:c|pc)$")  # Custom fields: "Do_Not_Contact__c".
_HUBSPOT_PREFIX = "opted out of email "  # HubSpot has a column for each subscription.
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}(?:,? .*)?"
    r"|(?:1\d{9}|1\d{12})"
)
_ZERO_DATE = re.compile(
    r"(?:0000|0001|1900|1970)-0[01]-0[01](?:[T ].*)?|0?[01][/.]0?[01][/.](?:0+|1900|1970)(?: .*)?"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]")
_FIELDS_WITH_READERS = frozenset(
    {*OPT_OUTS, "status", "email", "phone", "linkedin_url", "website", "domain", "external_id"}
    | {"company_name", "name", "company_website", "company_linkedin_url", "company_external_id"}
    | {"city", "state", "country", "location", "headquarters"}
    | {"company_city", "company_state", "company_country", "company_headquarters"}
)
_MIN_SHARE = 0.6
_MAX_PREFIX = 5
_MAX_PART, _MAX_TOKENS = 100, 12
_IGNORED_CATEGORIES = frozenset(
    {"Mn", "Cf"}
)  # Categories of accents and of characters without a width.
_HANGUL_FILLERS = str.maketrans(dict.fromkeys("\u115f\u1160", ""))
_EAST_ASIAN_DATE = re.compile(r"\d{2,4}年\d{1,2}月(?:\d{1,2}日)?")
_NUMBER = re.compile(r"\d[\dtz]*|\d+(?:st|nd|rd|th|er|e)")  # Of a day, with its hour: "01T10".
_MAX_DISTINCT_VALUES = 40  # A column with more distinct values holds no words about contact.


def opt_out_field(name: str, values: Sequence[str] = ()) -> str:
    """Return the field of a do-not-contact column; empty for any other column.

    Args:
        name: of the column.
        values: of its first cells; a name such as "Email status" counts only if the values confirm
            it.
    """
    folded = _fold_column_name(name)
    names = _names()
    if is_bounce_reason(name):
        return DO_NOT_CONTACT
    for field in OPT_OUTS:
        if folded in names[field]:
            return field
    is_status = is_status_name(name)
    if (folded.startswith(_HUBSPOT_PREFIX) or is_status) and _values_are_answers(
        values, in_words=is_status
    ):
        return "" if is_status and _are_record_statuses(values) else DO_NOT_CONTACT
    field = _find_contained_field(folded)
    return field if field and values and _values_are_answers(values, in_words=False) else ""


def is_status_name(name: str) -> bool:
    """Return whether a column is called a status, of consent or of anything else."""
    return _fold_column_name(name) in _words()["statuses"]


def is_bounce_reason(name: str) -> bool:
    """Return whether a column holds hard bounce reasons: any value means a hard bounce."""
    return _fold(name) in _words()["bounce_reasons"]


def means_opt_out(field: str, cell: str) -> bool | None:
    """Return whether a cell means do not contact; None if unclear.

    Args:
        field: of the column, one of `OPT_OUTS`.
        cell: not empty. A date is the opt-out or opt-in date; a database's zero date is ignored.
    """
    plain = remove_invisible(cell)
    if _ZERO_DATE.fullmatch(plain):
        return False
    folded = _fold(plain)
    words = _words()
    for known, stops in ((words["stop"], True), (words["go"], False)):
        if folded in known:
            return stops
    for known, stops in ((words["stop"] | words["stop_within"], True), (words["go"], False)):
        if _is_among_fillers(plain, known, words["beside_days"] | words["beside_opt_outs"]):
            return stops
    is_yes = (
        folded in words["yes"]
        or bool(_DATE.fullmatch(plain))
        or _is_among_fillers(plain, words["yes"], words["beside_days"])
    )
    if (
        not is_yes
        and folded not in words["no"]
        and not _is_among_fillers(plain, words["no"], words["beside_days"])
    ):
        return None
    return is_yes == (field == DO_NOT_CONTACT)


@lru_cache(maxsize=10_000)
def is_opt_out_word(cell: str) -> bool:
    """Return whether a cell of a status column says do not contact, e.g. "Blocked"."""
    folded = _fold(cell)
    return folded in _plain_words() or folded in _words()["among_consent"]


def is_plain_opt_out(cell: str) -> bool:
    """Return whether a cell of any column, or a tag in it, says do not contact in plain words.

    "Unsubscribed" does, also with a day, a label or the like: "unsubscribed on 2024-03-01".
    "Blocked" and "Baja" mean something else in most columns.
    """
    if not cell:
        return False
    cell = remove_invisible(cell)
    known_prefixes = _word_prefixes()
    for part in TAG_SEPARATOR.split(cell) if TAG_SEPARATOR.search(cell) else (cell,):
        if len(part) > _MAX_PART:
            continue
        prefixes = {word[:_MAX_PREFIX] for word in _NON_WORD.split(part.lower())}
        if known_prefixes.isdisjoint(prefixes) and not _UNSPACED.search(part):
            continue
        if _fold(part) in _plain_words():
            return True
        words = _words()
        fillers = words["beside_days"] | words["beside_opt_outs"]
        if _is_among_fillers(part, _plain_words(), fillers):
            return True
    return False


def find_opt_outs(name: str, values: Collection[str]) -> set[str]:
    """Return the distinct values of a column, whatever it is called, that say do not contact.

    Words such as "blocked" and "Baja" count where the column is called a status, or where all other
    values are about contact, too: "Alta" and "Baja".
    """
    found = set(filter(is_plain_opt_out, values))
    if len(values) > _MAX_DISTINCT_VALUES:
        return found
    words = _words()
    folded = {value: _fold(value) for value in values}
    weak = {value for value, word in folded.items() if word in words["among_consent"]}
    if not weak:
        return found
    others = {word for value, word in folded.items() if word and value not in {*weak, *found}}
    is_consent = others <= words["go"] and bool(others or found)
    has_other_meaning = _fold_column_name(name) in words["priorities"]
    return found | weak if is_status_name(name) or (is_consent and not has_other_meaning) else found


def plain_word_columns(header: Sequence[str], mapping: Mapping[str, str]) -> list[int]:
    """Return the indexes of the columns, skipped ones too, in which plain words are opt-outs.

    Columns of do not contact and status have their own readers, and DNC is a company, too.
    """
    return [
        at for at, name in enumerate(header) if mapping.get(name, "") not in _FIELDS_WITH_READERS
    ]


class OptOutFinder:
    """Finds the opt-outs of one column, chunk by chunk.

    Args:
        name: of the column.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: set[str] = set()
        self._is_of_words = True

    def find(self, cells: Collection[str]) -> set[str]:
        """Return the distinct cells that say do not contact, by those of former chunks, too."""
        if not self._is_of_words:
            return set(filter(is_plain_opt_out, cells))
        self._seen.update(cells)
        self._is_of_words = len(self._seen) <= _MAX_DISTINCT_VALUES
        return find_opt_outs(self._name, self._seen).intersection(cells)


def _find_contained_field(folded: str) -> str:
    """Return the meaning of the longest known phrase in a name: "opt out" in "GDPR opt out".

    Without spaces, a name that says stop means it: "メール配信停止".
    """
    found = [
        (field == DO_NOT_CONTACT and bool(_UNSPACED.match(phrase)), len(phrase), field)
        for field in OPT_OUTS
        for phrase in _name_phrases()[field]
        if f" {phrase} " in f" {folded} " or (phrase in folded and _UNSPACED.match(phrase))
    ]
    if not found or not _words()["other_matters"].isdisjoint(folded.split()):
        return ""
    return max(found)[2]


def _values_are_answers(values: Sequence[str], *, in_words: bool) -> bool:
    known = _words()["stop"] | _words()["go"]
    read = [
        _fold(value) in known if in_words else means_opt_out(DO_NOT_CONTACT, value) is not None
        for value in values
    ]
    return not in_words if not read else sum(read) >= _MIN_SHARE * len(read)


def _are_record_statuses(values: Sequence[str]) -> bool:
    """Return whether statuses are of records and not of consent: "Active", "In preparation"."""
    known = _words()["stop"] | _words()["go"]
    folded = {_fold(value) for value in values}
    return bool(folded - known) and folded & known <= _words()["of_records"]


def _fold_column_name(name: str) -> str:
    return _SALESFORCE_SUFFIX.sub("", _OWNER_PREFIX.sub("", _fold(name)))


def _is_among_fillers(text: str, known: Collection[str], fillers: Collection[str]) -> bool:
    """Return whether a text is one of the known phrases but for days and fillers around it."""
    tokens = [
        token
        for token in _fold(_EAST_ASIAN_DATE.sub(" ", text)).split()
        if not _NUMBER.fullmatch(token)
    ][: _MAX_TOKENS + 1]
    if len(tokens) > _MAX_TOKENS:
        return False
    first = next((at for at, token in enumerate(tokens) if token not in fillers), len(tokens))
    last = max((at for at, token in enumerate(tokens) if token not in fillers), default=-1)
    return any(
        len(phrase) > 1 and phrase in known
        for start in range(first + 1)
        for end in range(max(last, start) + 1, len(tokens) + 1)
        for phrase in (" ".join(tokens[start:end]),)
    )


def remove_invisible(text: str) -> str:
    """Return a text in plain letters, without characters that have no width."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        character for character in plain if unicodedata.category(character) != "Cf"
    ).strip()


def _fold(text: str) -> str:
    spaced = _CAMEL_CASE.sub(" ", text.strip()).casefold().translate(_LETTERS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", spaced).translate(_HANGUL_FILLERS)
        if unicodedata.category(letter) not in _IGNORED_CATEGORIES
    )
    return _NON_WORD.sub(" ", plain).strip() or spaced


@cache
def _load_words() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return the words of cells by kind, and the names of columns by field, as they are written."""
    words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    fields = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))["records"]
    return words, {field: fields[field]["names"] for field in OPT_OUTS}


@cache
def _names() -> Mapping[str, frozenset[str]]:
    _, names = _load_words()
    return {field: frozenset(map(_fold, some)) for field, some in names.items()}


@cache
def _name_phrases() -> Mapping[str, frozenset[str]]:
    """Return the known phrases and single words to look for within a longer name."""
    words = _words()
    lone = {DO_NOT_CONTACT: words["stop_within"], MAY_CONTACT: words["go_within"]}
    several = {field: {name for name in names if " " in name} for field, names in _names().items()}
    several[DO_NOT_CONTACT] |= {word for word in words["stop"] if " " in word}
    return {field: frozenset(several[field] | lone[field]) for field in OPT_OUTS}


@cache
def _words() -> Mapping[str, frozenset[str]]:
    words, _ = _load_words()
    found = {kind: frozenset(map(_fold, some)) for kind, some in words.items()}
    names = _names()
    # A name that is a bare word, such as "blocked", is an answer, too.
    found["stop"] |= names[DO_NOT_CONTACT] | found["among_consent"]
    found["go"] |= names[MAY_CONTACT] - found["stop"] - found["yes"] - found["no"]
    found["stop"] -= found["yes"] | found["no"]
    return found


@cache
def _plain_words() -> frozenset[str]:
    """Return the words that say do not contact in any column."""
    words = _words()
    found = (words["stop"] | words["stop_within"]) - words["among_consent"] - words["elsewhere"]
    return found - words["yes"] - words["no"]


@cache
def _word_prefixes() -> frozenset[str]:
    """Return how words of cells with plain words begin: most cells have none of them."""
    words, names = _load_words()
    texts = [*words["stop"], *words["stop_within"], *names[DO_NOT_CONTACT]]
    spellings = {
        _NON_WORD.split(variant.replace(" ", character))[0]
        for text in map(str, texts)
        for variant in (text.lower(), _fold(text), unicodedata.normalize("NFD", text.lower()))
        for character in (" ", "")
    }
    return frozenset(text[:_MAX_PREFIX] for text in spellings)
