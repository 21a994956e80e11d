"""Contacts and companies by typed emails, domains, profiles and phone numbers."""

import re
from collections.abc import Iterator
from functools import cache

from django.db import connection

from facet_index.words.clauses import Alternative
from leadqual.leads.do_not_contact.contact_keys import linkedin_key
from leadqual.leads.websites import read_linkedin, read_website

_OTHER_REGIONS = {"EU": "European Union", "Scandinavia": "Nordics", "Skandinavien": "Nordics"}
_OTHER_REGIONS |= {"Latin America": "LATAM", "Asia Pacific": "APAC", "Europa": "Europe"}


MAX_KEYS = 5_000
"""Maximum rows of one lookup; nobody reads more for a phone number or domain."""
MIN_DIGITS = 6
_PHONE = re.compile(r"\+?[\d\s()./-]+")
_EMAIL = re.compile(r"[^\s@,;<>()\"]*@[^\s@,;<>()\"]*")
_EMAIL_START = re.compile(r"[\w+-]+(?:[.][\w+-]+)+")
_DOMAIN = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}/?")
_BY_EMAIL = """
    SELECT id FROM leads_contact WHERE workspace_id = %(workspace)s AND email LIKE %(like)s
"""
_EMAIL_RANGE = " AND email >= %(start)s AND email < %(end)s"
_BY_CODE_POINT = """
    SELECT datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8') AND datlocprovider = 'c'
      FROM pg_database WHERE datname = current_database()
"""
_LAST = chr(0x10FFFF)
_BY_EMAIL_DOMAIN = """
    SELECT id FROM leads_contact
     WHERE workspace_id = %s AND split_part(email, '@', 2) LIKE %s LIMIT %s
"""
_BY_PHONE = """
    SELECT id FROM leads_contact
     WHERE workspace_id = %s AND phone <> ''
       AND leads_phone_end(phone) = ANY(%s) AND leads_digits(phone) LIKE %s LIMIT %s
"""
_BY_LINKEDIN = """
    SELECT id FROM leads_contact WHERE workspace_id = %s AND linkedin_url = ANY(%s) LIMIT %s
"""
_BY_DOMAIN = "SELECT id FROM leads_company WHERE workspace_id = %s AND domain = %s LIMIT %s"


def is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and len(_digits(text)) >= MIN_DIGITS


def is_address(word: str) -> bool:
    """Return whether a word may be an email, a website or a domain."""
    return "@" in word or "://" in word or _domain_of(word.strip().lower()) is not None


def contacts_by_phone(workspace_id: int, text: str) -> Alternative:
    """Return the contacts whose phone number ends with these digits, without the trunk zero."""
    digits = _digits(text).lstrip("0")
    if not digits:
        return Alternative(contacts=())
    # The last six digits, which the index has; where there are fewer, all that end with them.
    end_step = 10 ** min(len(digits), MIN_DIGITS)
    ends = list(range(int(digits[-MIN_DIGITS:]), 10**MIN_DIGITS, end_step))
    return Alternative(contacts=_select_ids(_BY_PHONE, workspace_id, ends, f"%{digits}"))


def contacts_by_address(workspace_id: int, word: str) -> Iterator[Alternative]:
    """Yield matches of a word that may be an email, the beginning of one, a profile or a domain."""
    text = word.strip().lower().removeprefix("mailto:")
    if profile := linkedin_key(word):
        yield Alternative(
            contacts=_select_ids(_BY_LINKEDIN, workspace_id, [profile, read_linkedin(word)])
        )
        return
    if _EMAIL.fullmatch(text):
        local, _, host = text.partition("@")
        if local:
            yield Alternative(contacts=_by_email(workspace_id, text))
        elif host:
            yield _contacts_at_domain(workspace_id, host)
        return
    if (domain := _domain_of(text)) is not None:
        yield _contacts_at_domain(workspace_id, domain)
        yield Alternative(companies=_select_ids(_BY_DOMAIN, workspace_id, domain))
    if _EMAIL_START.fullmatch(text):  # Also "ann.lee", which may be a domain.
        yield Alternative(contacts=_by_email(workspace_id, text))


def companies_by_address(workspace_id: int, word: str) -> Iterator[Alternative]:
    """Yield matches of a word that may be a domain, a website or an email address."""
    text = word.strip().lower().removeprefix("mailto:")
    if (domain := _domain_of(text.rpartition("@")[2])) is not None:
        yield Alternative(companies=_select_ids(_BY_DOMAIN, workspace_id, domain))


def _by_email(workspace_id: int, start: str) -> tuple[int, ...]:
    """Return the contacts whose email begins with a text, by the unique index of emails."""
    email_range = (
        _EMAIL_RANGE if _is_sorted_by_code_point() else ""
    )  # Otherwise by scanning all emails.
    values: dict[str, int | str] = {
        "workspace": workspace_id,
        "like": f"{_escape_like(start)}%",
        "start": start,
        "end": f"{start}{_LAST}",
        "most": MAX_KEYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_BY_EMAIL}{email_range} LIMIT %(most)s", values)
        return tuple(key for (key,) in cursor.fetchall())


@cache
def _is_sorted_by_code_point() -> bool:
    """Return whether the database sorts text by code point, as with `make run`."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE_POINT)
        return bool(cursor.fetchone()[0])


def _contacts_at_domain(workspace_id: int, domain: str) -> Alternative:
    return Alternative(
        contacts=_select_ids(_BY_EMAIL_DOMAIN, workspace_id, f"{_escape_like(domain.rstrip('/'))}%")
    )


def _domain_of(text: str) -> str | None:
    domain = read_website(text) if _DOMAIN.fullmatch(text) else None
    return domain.domain if domain and domain.domain else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


def _escape_like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _select_ids(
    statement: str, workspace_id: int, *values: str | list[int] | list[str]
) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace_id, *values, MAX_KEYS])
        return tuple(key for (key,) in cursor.fetchall())
