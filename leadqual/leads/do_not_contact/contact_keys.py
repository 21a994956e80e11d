"""The one spelling of an email address, domain, phone number or LinkedIn URL.

Entries, imports and the hash of an erased person compare these spellings and nothing else. The
functions of the database (`leads_email_key`, `leads_email_base`, `leads_parent_domains`,
`leads_linkedin_key`, `leads_phone_keys`) give the same for the same text; tests compare the two.
"""

import re

from django.conf import settings

from leadqual.leads.do_not_contact.folded_keys import ascii_host, fold, host_key, is_plain
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
    """Bring an address to lower case without spaces around it."""
    return email.strip().lower()


def is_email(text: str) -> bool:
    """Return whether a normalized text is one address."""
    return len(text) <= _MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def email_key(email: str) -> str:
    """Give the one spelling of a normalized address: `a@xn--bcher-kva.com` → `a@bücher.com`."""
    if is_plain(email):
        return email
    local, at, host = fold(email).rpartition("@")
    return f"{local}@{host_key(host)}" if at else host


def email_base(email: str) -> str:
    """Give the one spelling of an address, without its plus tag: `a+tag@x.com` → `a@x.com`."""
    key = email_key(email)
    found = _TAGGED.fullmatch(key)
    return f"{found.group(1)}{found.group(2)}" if found else key


def aliases_are_same() -> bool:
    """Return whether `a+tag@x.com` and `a@x.com` are one person in this installation."""
    return bool(settings.EMAIL_PLUS_ALIASES == "same")


def email_keys(email: str) -> tuple[str, ...]:
    """Give all forms of one address under `EMAIL_PLUS_ALIASES`, as it is written first.

    Two addresses belong to one person where they share a form. Empty for no address.
    """
    address = normalize_email(email)
    if not address:
        return ()
    key = email_key(address)
    local, _, host = key.rpartition("@")
    forms = [address, key, f"{local}@{ascii_host(host)}" if local else key]
    if aliases_are_same():
        forms.append(email_base(address))
    return tuple(dict.fromkeys(forms))


def domain_of(email: str) -> str:
    """Give the domain of an address as it is written, lower case; "" where it has none."""
    return normalize_email(email).rpartition("@")[2] if "@" in email else ""


def parent_domains(domain: str) -> tuple[str, ...]:
    """Give a domain and all domains above it that have a dot: an entry of any of them covers it."""
    parts = host_key(domain).split(".") if domain else []
    return tuple(".".join(parts[start:]) for start in range(len(parts) - 1))


def domain_key(text: str) -> str:
    """Read a domain, also from a web address or `@acme.com`; "" where there is none.

    `xn--bcher-kva.com` is read as `bücher.com`.

    An ending such as `co.uk` and a provider of mailboxes such as `gmail.com` are no domains here:
    an entry would cover people who have nothing to do with each other.
    """
    host = read_host(text.strip().removeprefix("@"))
    if not host or is_public_suffix(host) or is_shared_mailbox(host):
        return ""
    return host_key(host)


def phone_key(phone: str) -> str:
    """Give the key of the first phone number of a text; "" where there is none."""
    return next(iter(phone_keys(phone)), "")


def phone_keys(phone: str) -> tuple[str, ...]:
    """Give the keys of all phone numbers that somebody wrote into one field.

    "0171 7654321 / 030 555555" holds two. The digits of the whole text are a key, too, so that an
    entry for exactly this text covers it.
    """
    text = phone if phone.isascii() else fold(phone)
    numbers: list[str] = []
    for part in _BETWEEN_PHONES.split(_EXTENSION_NUMBER.sub(",", text).replace("(0)", "")):
        numbers.extend(_phones_in(part))
    whole = _digits_key(_EXTENSION.sub("", text))
    return tuple(dict.fromkeys(key for key in (*numbers, whole) if key))


def _phones_in(part: str) -> list[str]:
    """Read numbers between slashes; one that is too short belongs to what stands next to it."""
    found: list[str] = []
    last = digits = ""
    for piece in part.split("/"):
        digits += _NOT_DIGIT.sub("", piece)
        if key := _digits_key(digits):
            found.append(key)
            last, digits = digits, ""
    if last and digits:  # "089/12345/67"
        found.insert(-1, _digits_key(last + digits))
    return found


def _digits_key(text: str) -> str:
    """Give the digits that two spellings of a phone number share; "" below six digits.

    Of "+49 (0)30 1234567", "0049 30 1234567" and "030 1234567" the last nine digits without
    leading zeros are compared: files seldom say the country. Extensions are dropped.
    """
    digits = _NOT_DIGIT.sub("", text.replace("(0)", "")).lstrip("0")
    return digits[-_COMPARED_DIGITS:].lstrip("0") if len(digits) >= _MIN_DIGITS else ""


def linkedin_key(url: str) -> str:
    """Give the one spelling of the address of a person on LinkedIn; "" where it is none."""
    address = read_linkedin(url)
    is_person = address.startswith((*_PEOPLE, _SALES))
    return profile_key(address) if is_person and len(address) <= _MAX_PERSON else ""


def profile_key(url: str) -> str:
    """Give the one spelling of an address on LinkedIn that was read before."""
    folded = url if url.isascii() else fold(url)
    found = _OLD_PROFILE.fullmatch(folded)
    return f"{_PEOPLE[0]}{found.group(1)}" if found else folded
