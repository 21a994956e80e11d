"""Whether two companies of one name, or of one domain, may be one, by all that is known of both.

Imports, the API and forms ask here before they join a row with a company that is there.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from classifiers.duplicates.company_names import compare_names, read_company
from classifiers.duplicates.legal_forms import legal_forms
from classifiers.duplicates.name_spellings import word_list, words_of
from leadqual.leads.firmographics.geography import city_name, country_name
from leadqual.leads.models import Company

_LONG_ENOUGH = 5
"""Letters that are not inside another name by chance."""


class CompanyFacts(NamedTuple):
    """What tells a company from another one of its name; empty where it is not known."""

    name: str
    external_id: str = ""
    domain: str = ""
    linkedin_url: str = ""
    city: str = ""
    country: str = ""


def company_facts(name: str, values: Mapping[str, object]) -> CompanyFacts:
    """Put together what is said of a company: column → value; other columns do not matter."""
    known = {column: str(values.get(column) or "") for column in CompanyFacts._fields}
    return CompanyFacts(**{**known, "name": name})


def facts_of(company: Company) -> CompanyFacts:
    """Return what is known of a company."""
    return company_facts(
        company.name, {name: getattr(company, name) for name in CompanyFacts._fields}
    )


def best_by_name(row: CompanyFacts, candidates: Mapping[int, CompanyFacts]) -> int | None:
    """Return the company of this name that a row means; None where none is sure.

    Neither keys nor country, city and legal form may contradict. Of companies that contradict one
    another only the very same one is sure: a row without a city is not one of two cities.

    Args:
        row: what it says.
        candidates: primary key → companies of the same name.
    """
    fitting = {key: one for key, one in candidates.items() if not contradict([row, one])}
    if contradict(fitting.values()):
        fitting = {key: one for key, one in fitting.items() if _facts(one) == _facts(row)}
    return min(fitting, key=lambda key: (-_n_same(row, fitting[key]), key), default=None)


def contradict(companies: Iterable[CompanyFacts]) -> bool:
    """Tell whether companies of one name cannot all be one."""
    facts = set(map(_facts, companies))
    if len(facts) < 2:  # one, or several of which the same is known
        return False
    *values, forms = zip(*facts, strict=True)
    named = {one for one in forms if one}
    return any(len(set(filter(None, column))) > 1 for column in values) or any(
        not one & other for one in named for other in named
    )


def are_one_by_domain(one: CompanyFacts, other: CompanyFacts) -> bool:
    """Tell whether two companies of one domain are one, and not two below a domain of many.

    Schools of a district and offices of an authority share a domain that fits no name of theirs.
    """
    names = read_company(one.name), read_company(other.name)
    label = "".join(words_of(one.domain.partition(".")[0].replace("-", "")))
    if all(_fits(label, name.key) for name in names):
        return True
    institutions = word_list("franchise_words")
    return (
        sum(  # Any two of these make two companies.
            (
                compare_names(*names) in ("branch", "different"),
                any(map(_differ, place_of(one), place_of(other))),
                all(institutions & set(name.words) for name in names),
                _differ(one.external_id, other.external_id),
            )
        )
        < 2
    )


def _fits(label: str, name: str) -> bool:
    """Tell whether the label of a domain is made of a name, or the other way round."""
    short, long = sorted((label, name), key=len)
    return long.startswith(short) or (len(short) >= _LONG_ENOUGH and short in long)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _facts(one: CompanyFacts) -> tuple[str, str, str, str, str, frozenset[str]]:
    keys = one.external_id, one.domain, one.linkedin_url
    return (*keys, *place_of(one), legal_forms(one.name))


def place_of(one: CompanyFacts) -> tuple[str, str]:
    """Return city and country, the same in any language: Köln is Cologne."""
    country = country_name(one.country) or one.country
    return city_name(one.city, country).casefold(), country.casefold()


def _n_same(one: CompanyFacts, other: CompanyFacts) -> int:
    return sum(mine == its for mine, its in zip(_facts(one), _facts(other), strict=True))
