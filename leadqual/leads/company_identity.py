"""Decide whether companies with the same name or domain are the same company.

Imports, the API and forms check here before they match a row to an existing company.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from classifiers.duplicates.company_names import CompanyName, compare_names, parse_company_name
from classifiers.duplicates.legal_forms import legal_forms, split_legal_form
from classifiers.duplicates.name_spellings import word_list, words_of
from classifiers.duplicates.word_rarity import general_words
from leadqual.leads.firmographics.geography import place_key
from leadqual.leads.models import Company
from leadqual.leads.namesakes import best_namesake

LONGEST_KEY = 300

_MIN_CONTAINED = 5
"""Letters that do not occur within another name by chance."""

_MIN_PREFIX = 3
"""Letters that do not start another name by chance."""

_MIN_ABBREVIATION = 4
"""Letters of a domain that do not occur in a name, in order, by chance."""

_ACRONYM = re.compile("[A-Z]{2,6}")
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
    return best_namesake(row, candidates, contradict, _comparison_key)


def contradict(companies: Iterable[CompanyFacts]) -> bool:
    """Return whether companies with the same name cannot all be the same."""
    facts = set(map(_comparison_key, companies))
    if len(facts) < 2:  # One company, or several with the same facts.
        return False
    *values, forms = zip(*facts, strict=True)
    legal_form_sets = {first for first in forms if first}
    return any(len(set(filter(None, column))) > 1 for column in values) or any(
        not first & second for first in legal_form_sets for second in legal_form_sets
    )


def are_same_company(first: CompanyFacts, second: CompanyFacts) -> bool:
    """Return whether companies with the same domain are the same, rather than sharing it.

    Customers of a site builder, brands of a group, schools of a district and offices of an
    authority share a domain that matches none of their names.
    """
    if _is_same(first.external_id, second.external_id) or _is_same(
        first.linkedin_url, second.linkedin_url
    ):
        return True
    names = parse_company_name(first.name), parse_company_name(second.name)
    if any(name.key == "".join(words_of(first.domain)) for name in names):
        return True  # The domain is used as the name.
    label = _label_of(first.domain)
    if all(_label_matches(label, name) for name in names):
        return True
    relation = compare_names(*names)
    if relation in ("branch", "different") and not _share_word(first.name, second.name):
        return False
    institutions = word_list("franchise_words")
    return (
        sum(  # Any two of these mean two companies.
            (
                relation in ("branch", "different"),
                any(map(_differ, place_of(first), place_of(second))),
                all(institutions & set(name.words) for name in names),
                _differ(first.external_id, second.external_id),
            )
        )
        < 2
    )


def matches_domain(name: str, domain: str) -> bool:
    """Return whether a domain is derived from the name of a company, or the other way round."""
    return _label_matches(_label_of(domain), parse_company_name(name))


def _label_of(domain: str) -> str:
    return "".join(words_of(domain.partition(".")[0].replace("-", "")))


def _label_matches(label: str, name: CompanyName) -> bool:
    """Return whether a domain label is derived from a name, or the other way round."""
    shorter_text, longer_text = sorted((label, name.key), key=len)
    if label in (name.key, "".join(word[0] for word in name.words)):
        return True
    if len(label) >= _MIN_ABBREVIATION and _abbreviates(label, name):
        return True
    is_prefix = len(shorter_text) >= _MIN_PREFIX and longer_text.startswith(shorter_text)
    return is_prefix or (len(shorter_text) >= _MIN_CONTAINED and shorter_text in longer_text)


def _share_word(*texts: str) -> bool:
    """Return whether two names can be of the same company: a shared distinctive word or acronym.

    Names in different scripts cannot be compared, so they can be.
    """
    first, second = map(parse_company_name, texts)
    if _is_latin(texts[0]) != _is_latin(texts[1]) or any(
        map(_is_acronym_of, texts, (second, first))
    ):
        return True
    if not _is_latin(first.key):  # Often written without spaces.
        return bool(_letter_pairs(first.key) & _letter_pairs(second.key))
    shorter, longer = sorted((set(first.words), set(second.words)), key=len)
    words = [set(name.words) - general_words() for name in (first, second)]
    return bool(shorter <= longer or words[0] & words[1]) or any(
        len(word) >= _MIN_CONTAINED and word in name.key
        for distinctive, name in zip(words, (second, first), strict=True)
        for word in distinctive
    )


def _is_acronym_of(text: str, name: CompanyName) -> bool:
    """Return whether capital letters abbreviate a name, e.g. VW for Volkswagen."""
    shorter_text = parse_company_name(text).key
    is_capitals = shorter_text.upper() in text and _ACRONYM.fullmatch(shorter_text.upper())
    return bool(is_capitals) and _abbreviates(shorter_text, name)


def _abbreviates(shorter_text: str, name: CompanyName) -> bool:
    """Return whether letters occur in a name in order, starting with the first letter."""
    letters = iter(name.key)
    return name.key[:1] == shorter_text[:1] and all(letter in letters for letter in shorter_text)


def _is_latin(text: str) -> bool:
    return bool(_LATIN.search(text.casefold()))


def _letter_pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _is_same(first: str, second: str) -> bool:
    return bool(first) and first == second


def _differ(first: str, second: str) -> bool:
    return bool(first and second and first != second)


def _comparison_key(first: CompanyFacts) -> tuple[str, str, str, str, str, str, frozenset[str]]:
    keys = first.external_id, first.domain, first.linkedin_url
    return (*keys, *place_of(first), legal_forms(first.name))


def place_of(first: CompanyFacts) -> tuple[str, str, str]:
    """Return city, state and country in one spelling: Köln is Cologne."""
    return place_key(first.city, first.state, first.country)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Normalize a company's name, without case, accents, punctuation and legal form.

    Names with the same key are taken for the same company if nothing contradicts that. Never empty
    for a name that is not; at most 300 characters.
    """
    words, _ = split_legal_form(name)
    return (" ".join(words) or " ".join(name.split()).casefold())[:LONGEST_KEY]
