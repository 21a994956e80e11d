"""Email addresses, LinkedIn pages and phone numbers as they are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

import phonenumbers

from classifiers.duplicates.name_spellings import fold, word_list
from classifiers.duplicates.names_of_people import PersonName

_DIGITS = re.compile(r"\d+")
_NOT_DIGIT = re.compile(r"\D")
_SEPARATORS = re.compile(r"[._\-]+")
_SLUG_TAIL = re.compile(r"-[0-9a-f]*\d[0-9a-f]*$")
_PAGE = re.compile(r"/(?:in|pub|company|school|showcase)/([^/?#]+)", re.IGNORECASE)
_GMAIL_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
_COMPARED_DIGITS = 7
_MIN_NATIONAL = 6
_DIGIT_SEQUENCE = "01234567890123456789"
_SERVICE_NUMBERS = frozenset(
    {
        *(phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.PREMIUM_RATE),
        *(phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.UAN),
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)
"""Numbers of a service, for a whole country."""

_TOLL_FREE_PREFIXES = ("800", "1800")
"""Beginnings of such numbers in most countries, where the country is not known."""
_MIN_WITH_AREA = 8
"""Digits of the shortest numbers that are whole: in Norway and Denmark."""


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address as it is compared.

    Args:
        domain: after it, lower case.
        is_role: a mailbox of a firm, such as `info@`.
        is_free: at a provider of mailboxes for anybody.
    """

    local: str
    domain: str
    is_role: bool
    is_free: bool

    @property
    def base(self) -> str:
        """The mailbox: `a+x@gmail.com` and `a@googlemail.com` have the same."""
        return f"{self.local}@{self.domain}"


@lru_cache(maxsize=400_000)
def parse_email(email: str) -> EmailAddress | None:
    """Parse an address; None if it is invalid."""
    local, at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if not at or not local or not domain:
        return None
    if domain in _GMAIL_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    letters = _DIGITS.sub("", local)
    parts = [part for part in _SEPARATORS.split(letters) if part]
    is_role = bool(parts) and (parts[0] in word_list("role_mailboxes"))
    return EmailAddress(local, domain, is_role, domain in word_list("free_mailboxes"))


def mailbox_fits_name(address: EmailAddress, name: PersonName) -> bool:
    """Return whether a mailbox is made from a name: `a.mueller`, `amueller`, `anna`, `mueller`."""
    if not name.family or not name.given:
        return False
    local = fold(_SEPARATORS.sub("", address.local))
    if _DIGITS.search(local):
        return False
    first, family, initial = name.first, name.family, name.first[0]
    forms = {f"{first}{family}", f"{initial}{family}", f"{family}{first}", f"{family}{initial}"}
    return local in forms | {first, family, f"{first}{family[0]}", f"{initial}{family[0]}"}


def differ_by_number(one: EmailAddress, other: EmailAddress) -> bool:
    """Return whether only digits make two mailboxes two: `a.mueller` and `a.mueller2`."""
    left, right = (_SEPARATORS.sub("", address.local) for address in (one, other))
    return left != right and _DIGITS.sub("", left) == _DIGITS.sub("", right)


def without_separators(address: EmailAddress) -> str:
    """Return a mailbox without its signs: `anna.m@acme.com` and `anna_m@acme.com` have the same."""
    return f"{_SEPARATORS.sub('', address.local)}@{address.domain}"


def differ_by_separators(one: EmailAddress, other: EmailAddress) -> bool:
    """Return whether two mailboxes differ by signs alone: `anna.m` and `anna_m`."""
    return _SEPARATORS.sub("", one.local) == _SEPARATORS.sub("", other.local)


@lru_cache(maxsize=200_000)
def linkedin_slug(url: str) -> str:
    """Return the name of a page on LinkedIn, decoded and in lower case; "" where there is none."""
    found = _PAGE.search(url)
    return unquote(found.group(1)).strip().lower() if found else ""


def slug_base(slug: str) -> str:
    """Return a slug without the number that LinkedIn adds: `anna-mueller-8a71b23` → its name."""
    return fold(_SLUG_TAIL.sub("", slug)).replace("-", "")


class PhoneNumber(NamedTuple):
    """A number as it is compared.

    Args:
        country: calling code; 0 where it is not known.
        is_mobile: known as one, so of one person; where it is not, it may be a switchboard.
    """

    country: int
    national: str
    is_mobile: bool = False


@lru_cache(maxsize=200_000)
def parse_phone(phone: str, region: str = "") -> PhoneNumber | None:
    """Read a number; None where it identifies nobody.

    So it is where it is too short, lacks its area code, is a placeholder ("1234567", one digit
    again and again) or the number of a service for a whole country (0800 …).

    Args:
        phone: as written.
        region: two-letter code of the country to which a number without one belongs.
    """
    text = phone.replace("(0)", "")
    text = f"+{text.strip()[2:]}" if text.strip().startswith("00") else text
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        digits = _NOT_DIGIT.sub("", text).lstrip("0")
        is_whole = len(digits) >= _MIN_WITH_AREA and not digits.startswith(_TOLL_FREE_PREFIXES)
        return PhoneNumber(0, digits) if is_whole and not _is_placeholder(digits) else None
    national = phonenumbers.national_significant_number(number)
    possibility = phonenumbers.is_possible_number_with_reason(number)
    if possibility != phonenumbers.ValidationResult.IS_POSSIBLE or len(national) < _MIN_NATIONAL:
        return None
    kind = phonenumbers.number_type(number)
    if _is_placeholder(national) or kind in _SERVICE_NUMBERS:
        return None
    is_mobile = kind == phonenumbers.PhoneNumberType.MOBILE
    return PhoneNumber(number.country_code or 0, national, is_mobile)


def _is_placeholder(national: str) -> bool:
    """Return whether the last digits are one digit, or are counted up or down."""
    last = national[-_COMPARED_DIGITS:]
    return len(set(last)) == 1 or last in _DIGIT_SEQUENCE or last in _DIGIT_SEQUENCE[::-1]


def phone_key(number: PhoneNumber) -> str:
    return number.national[-_COMPARED_DIGITS:]


def are_same_number(one: PhoneNumber, other: PhoneNumber) -> bool | None:
    """Return whether country, area code and number are the same; None where that is not known.

    The same digits may be in any country where only one of two numbers has its country.
    """
    if bool(one.country) == bool(other.country):
        return one == other
    if len({f"{number.country or ''}{number.national}" for number in (one, other)}) == 1:
        return True  # "49 30 …" without its plus
    return None if one.national == other.national else False
