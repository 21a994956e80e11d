"""Decide whether companies with the same name or domain are the same company.

Imports, the API and forms check here before they match a row to an existing company.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from classifiers.duplicates.company_names import CompanyName, compare_names, read_company
from classifiers.duplicates.legal_forms import legal_forms, split_legal_form
from classifiers.duplicates.name_spellings import word_list, words_of
from classifiers.duplicates.word_rarity import general_words
from leadqual.leads.firmographics.geography import place_key
from leadqual.leads.models import Company
from leadqual.leads.person_identity import best_namesake

LONGEST_KEY = 300

_LONG_ENOUGH = 5
"""Letters that do not occur within another name by chance."""

_STARTS = 3
"""Letters that do not start another name by chance."""

_ABBREVIATES = 4
"""Letters of a domain that do not occur in a name, in order, by chance."""

_SHORT = re.compile("[A-Z]{2,6}")
_LATIN = re.compile("[a-z\u00c0-\u024f]")


class CompanyFacts(NamedTuple):
    """Facts that tell companies of the same name apart; empty if unknown."""

    name: str
    external_id: str = ""
    domain: str = ""
    linkedin_url: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


def company_facts(name: str, values: Mapping[str, object]) -> CompanyFacts:
    """Return the facts from the values of a company; other columns are ignored."""
    known = {column: str(values.get(column) or "") for column in CompanyFacts._fields}
    return CompanyFacts(**{**known, "name": name})


def facts_of(company: Company) -> CompanyFacts:
    return company_facts(
        company.name, {name: getattr(company, name) for name in CompanyFacts._fields}
    )


def best_by_name(row: CompanyFacts, candidates: Mapping[int, CompanyFacts]) -> int | None:
    """Return the candidate that a row matches by name; None if there is no clear match.

    External IDs, country, state, city and legal form must not contradict each other.

    Args:
        row: facts of the row.
        candidates: facts of companies with the same name, by ID.
    """
    return best_namesake(row, candidates, contradict, _facts)


def contradict(companies: Iterable[CompanyFacts]) -> bool:
    """Return whether companies with the same name cannot all be the same."""
    facts = set(map(_facts, companies))
    if len(facts) < 2:  # One company, or several with the same facts.
        return False
    *values, forms = zip(*facts, strict=True)
    named = {one for one in forms if one}
    return any(len(set(filter(None, column))) > 1 for column in values) or any(
        not one & other for one in named for other in named
    )


def are_one_by_domain(one: CompanyFacts, other: CompanyFacts) -> bool:
    """Return whether companies with the same domain are the same, rather than sharing it.

    Customers of a site builder, brands of a group, schools of a district and offices of an
    authority share a domain that matches none of their names.
    """
    if _is_same(one.external_id, other.external_id) or _is_same(
        one.linkedin_url, other.linkedin_url
    ):
        return True
    names = read_company(one.name), read_company(other.name)
    if any(name.key == "".join(words_of(one.domain)) for name in names):
        return True  # The domain is used as the name.
    label = _label_of(one.domain)
    if all(_fits(label, name) for name in names):
        return True
    likeness = compare_names(*names)
    if likeness in ("branch", "different") and not _share_word(one.name, other.name):
        return False
    institutions = word_list("franchise_words")
    return (
        sum(  # Any two of these mean two companies.
            (
                likeness in ("branch", "different"),
                any(map(_differ, place_of(one), place_of(other))),
                all(institutions & set(name.words) for name in names),
                _differ(one.external_id, other.external_id),
            )
        )
        < 2
    )


def fits_domain(name: str, domain: str) -> bool:
    """Return whether a domain is derived from the name of a company, or the other way round."""
    return _fits(_label_of(domain), read_company(name))


def _label_of(domain: str) -> str:
    return "".join(words_of(domain.partition(".")[0].replace("-", "")))


def _fits(label: str, name: CompanyName) -> bool:
    """Return whether a domain label is derived from a name, or the other way round."""
    short, long = sorted((label, name.key), key=len)
    if label in (name.key, "".join(word[0] for word in name.words)):
        return True
    if len(label) >= _ABBREVIATES and _abbreviates(label, name):
        return True
    starts = len(short) >= _STARTS and long.startswith(short)
    return starts or (len(short) >= _LONG_ENOUGH and short in long)


def _share_word(*texts: str) -> bool:
    """Return whether two names can be of the same company: a shared distinctive word or acronym.

    Names in different scripts cannot be compared, so they can be.
    """
    one, other = map(read_company, texts)
    if _is_latin(texts[0]) != _is_latin(texts[1]) or any(map(_shortens, texts, (other, one))):
        return True
    if not _is_latin(one.key):  # Often written without spaces.
        return bool(_pairs_of_letters(one.key) & _pairs_of_letters(other.key))
    shorter, longer = sorted((set(one.words), set(other.words)), key=len)
    words = [set(name.words) - general_words() for name in (one, other)]
    return bool(shorter <= longer or words[0] & words[1]) or any(
        len(word) >= _LONG_ENOUGH and word in name.key
        for some, name in zip(words, (other, one), strict=True)
        for word in some
    )


def _shortens(text: str, name: CompanyName) -> bool:
    """Return whether capital letters abbreviate a name, e.g. VW for Volkswagen."""
    short = read_company(text).key
    is_capitals = short.upper() in text and _SHORT.fullmatch(short.upper())
    return bool(is_capitals) and _abbreviates(short, name)


def _abbreviates(short: str, name: CompanyName) -> bool:
    """Return whether letters occur in a name in order, starting with the first letter."""
    letters = iter(name.key)
    return name.key[:1] == short[:1] and all(letter in letters for letter in short)


def _is_latin(text: str) -> bool:
    return bool(_LATIN.search(text.casefold()))


def _pairs_of_letters(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _is_same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _facts(one: CompanyFacts) -> tuple[str, str, str, str, str, str, frozenset[str]]:
    keys = one.external_id, one.domain, one.linkedin_url
    return (*keys, *place_of(one), legal_forms(one.name))


def place_of(one: CompanyFacts) -> tuple[str, str, str]:
    """Return city, state and country in one spelling: Köln is Cologne."""
    return place_key(one.city, one.state, one.country)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Normalize a company's name, without case, accents, punctuation and legal form.

    Names with the same key are taken for the same company if nothing contradicts that. Never empty
    for a name that is not; at most 300 characters.
    """
    words, _ = split_legal_form(name)
    return (" ".join(words) or " ".join(name.split()).casefold())[:LONGEST_KEY]
