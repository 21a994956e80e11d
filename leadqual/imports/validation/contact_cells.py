"""Cells with addresses and numbers of people: repaired where that is plain, else refused."""

import re
from collections.abc import Callable, Iterator

from leadqual.imports.columns.opt_outs import remove_invisible
from leadqual.imports.validation.companies_as_names import is_company
from leadqual.imports.validation.person_names import people_of, strip_honors
from leadqual.imports.validation.values import (
    ROLES,
    PartlyRejectedError,
    RejectedValueError,
    is_blank,
    name,
    within,
)
from leadqual.leads.websites import is_shared_mailbox

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_EMAIL = re.compile(rf"({_LOCAL})@({_HOST})")
_MAX_LOCAL = 64
_MAX_EMAIL = 254
_NAMED_ADDRESS = re.compile(r"([^<>;]*)<\s*([^<>]+?)\s*>([^<>;,]*)")
_ADDRESS_SEPARATOR = re.compile(
    r"(\s*(?:[;,|\n\t]|:::)\s*|\s+/\s+|(?:(?<=\.\w\w)|(?<=\.\w\w\w))/(?=[^\s/@]+@)"
    r"|\s+(?:or|and|und|oder|et|ou|y|o|e|og|och|en|of|&)\s+)",
    re.IGNORECASE,
)
_NONE_WORDS = re.compile(
    r"(?:no|kein(?:e|en)?|nicht|sans|sin|senza|sem|geen|brak|ingen|inga|nincs|žádný|ei|нет|aucune?"
    r"|ningun[oa]|nessun[oa]?|nenhum|yok)(?:[\s-][^@\d.]*)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^((?:[^\W\d_]|[ -])+?):\s*")
_NOTE = re.compile(r"\s+[(\[]([^()\[\]]*)[)\]]$|\s+-\s+(\w+)$")
_HIDDEN_LINK = re.compile(r"#(?:mailto|https?):[^#]*#?$|\]\(mailto:[^()]*\)$", re.IGNORECASE)
_SURROUNDING = " \t\r\n'\"“”„‚‘’`«»<>()[]{}.,;:"
_PRIVATE = re.compile(
    r"\b(?:home|private?|personal|persönlich|perso(?:nnel)?|privé|prive|privat[oa]?|particular"
    r"|personale|pessoal|domicile|casa|privata|prywatn\w+|личн\w+|个人|個人)\b",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:alt[er]?|old|former|previous|ancien(?:ne)?|antigu[oa]|vecchi[oa]|oude?|gammel|gammal|stary|starý"
    r"|inactive|inaktiv|invalid|ungültig|bounced)\b",
    re.IGNORECASE,
)
UNATTENDED_PREFIXES = r"(?:no|do-?not|ne-?pas)[-_.]?(?:reply|repondre|antwort)|mailer-daemon@"
"""Prefixes of unattended mailboxes."""

_UNATTENDED = re.compile(UNATTENDED_PREFIXES)
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_SURE_DIGITS = 9  # A spreadsheet that rounds shows six; what has nine was written in full.
_DECIMALS = re.compile(r"(\+?\d{5,})[.,]0+")
_PHONE_LABEL = re.compile(
    r"^(?:(?:[^\W\d_]|[. -])+:|tel\.|☎|[^\W\d_]{1,6}\.?\s+(?=[+(0]))\s*", re.IGNORECASE
)
_PHONE_NOTE = re.compile(r"\s*[(\[](?:[^\W\d_]|[ .-])+[)\]]$")
_FAX = re.compile(r"\s*(?:tele)?fax\b|\s*f\s*:", re.IGNORECASE)
_SECOND_EXTENSION = re.compile(r"(?<=\d\d)\s*/\s*-\s*\d{1,4}$")
_PHONE_SEPARATOR = re.compile(
    r"\s*(?::::|[;|\n])\s*|\s*[,/]\s*(?=\+)|(?<=\d\d\d\d\d)\s*[,/]\s*(?=[+(0]|\D{0,3}\d[\d ]{5})"
    r"|\s+(?:or|and|und|oder|et|ou)\s+",
    re.IGNORECASE,
)
_MIN_DIGITS, _MAX_PHONE = 5, 60
_ADDRESS_ALONE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ADDRESS_PROBLEM = "An email address, not a name. The person is kept without one."
_COMPANY_PROBLEM = (
    "The name of a company, not of a person. The row is kept without a person's name."
)
_SEVERAL_PEOPLE = "Several people in one cell: only the first was read. Give each person a row."


def email(value: str) -> str:
    """Read an email address in lower case; of several, the first valid one, work before private.

    Strips what surrounds an address: names, quotes, brackets, labels, invisible characters.
    """
    text = remove_invisible(value)
    if is_blank(text) or _NONE_WORDS.fullmatch(text):
        return ""
    found = [*_addresses_in(text)]
    if not found:
        raise RejectedValueError(
            "Not a valid email address. Use the form name@company.com, or leave it empty."
        )
    good = [
        (_rank_address(address, note), address)
        for address, note in found
        if not _is_unattended(address)
    ]
    if not good:
        raise RejectedValueError("Nobody reads this address. Use another one, or leave it empty.")
    return min(good, key=lambda one: one[0])[1]


def better_address(one: str, other: object) -> object:
    """Return the better address of two columns; the first if both are equally good.

    The other may be a cell that cannot be read.
    """
    if one and isinstance(other, str) and other:
        return min(one, other, key=_rank_address)
    return one or other


