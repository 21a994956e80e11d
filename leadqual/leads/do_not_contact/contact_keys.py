"""Normalized keys of email addresses, phone numbers and LinkedIn profiles, and of their domains.

Entries, imports and the hashes of erased people compare only these keys. The database functions
(`leads_email_key`, `leads_email_base`, `leads_parent_domains`, `leads_linkedin_key`,
`leads_phone_keys`) return the same keys; tests compare the two.
"""

import re

from django.conf import settings

from leadqual.leads.do_not_contact.host_keys import ascii_host, fold, host_key, is_plain
from leadqual.leads.websites import is_public_suffix, is_shared_mailbox, read_host, read_linkedin

_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]+")
_TAGGED = re.compile(r"([^+@]+)\+[^@]*(@.*)", re.DOTALL)
_EXTENSION = re.compile(r"(ext|x|#|;|durchwahl).*", re.IGNORECASE | re.DOTALL)
_EXTENSION_NUMBER = re.compile(r"(ext|x|#|durchwahl)[^0-9]*[0-9]*", re.IGNORECASE)
_BETWEEN_PHONES = re.compile(r"[^0-9/ ().\t-]+")
_OLD_PROFILE = re.compile(r"https://www\.linkedin\.com/pub/([^/]+)")
_NOT_DIGIT = re.compile(r"[^0-9]")
_MIN_DIGITS = 6
_COMPARED_DIGITS = 9
_MAX_EMAIL = 254
_MAX_PERSON = 500
_PEOPLE = ("https://www.linkedin.com/in/", "https://www.linkedin.com/pub/")
_SALES = "https://www.linkedin.com/sales/"


def normalize_email(email: str) -> str:
    """Convert an address to lowercase and strip it."""
    return email.strip().lower()


def is_email(text: str) -> bool:
    """Return whether a normalized text is an email address."""
    return len(text) <= _MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def email_key(email: str) -> str:
    """Return the key of a normalized address: `a@xn--bcher-kva.com` → `a@bücher.com`."""
    if is_plain(email):
        return email
    local, position, host = fold(email).rpartition("@")
    return f"{local}@{host_key(host)}" if position else host


def email_base(email: str) -> str:
    """Return the key of an address without its plus tag: `a+tag@x.com` → `a@x.com`."""
    key = email_key(email)
    found = _TAGGED.fullmatch(key)
    return f"{found.group(1)}{found.group(2)}" if found else key


def aliases_are_same() -> bool:
    """Return whether `a+tag@x.com` and `a@x.com` are the same person in this installation."""
    return bool(settings.EMAIL_PLUS_ALIASES == "same")


def email_keys(email: str) -> tuple[str, ...]:
    """Return all keys of an address under `EMAIL_PLUS_ALIASES`, its own first.

    Addresses that share a key belong to the same person. Empty without an address.
    """
    address = normalize_email(email)
    if not address:
        return ()
    key = email_key(address)
    local, _, host = key.rpartition("@")
    keys = [address, key, f"{local}@{ascii_host(host)}" if local else key]
    if aliases_are_same():
        keys.append(email_base(address))
    return tuple(dict.fromkeys(keys))


def domain_of(email: str) -> str:
    """Return the domain of an address as written, in lowercase; "" if it has none."""
    return normalize_email(email).rpartition("@")[2] if "@" in email else ""


def parent_domains(domain: str) -> tuple[str, ...]:
    """Return a domain and its parents that contain a dot: an entry for any of them covers it."""
    parts = host_key(domain).split(".") if domain else []
    return tuple(".".join(parts[start:]) for start in range(len(parts) - 1))


def domain_key(text: str) -> str:
    """Parse a domain, also from a URL or `@acme.com`; "" if there is none.

    `xn--bcher-kva.com` is read as `bücher.com`.

    Public suffixes such as `co.uk` and mailbox providers such as `gmail.com` are not accepted: an
    entry would cover unrelated people.
    """
    host = read_host(text.strip().removeprefix("@"))
    if not host or is_public_suffix(host) or is_shared_mailbox(host):
        return ""
    return host_key(host)


def phone_key(phone: str) -> str:
    """Return the key of the first phone number in a text; "" if there is none."""
    return next(iter(phone_keys(phone)), "")


def phone_keys(phone: str) -> tuple[str, ...]:
    """Return the keys of all phone numbers in a field.

    "0171 7654321 / 030 555555" contains two. The digits of the whole text are also a key, so that
    an entry for exactly this text covers it.
    """
    text = phone if phone.isascii() else fold(phone)
    numbers: list[str] = []
    for part in _BETWEEN_PHONES.split(_EXTENSION_NUMBER.sub(",", text).replace("(0)", "")):
        numbers.extend(_phones_in(part))
    whole_key = _digits_key(_EXTENSION.sub("", text))
    return tuple(dict.fromkeys(key for key in (*numbers, whole_key) if key))


def _phones_in(part: str) -> list[str]:
    """Split numbers at slashes; one that is too short belongs to its neighbor."""
    found: list[str] = []
    last = digits = ""
    for part_of_number in part.split("/"):
        digits += _NOT_DIGIT.sub("", part_of_number)
        if key := _digits_key(digits):
            found.append(key)
            last, digits = digits, ""
    if last and digits:  # "089/12345/67"
        found.insert(-1, _digits_key(last + digits))
    return found


def _digits_key(text: str) -> str:
    """Return the digits shared by all spellings of a phone number; "" below six digits.

    "+49 (0)30 1234567", "0049 30 1234567" and "030 1234567" share the last nine digits without
    leading zeros: files rarely have country codes. Extensions are dropped.
    """
    digits = _NOT_DIGIT.sub("", text.replace("(0)", "")).lstrip("0")
    return digits[-_COMPARED_DIGITS:].lstrip("0") if len(digits) >= _MIN_DIGITS else ""


def linkedin_key(url: str) -> str:
    """Return the key of a LinkedIn profile URL; "" if it is not one."""
    address = read_linkedin(url)
    is_person = address.startswith((*_PEOPLE, _SALES))
    return profile_key(address) if is_person and len(address) <= _MAX_PERSON else ""


def profile_key(url: str) -> str:
    """Return the key of a LinkedIn URL that was parsed before."""
    folded = url if url.isascii() else fold(url)
    found = _OLD_PROFILE.fullmatch(folded)
    return f"{_PEOPLE[0]}{found.group(1)}" if found else folded
