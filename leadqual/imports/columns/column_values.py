"""What the values of a column are, whatever its name says."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from classifiers.duplicates.legal_forms import legal_forms
from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.columns.opt_outs import is_opt_out_word
from leadqual.imports.columns.status_words import are_statuses, status_of
from leadqual.leads.firmographics.geography import country_name, split_location

MIN_SHARE = 0.6
"""Share of the values that say what a column holds."""

_WORDS = Path(__file__).with_name("column_words.yaml")
_MIN_FORM_SHARE = 0.5  # Of names of companies, many have no legal form.
_MIN_READABLE_SHARE = 0.4  # Of values that a field can read.
_UNFOLDED_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|公司|集团|주식회사|㈱|\(株\)|（株）|\(주\)|㈜"
    r"|\bs\.r\.o\b|\ba\.ş\.|\bşti\b|\bsp\. ?z ?o\.? ?o\b|\b(?:ооо|зао|оао|пао|ао|ип)\b|& co\b",
    re.IGNORECASE,
)
_EAST_ASIAN_PLACE = re.compile(
    r"[都道府県省市区]|[시도] "
)  # East Asian places with city or province.
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}(?:,? .*)?"
    r"|\d{4}年\d{1,2}月\d{1,2}日.*"
    r"|[^\W\d]{3,9}\.? \d{1,2},? (?:19|20)\d\d(?: .*)?"
    r"|\d{1,2}\.? [^\W\d]{3,9}\.? (?:19|20)\d\d(?: .*)?"
)
_BAND = (
    r"(?:[<>~≥≤]\s*)?\d[\d.,]*\s*(?:[-–~]|to|bis|à|a)\s*\d[\d.,]*(?:\s*\w+)?|\d[\d.,]*\s*\+(?:\s*\w+)?"
    r"|[<>≥≤]\s*\d[\d.,]*|self-employed"
)
_PATTERNS = {
    "email": r"(?:mailto:)?[^\s@]+@[^\s@]+\.\w{2,}",
    "address": r".*@.*",  # Of email, with names or several in one cell.
    "url": r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?",
    "link": r"(?:https?://|www\.)\S+",
    "person_page": r"\S*linkedin\.com/(?:in|pub|sales)/\S+",
    "company_page": r"\S*linkedin\.com/(?:company|school|showcase)/\S+",
    "linkedin": r"\S*linkedin\.\S+|lnkd\.in/\S+|[\w%.-]+",
    "social": r"\S*(?:facebook|twitter|instagram|youtube|xing|github|tiktok|pinterest)\.com\S*"
    r"|(?:https?://)?(?:x|t)\.(?:com|me)/\S+",
    "band": _BAND,
    "number": r"[-+]?(?:[$€£¥]\s?)?\d+(?:[\d.,'’\s]*\d)?(?:\.0+)?(?:\s?[$€£¥%])?",
    "day": _DAY,
    "year": r".*(?<!\d)(?:1[5-9]|20)\d\d(?!\d).*|(?:1[5-9]|20)\d{6}",
    "digits": r".*\d.*",
    "phone": r"(?:\+|00|\(?0)[\d\s().\-/–]{6,}.*|\+?[\d\s().\-/–]{7,}(?:\s?(?:x|ext|w)\.?\s?\d+)?",
    "yes_no": r"yes|no|true|false|ja|nein|nej|oui|non|s[ií]|n[aã]o|sim|nee|tak|nie|ano|ne|evet"
    r"|hay[ıi]r|да|нет|はい|いいえ|是|否|예|아니요|wahr|falsch|vrai|faux",
    "key": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}",
}

_NON_ANSWER_KINDS = ("email", "link", "number", "day")
_NON_TEXT_KINDS = (*_NON_ANSWER_KINDS, "yes_no")
_EXCLUDED_KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("first_name", "last_name"), (*_NON_TEXT_KINDS, "company")),
    "full_name": (*_NON_TEXT_KINDS, "company"),
    "job_title": (*_NON_TEXT_KINDS, "salutation"),
    **dict.fromkeys(("company_name", "name", "industry", "city"), _NON_TEXT_KINDS),
    **dict.fromkeys(("other_titles", "past_titles", "overview", "categories"), _NON_TEXT_KINDS),
    "owner": ("link", "day", "yes_no"),
    "state": (*_NON_ANSWER_KINDS, "status", "country_in_words"),  # "NO" is Norway.
    "country": (*_NON_ANSWER_KINDS, "status"),
    **dict.fromkeys(("location", "headquarters"), (*_NON_TEXT_KINDS, "street")),
    "email": ("link",),
    "phone": ("email", "link", "day", "yes_no"),
    "website": ("social", "email", "person_page", "company_page"),
    "domain": ("social", "email"),
    **dict.fromkeys(("external_id", "company_external_id"), ("email", "day", "yes_no")),
    **dict.fromkeys(("size", "employees"), ("email", "link", "yes_no")),
    "type": (*_NON_TEXT_KINDS, "relation"),
    "tags": ("email", "link", "day", "yes_no"),
    **dict.fromkeys(("technologies", "specialties"), ("email", "number", "day", "yes_no")),
    **dict.fromkeys(("total_funding", "followers"), ("email", "link", "day", "yes_no")),
}
_REQUIRED_KINDS: Mapping[str, tuple[str, ...]] = {
    "email": ("address",),
    "linkedin_url": ("linkedin",),
    "website": ("url",),
    "domain": ("url",),
    "founded": ("year",),
    "size": ("digits", "band"),
    **dict.fromkeys(("employees", "phone", "total_funding", "followers"), ("digits",)),
}
_CONFIRMING_KINDS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "linkedin_url": ("person_page", "company_page"),
    "website": ("url",),
    "domain": ("url",),
    "country": ("country",),
    "location": ("place",),
    "headquarters": ("place",),
    "size": ("band",),
    "employees": ("number",),
    "founded": ("year",),
    "phone": ("phone",),
    "company_name": ("company",),
    "status": ("status",),
    "external_id": ("key",),
}


def _matches(pattern: str) -> Callable[[str], bool]:
    found = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda value: bool(found.fullmatch(value))


@cache
def words() -> Mapping[str, frozenset[str]]:
    """Return the words in names and values of columns, folded, by what they say."""
    known = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(fold_name(str(word)) for word in some) for kind, some in known.items()}


_TESTS: Mapping[str, Callable[[str], bool]] = {
    **{kind: _matches(pattern) for kind, pattern in _PATTERNS.items()},
    "several_words": lambda value: " " in value,
    "in_use": lambda value: fold_name(value) in words()["in_use"],
    "country": lambda value: bool(country_name(value)),
    "country_in_words": lambda value: len(value) > 3 and bool(country_name(value)),
    "place": lambda value: "," in value and bool(split_location(value).country),
    "street": lambda value: (
        any(map(str.isdecimal, value))
        and not _EAST_ASIAN_PLACE.search(value)
        and not split_location(value).country
        and not country_name(value.rpartition(",")[2].strip())
    ),
    "status": lambda value: bool(status_of(value)) and not is_opt_out_word(value),
    "salutation": lambda value: set(fold_name(value).split(" ")) <= words()["salutations"],
    "relation": lambda value: not words()["relations"].isdisjoint(fold_name(value).split()),
    "company": lambda value: bool(_UNFOLDED_LEGAL_FORM.search(value) or legal_forms(value)),
}
"""Kinds of values that a field never has; a column of them is another one."""


def values_contradict(field: str, values: Sequence[str]) -> bool:
    """Return whether a column cannot be a field, by its values; no values contradict nothing.

    Args:
        field: its code.
        values: those that are not empty.
    """
    if not values:
        return False
    company_field = _company_field(field)
    if any(are_mostly(kind, values) for kind in _EXCLUDED_KINDS.get(company_field, ())):
        return True
    return company_field == "status" and not are_statuses(
        [value for value in values if not is_opt_out_word(value)]
    )


def are_readable(field: str, values: Sequence[str]) -> bool:
    """Return whether a field can read enough of the values; one cell may be wrong."""
    needed = _REQUIRED_KINDS.get(_company_field(field), ())
    if not needed or len(values) <= 1:
        return True
    return max(share_of_kind(kind, values) for kind in needed) >= _MIN_READABLE_SHARE


def are_line_numbers(values: Sequence[str]) -> bool:
    """Return whether values count the rows: 1, 2, 3."""
    return len(values) > 1 and list(values) == [str(n) for n in range(1, len(values) + 1)]


def values_confirm(field: str, values: Sequence[str]) -> bool:
    """Return whether values alone show that a column is a field."""
    return any(
        are_mostly(kind, values) for kind in _CONFIRMING_KINDS.get(_company_field(field), ())
    )


def are_mostly(kind: str, values: Sequence[str]) -> bool:
    """Return whether most values are of a kind, e.g. `country`; False without values."""
    return share_of_kind(kind, values) >= (_MIN_FORM_SHARE if kind == "company" else MIN_SHARE)


def share_of_kind(kind: str, values: Sequence[str]) -> float:
    """Return the share of the values that are of a kind; 0 without values."""
    return sum(map(_TESTS[kind], values)) / len(values) if values else 0.0


def _company_field(field: str) -> str:
    """Return the field of a company for its field in files of people: the values are the same."""
    company_field = field.removeprefix("company_")
    return company_field if company_field not in {"name", "external_id"} else field
