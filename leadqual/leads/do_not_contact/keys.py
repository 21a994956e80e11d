"""The one spelling of an email address, domain, phone number or LinkedIn URL.

Entries, imports and the hash of an erased person compare these spellings and nothing else. The
functions of the database (`leads_email_base`, `leads_phone_key`, `leads_domains`) give the same
for the same text; tests compare the two.
"""

import re

from django.conf import settings

from leadqual.leads.websites import is_public_suffix, is_shared_mailbox, read_host, read_linkedin

_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]+")
_TAGGED = re.compile(r"([^+@]+)\+[^@]*(@.*)", re.DOTALL)
_EXTENSION = re.compile(r"(ext|x|#|;|durchwahl).*", re.IGNORECASE | re.DOTALL)
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
    """Tell whether a normalized text is one address."""
    return len(text) <= _MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def email_base(email: str) -> str:
    """Give an address without its plus tag: `a+tag@x.com` → `a@x.com`."""
    found = _TAGGED.fullmatch(email)
    return f"{found.group(1)}{found.group(2)}" if found else email


def aliases_are_same() -> bool:
    """Say whether `a+tag@x.com` and `a@x.com` are one person in this installation."""
    return bool(settings.EMAIL_PLUS_ALIASES == "same")


def email_keys(email: str) -> tuple[str, ...]:
    """Give all forms of one address under `EMAIL_PLUS_ALIASES`, as it is written first.

    Two addresses belong to one person where they share a form. Empty for no address.
    """
    address = normalize_email(email)
    if not address:
        return ()
    forms = (address, email_base(address)) if aliases_are_same() else (address,)
    return tuple(dict.fromkeys(forms))


def domain_of(email: str) -> str:
    """Give the domain of an address as it is written, lower case; "" where it has none."""
    return normalize_email(email).rpartition("@")[2] if "@" in email else ""


def parent_domains(domain: str) -> tuple[str, ...]:
    """Give a domain and all domains above it that have a dot: an entry of any of them covers it."""
    parts = domain.split(".") if domain else []
    return tuple(".".join(parts[start:]) for start in range(len(parts) - 1))


def domain_key(text: str) -> str:
    """Read a domain, also from a web address or `@acme.com`; "" where there is none.

    An ending such as `co.uk` and a provider of mailboxes such as `gmail.com` are no domains here:
    an entry would cover people who have nothing to do with each other.
    """
    host = read_host(text.strip().removeprefix("@"))
    if not host or is_public_suffix(host) or is_shared_mailbox(host):
        return ""
    return host


def phone_key(phone: str) -> str:
    """Give the digits that two spellings of a phone number share; "" below six digits.

    Of "+49 (0)30 1234567", "0049 30 1234567" and "030 1234567" the last nine digits without
    leading zeros are compared: files seldom say the country. Extensions are dropped.
    """
    text = _EXTENSION.sub("", phone).replace("(0)", "")
    digits = _NOT_DIGIT.sub("", text).lstrip("0")
    return digits[-_COMPARED_DIGITS:].lstrip("0") if len(digits) >= _MIN_DIGITS else ""


def linkedin_key(url: str) -> str:
    """Give the one spelling of the address of a person on LinkedIn; "" where it is none."""
    address = read_linkedin(url)
    is_person = address.startswith((*_PEOPLE, _SALES))
    return address if is_person and len(address) <= _MAX_PERSON else ""
