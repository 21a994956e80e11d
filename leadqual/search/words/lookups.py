"""Emails, domains and phone numbers among typed words: looked up in the tables by their indexes."""

import re
from collections.abc import Iterator

from django.db import connection

from facet_index.words.clauses import Alternative
from leadqual.leads.websites import read_website

MAX_KEYS = 5_000
"""Rows that one lookup finds; nobody reads more of one phone number or one domain."""

MIN_DIGITS = 6

_PHONE = re.compile(r"\+?[\d\s()./-]+")
_EMAIL = re.compile(r"[^\s@,;<>()\"]*@[^\s@,;<>()\"]*")
_BEGUN = re.compile(r"[\w+-]+(?:[.][\w+-]+)+")
_DOMAIN = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}/?")

_BY_EMAIL = """
    SELECT id FROM leads_contact WHERE workspace_id = %s AND email LIKE %s LIMIT %s
"""
_BY_EMAIL_DOMAIN = """
    SELECT id FROM leads_contact
     WHERE workspace_id = %s AND split_part(email, '@', 2) LIKE %s LIMIT %s
"""
_BY_PHONE = """
    SELECT id FROM leads_contact
     WHERE workspace_id = %s AND phone <> ''
       AND reverse(regexp_replace(phone, '[^0-9]', '', 'g')) LIKE %s LIMIT %s
"""
_BY_DOMAIN = "SELECT id FROM leads_company WHERE workspace_id = %s AND domain = %s LIMIT %s"


def is_phone(text: str) -> bool:
    """Say whether a whole text is a phone number."""
    return _PHONE.fullmatch(text) is not None and len(_digits(text)) >= MIN_DIGITS


def is_address(word: str) -> bool:
    """Say whether a word may be an email, a website or a domain."""
    return "@" in word or "://" in word or _site(word.strip().lower()) is not None


def contacts_by_phone(workspace_id: int, text: str) -> Alternative:
    """Return the contacts whose phone number ends with these digits, the trunk zero left out."""
    digits = _digits(text).lstrip("0")
    return Alternative(contacts=_keys(_BY_PHONE, workspace_id, f"{digits[::-1]}%"))


def contacts_by_address(workspace_id: int, word: str) -> Iterator[Alternative]:
    """Yield what a word finds that may be an email, the beginning of one, or a domain."""
    text = word.strip().lower().removeprefix("mailto:")
    if _EMAIL.fullmatch(text):
        local, _, domain = text.partition("@")
        if local:
            yield Alternative(contacts=_keys(_BY_EMAIL, workspace_id, f"{_escaped(text)}%"))
        elif domain:
            yield _at_domain(workspace_id, domain)
    elif (site := _site(text)) is not None:
        yield _at_domain(workspace_id, site)
        yield Alternative(companies=_keys(_BY_DOMAIN, workspace_id, site))
    elif _BEGUN.fullmatch(text):
        yield Alternative(contacts=_keys(_BY_EMAIL, workspace_id, f"{_escaped(text)}%"))


def companies_by_address(workspace_id: int, word: str) -> Iterator[Alternative]:
    """Yield what a word finds that may be a domain, a website or an email at one."""
    text = word.strip().lower().removeprefix("mailto:")
    if (site := _site(text.rpartition("@")[2])) is not None:
        yield Alternative(companies=_keys(_BY_DOMAIN, workspace_id, site))


def _at_domain(workspace_id: int, domain: str) -> Alternative:
    return Alternative(
        contacts=_keys(_BY_EMAIL_DOMAIN, workspace_id, f"{_escaped(domain.rstrip('/'))}%")
    )


def _site(text: str) -> str | None:
    site = read_website(text) if _DOMAIN.fullmatch(text) else None
    return site.domain if site and site.domain else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _keys(statement: str, workspace_id: int, value: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace_id, value, MAX_KEYS])
        return tuple(key for (key,) in cursor.fetchall())