def phone(value: str) -> str:
    """Read a phone number as written; of several, the first valid one.

    A number truncated by a spreadsheet, such as 4.9171E+11, is rejected.
    """
    text = remove_invisible(value)
    if is_blank(text) or _NONE_WORDS.fullmatch(text):
        return ""
    rejected: RejectedValueError | None = None
    parts = _PHONE_SEPARATOR.split(text)
    for part in parts if any(map(_is_number, parts)) else [text]:
        try:
            if found := _parse_phone(" ".join(part.split())):
                return found
        except RejectedValueError as error:
            rejected = rejected or error
    if rejected:
        raise rejected
    return ""


def is_private_column(name: str) -> bool:
    """Return whether a column is named as private: "Home phone"."""
    return bool(_PRIVATE.search(name))


def names(limit: int) -> Callable[[str], str]:
    """Read first or last names of a person, without titles; a cell may name several people."""
    read = name(limit)

    def found(value: str) -> str:
        value = read(value)
        return _check_single_person(value, strip_honors(value))

    return found


def full_name(limit: int) -> Callable[[str], str]:
    """Read a whole name, which is split later; a cell may name several people."""
    read = name(limit)

    def found(value: str) -> str:
        value = read(value)
        if is_company(value):
            raise PartlyRejectedError(_COMPANY_PROBLEM, value)
        return _check_single_person(value, value)

    return found


def _check_single_person(value: str, found: str) -> str:
    if value in {"yes", "no"}:  # As workbooks write what is true or false.
        return ""
    if "@" in value and _ADDRESS_ALONE.fullmatch(value):
        raise PartlyRejectedError(_ADDRESS_PROBLEM, "")
    if len(people_of(value)) > 1:
        raise PartlyRejectedError(_SEVERAL_PEOPLE, found)
    return found


def _addresses_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield good addresses of a cell, each with the words around it."""
    named = [("".join(surrounding), one) for *surrounding, one in _find_named_addresses(text)]
    for words_around, part in named or [("", part) for part in _split_addresses(text)]:
        plain, notes = _HIDDEN_LINK.sub("", part).strip(), [words_around]
        if label := _LABEL.match(plain):
            notes.append(label[1])
            plain = plain[label.end() :]
        if note := _NOTE.search(plain):
            notes.append(note[1] or note[2])
            plain = plain[: note.start()]
        plain = plain.strip(_SURROUNDING).lower().partition("?")[0]
        words = plain.split()
        # "oda @acme.com" and "ann lee@acme.com" have a space too many somewhere.
        for word in words if all("@" in word for word in words) else ():
            address = word.strip(_SURROUNDING)
            if not address.isascii():
                address = _with_ascii_host(address)
            found = _EMAIL.fullmatch(address)
            if found and len(found[1]) <= _MAX_LOCAL and len(address) <= _MAX_EMAIL:
                yield address, " ".join(notes)


def _split_addresses(text: str) -> Iterator[str]:
    """Yield the parts between separators; "ann,lee@acme.com" is one part."""
    parts = _ADDRESS_SEPARATOR.split(text)
    before = ""
    for between, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        if between != "," or "@" in before:
            yield part
        before = part


def _find_named_addresses(text: str) -> Iterator[tuple[str, str, str]]:
    for before, address, note in _NAMED_ADDRESS.findall(text):
        yield before, note, address


def _rank_address(address: str, note: str = "") -> tuple[bool, bool, bool]:
    """Give the lower rank to the address that a person has now, at work and alone."""
    is_role = address.partition("@")[0] in ROLES
    return bool(_FORMER.search(note)), _is_private(address, note), is_role


def _is_unattended(address: str) -> bool:
    return bool(_UNATTENDED.match(address))


def _is_private(address: str, note: str) -> bool:
    return bool(_PRIVATE.search(note)) or is_shared_mailbox(address.partition("@")[2])


def _with_ascii_host(address: str) -> str:
    local, _, host = address.rpartition("@")
    try:
        return f"{local}@{host.encode('idna').decode()}"
    except UnicodeError:
        return address


def _is_number(part: str) -> bool:
    return sum(map(str.isdigit, part)) >= _MIN_DIGITS


def _parse_phone(value: str) -> str:
    if _FAX.match(value):
        raise RejectedValueError(
            "A fax number, not one of a phone. Enter a phone, or leave it empty."
        )
    value = _PHONE_NOTE.sub("", _PHONE_LABEL.sub("", value.lstrip("'"))).strip()
    if is_blank(value) or not value.strip("0 +-"):
        return ""
    value = _SECOND_EXTENSION.sub("", value)
    if short := _SCIENTIFIC.fullmatch(value):
        digits, exponent = short[1] + (short[2] or ""), int(short[3])
        n_lost = exponent + 1 - len(digits)
        if n_lost > 0 and len(digits) < _SURE_DIGITS:
            raise RejectedValueError(
                "A spreadsheet rounded this number and its last digits are lost. Format the column "
                "as text in the source, or leave it empty."
            )
        return digits[: exponent + 1] + "0" * n_lost
    if whole := _DECIMALS.fullmatch(value):
        return whole[1]
    if not any(map(str.isdigit, value)):
        raise RejectedValueError(
            "Not a phone number: it has no digits. Correct it, or leave it empty."
        )
    if len(value) <= _MIN_DIGITS and not _is_number(value):
        raise RejectedValueError(
            "Not a phone number: it has less than 5 digits. Correct it, or leave it empty."
        )
    return within(value, _MAX_PHONE)
