"""People that are in a workspace twice: candidates, and how likely two of them are one."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from classifiers.duplicates.candidate_blocks import candidate_pairs
from classifiers.duplicates.company_names import CompanyName, compare_names, parse_company_name
from classifiers.duplicates.contact_addresses import (
    EmailAddress,
    PhoneNumber,
    are_same_number,
    differ_by_number,
    differ_by_separators,
    linkedin_slug,
    mailbox_fits_name,
    parse_email,
    parse_phone,
    phone_key,
    slug_base,
    without_separators,
)
from classifiers.duplicates.evident_people import is_changed_name, is_evident
from classifiers.duplicates.job_titles import compare_titles
from classifiers.duplicates.match_evidence import (
    MAX_QUESTION,
    Match,
    Reason,
    build_match,
    limit_score,
    rarity_bits,
)
from classifiers.duplicates.name_spellings import fold, word_list
from classifiers.duplicates.names_of_people import (
    PersonName,
    are_swapped,
    are_transposed,
    compare_family,
    compare_given,
    formal_names,
    may_be_given,
    parse_person_name,
)

MIN_SCORE = 0.5
"""Pairs below are not shown to anybody: more likely two people than one."""

_USUAL_FAMILY, _COMMON_FAMILY, _USUAL_GIVEN = 2e-4, 4e-3, 3e-3
"""Share of people with one family name, one of the commonest in a country, one first name."""

_USUAL_COMPANY = 60
_ALL_PEOPLE = 1_000_000
_MAX_PHONE_NAMES, _MAX_PHONE_COMPANIES = 3, 2
"""Names and companies with one phone number; one that more share is a switchboard."""

_SWITCHBOARD_SUFFIX = "00"
"""Firms give numbers that end like this to their reception."""

_MIN_LOCAL = 5
_FIRST_NAMES = frozenset({"same_first_name", "nickname"})
_RARE_BITS = 6.6
"""Another one at the company has the name in one of 100 cases; hardly any shares a title, too."""

_INITIAL_BITS = 2.5
_SUPPORT_BITS, _N_COMMON_NAME_SUPPORTS = 3.0, 3
"""What a title or a city says, and how many of such things a name needs that everybody knows."""


@dataclass(frozen=True, slots=True)
class ComparablePerson:
    """What is known of one person; empty where it is not known.

    Args:
        company_size: employees; 0 where it is not known.
    """

    key: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    former_emails: tuple[str, ...] = ()
    linkedin_url: str = ""
    phone: str = ""
    title: str = ""
    company: str = ""
    company_size: int = 0
    city: str = ""
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class _Person:
    """A record as it is compared."""

    record: ComparablePerson
    name: PersonName
    email: EmailAddress | None
    emails: tuple[EmailAddress, ...]
    slug: str
    phone: PhoneNumber | None
    company: CompanyName


class PeopleMatcher:
    """Finds records of one person among many."""

    def __init__(self, records: Iterable[ComparablePerson]) -> None:
        self._people = {record.key: _parse_person(record) for record in records}
        people = self._people.values()
        self._families = Counter(person.name.family for person in people)
        self._given = Counter(person.name.first for person in people)
        self._companies = Counter(person.company.key for person in people)
        self._switchboards = _switchboards(people)

    def __len__(self) -> int:
        return len(self._people)

    def candidates(self) -> list[tuple[int, int]]:
        """Return pairs that share a key, each once."""
        return list(candidate_pairs(self._keys()))

    def find(self, *, min_score: float = MIN_SCORE) -> list[Match]:
        """Return all pairs of at least this score, the likeliest first."""
        matches = (self.score(*pair) for pair in self.candidates())
        found = [match for match in matches if match.score >= min_score]
        return sorted(found, key=lambda match: (-match.score, match.first, match.second))

    def update(self, records: Iterable[ComparablePerson]) -> None:
        """Read records again that were changed since."""
        self._people |= {record.key: _parse_person(record) for record in records}

    def score(self, first: int, second: int) -> Match:
        """Compare two records by everything that is known of both."""
        one, other = self._people[first], self._people[second]
        match = build_match(first, second, self._reasons(one, other))
        bits = {reason.code: reason.bits for reason in match.reasons}
        min_score = MIN_SCORE if is_changed_name(bits) else 0.0
        is_sure = is_evident(bits, n_least=self._n_supports(one, other, bits))
        return limit_score(match, min_score, 1.0 if is_sure else MAX_QUESTION)

    def _reasons(self, one: _Person, other: _Person) -> Iterator[Reason]:
        name = self._compare_names(one.name, other.name)
        company = self._compare_companies(one, other)
        is_same_name = sum(reason.bits for reason in name) > 0
        is_same_first = is_same_name or any(reason.code in _FIRST_NAMES for reason in name)
        yield from name
        yield from company
        yield from _compare_emails(one, other, is_same_first=is_same_first)
        yield from _compare_linkedin(one, other)
        is_colleague = any(reason.bits > 0 for reason in company)
        yield from self._compare_phones(
            one, other, is_same_name=is_same_name, is_colleague=is_colleague
        )
        yield from _compare_work_and_place(one.record, other.record)

    def _n_supports(self, one: _Person, other: _Person, bits: Mapping[str, float]) -> int:
        """Return how much more than name and company must agree, for how common the name is."""
        names = one.name, other.name
        if any(name.family in word_list("common_family_names") for name in names):
            return _N_COMMON_NAME_SUPPORTS
        given = _INITIAL_BITS if "initial" in bits else min(map(self._given_bits, names))
        rarity = (
            given + min(map(self._family_bits, names)) - math.log2(self._company_size(one, other))
        )
        return 1 + max(0, math.ceil((_RARE_BITS - rarity) / _SUPPORT_BITS))

    def _compare_names(self, one: PersonName, other: PersonName) -> list[Reason]:
        if one.is_empty or other.is_empty:
            return []
        generations = _compare_generations(one, other)
        if are_swapped(one, other):
            bits = self._family_bits(one) + self._given_bits(one) - 2
            # "Thomas Martin" and "Martin Thomas" are two.
            is_ambiguous = may_be_given(one.first) and may_be_given(one.family)
            code = "names_turned" if is_ambiguous else "names_swapped"
            return [Reason(code, "First and last name swapped", bits), *generations]
        return [
            *self._compare_given_names(one, other),
            *self._compare_family_names(one, other),
            *generations,
        ]

    def _compare_given_names(self, one: PersonName, other: PersonName) -> Iterator[Reason]:
        bits = min(self._given_bits(one), self._given_bits(other))
        match compare_given(one, other):
            case "same":
                yield Reason("same_first_name", "Same first name", bits)
            case "nickname":
                yield Reason("nickname", "First names are forms of one name", bits - 2)
            case "near":
                yield Reason("similar_first_name", "First names differ by a slip", bits - 2.5)
            case "short":
                yield Reason("short_name", "One first name may be short for the other", 2)
            case "initial":
                yield Reason("initial", "First name fits the initial", _INITIAL_BITS)
            case "different":
                yield Reason("different_first_name", "Different first names", -16)
            case _:
                pass

    def _compare_family_names(self, one: PersonName, other: PersonName) -> Iterator[Reason]:
        bits = min(self._family_bits(one), self._family_bits(other))
        match compare_family(one, other):
            case "same":
                yield Reason("same_last_name", "Same last name", bits)
            case "near" if are_transposed(one, other):
                text = "Last names differ by two letters in the wrong order"
                yield Reason("transposed_last_name", text, bits - 6)
            case "near":
                yield Reason("similar_last_name", "Last names are similar", bits - 6)
            case "initial":
                yield Reason("last_initial", "Last name fits the initial", 2.5)
            case "different":
                yield Reason("different_last_name", "Different last names", -9)
            case _:
                pass

    def _family_bits(self, name: PersonName) -> float:
        is_common = name.family in word_list("common_family_names")
        usual = _COMMON_FAMILY if is_common else _USUAL_FAMILY
        count = max(self._families[name.family] - 2, 0)
        return rarity_bits(count, len(self._people), usual=usual)

    def _given_bits(self, name: PersonName) -> float:
        count = max(self._given[name.first] - 2, 0)
        return rarity_bits(count, len(self._people), usual=_USUAL_GIVEN)

    def _compare_phones(
        self, one: _Person, other: _Person, *, is_same_name: bool, is_colleague: bool
    ) -> Iterator[Reason]:
        if not one.phone or not other.phone:
            return
        is_same = are_same_number(one.phone, other.phone)
        if is_same is None:
            return
        if not is_same:
            yield Reason("different_phone", "Different phone numbers", -1.5)
        elif phone_key(one.phone) in self._switchboards or one.phone.national.endswith(
            _SWITCHBOARD_SUFFIX
        ):
            yield Reason("same_switchboard", "Same switchboard", 2)
        elif one.phone.is_mobile:
            yield Reason("same_mobile", "Same mobile number", 12.0 if is_same_name else 6.0)
        else:
            bits = 12.0 if is_same_name and not is_colleague else 6.0  # Else it is the firm's.
            yield Reason("same_phone", "Same phone number", bits)

    def _compare_companies(self, one: _Person, other: _Person) -> list[Reason]:
        names = one.company, other.company
        if not all(name.key for name in names):
            return []
        similarity = compare_names(*names)
        share = rarity_bits(self._company_size(one, other), _ALL_PEOPLE, usual=0.0, strength=1)
        if similarity in ("same", "spacing"):
            return [Reason("same_company", "Same company", min(share, 15.0))]
        if similarity in ("slip", "generic", "acronym"):
            return [Reason("similar_company", "Companies with similar names", min(share, 15.0) - 1)]
        return [Reason("different_company", "Different companies", -4)]

    def _company_size(self, one: _Person, other: _Person) -> int:
        """Return the employees of a company that both have: at least those in the workspace."""
        size = max(one.record.company_size, other.record.company_size) or _USUAL_COMPANY
        return max(size, *(self._companies[person.company.key] for person in (one, other)))

    def _keys(self) -> Iterator[tuple[int, Hashable]]:
        for key, person in self._people.items():
            for name in _blocking_keys(person):
                if name[0] != "phone" or name[1] not in self._switchboards:
                    yield key, name


def _switchboards(people: Iterable[_Person]) -> frozenset[str]:
    """Return the keys of phone numbers that many share: of a switchboard, an agency, a building."""
    names, companies = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for person in people:
        if person.phone:
            key = phone_key(person.phone)
            names[key].add(f"{person.name.first[:1]} {person.name.family}")
            companies[key].add(person.company.key)
    return frozenset(
        key
        for key in names
        if len(names[key]) > _MAX_PHONE_NAMES or len(companies[key] - {""}) > _MAX_PHONE_COMPANIES
    )


def _parse_person(record: ComparablePerson) -> _Person:
    email = parse_email(record.email)
    former = (parse_email(address) for address in record.former_emails)
    return _Person(
        record=record,
        name=parse_person_name(record.first_name, record.last_name),
        email=email,
        emails=tuple(address for address in (email, *former) if address),
        slug=linkedin_slug(record.linkedin_url),
        phone=parse_phone(record.phone, record.region),
        company=parse_company_name(record.company),
    )


def _blocking_keys(person: _Person) -> Iterator[tuple[Hashable, ...]]:
    """Yield what two records of one person share, however they are misspelled."""
    yield from _address_keys(person)
    name, company = person.name, person.company.key
    if not name.family or not name.given:
        if company and not name.is_empty:
            yield "part", name.family or name.first, company
        return
    first, family = (formal_names().get(word, word) for word in (name.first, name.family))
    both = tuple(sorted((first, family)))  # Also where first and last name are swapped.
    yield "name", *both, fold(person.record.country)
    yield "name and city", *both, fold(person.record.city)
    if company:
        yield "name at", *both, company
        yield "family at", name.family, name.first[:1], company
        yield "start at", name.family[:3], name.first[:3], company
        yield "letters at", first, "".join(sorted(name.family)), company
        yield "first at", first, name.family[-3:], company


def _address_keys(person: _Person) -> Iterator[tuple[Hashable, ...]]:
    name = person.name
    for address in person.emails:
        if not address.is_role:
            yield "email", without_separators(address)
            local = fold(without_separators(address).partition("@")[0])
            if len(local) >= _MIN_LOCAL:
                yield "local", local, formal_names().get(name.first, name.first)[:1]
    if person.slug:
        yield "slug", person.slug
        yield "slug", slug_base(person.slug), "base"
    if person.phone:
        yield "phone", phone_key(person.phone), formal_names().get(name.first, name.first)[:1]


def _compare_generations(one: PersonName, other: PersonName) -> list[Reason]:
    if one.generation == other.generation:
        return []
    if one.generation and other.generation:
        return [Reason("different_generation", "Senior and junior", -24)]
    return [Reason("generation", "Only one is called junior or senior", -12)]


def _compare_emails(one: _Person, other: _Person, *, is_same_first: bool) -> Iterator[Reason]:
    if not one.emails or not other.emails:
        return
    shared = {a.base for a in one.emails} & {a.base for a in other.emails}
    if shared:
        role_only = all(a.is_role for a in one.emails if a.base in shared)
        if role_only:
            yield Reason("same_shared_mailbox", "Same shared mailbox", 2)
        else:
            yield Reason("same_mailbox", "Same mailbox", 26)
        return
    left, right = one.email, other.email
    if left is None or right is None or left.is_role or right.is_role:
        return
    if left.domain == right.domain:
        yield _compare_mailboxes(one, other, left, right)
    elif differ_by_separators(left, right) and len(left.local) >= _MIN_LOCAL:
        is_free = left.is_free or right.is_free  # Anybody may be anna.mueller there.
        if is_same_first and not (is_free and mailbox_fits_name(left, one.name)):
            yield Reason("same_local_part", "Same mailbox name at two domains", 3)


def _compare_mailboxes(
    one: _Person, other: _Person, left: EmailAddress, right: EmailAddress
) -> Reason:
    if differ_by_number(left, right):
        return Reason("numbered_mailboxes", "Mailboxes differ by a number", -16)
    if differ_by_separators(left, right):
        # Some providers give both to two people; no firm does.
        code, bits = ("dotted_mailbox", 3) if left.is_free else ("similar_mailbox", 12)
        return Reason(code, "Mailboxes differ by dots alone", bits)
    if left.is_free:
        return Reason("different_email", "Different email addresses", -1)
    if _mailboxes_spell_two_names(one, other):
        return Reason("mailboxes_of_two_names", "Each mailbox fits its own name alone", -12)
    if mailbox_fits_name(left, one.name) and mailbox_fits_name(right, other.name):
        # A firm gives one form to all; two forms of one name are an old and a new one.
        return Reason("mailboxes_fit_name", "Both mailboxes fit the name", -1)
    return Reason("different_email", "Different email addresses at one company", -5)


def _mailboxes_spell_two_names(one: _Person, other: _Person) -> bool:
    """Return whether both mailboxes spell names that differ: a slip is not made in both places."""
    return one.name.family != other.name.family and all(
        own.email is not None
        and own.name.family in fold(own.email.local)
        and not mailbox_fits_name(own.email, other_person.name)
        for own, other_person in ((one, other), (other, one))
    )


def _compare_linkedin(one: _Person, other: _Person) -> Iterator[Reason]:
    if not one.slug or not other.slug:
        return
    if one.slug == other.slug:
        yield Reason("same_linkedin", "Same LinkedIn profile", 28)
    elif slug_base(one.slug) == slug_base(other.slug):
        yield Reason("similar_linkedin", "LinkedIn profiles with similar names", -4)
    else:
        yield Reason("different_linkedin", "Different LinkedIn profiles", -7)


def _compare_work_and_place(one: ComparablePerson, other: ComparablePerson) -> Iterator[Reason]:
    titles = compare_titles(one.title, other.title)
    if titles == "same":
        yield Reason("same_title", "Same title", 3)
    elif titles == "different":
        yield Reason("different_title", "Different titles", -1.5)
    elif one.title and other.title:
        yield Reason("similar_title", "Similar titles", 1)
    if one.city and other.city:
        is_same = fold(one.city) == fold(other.city)
        yield (
            Reason("same_city", "Same city", 2.5)
            if is_same
            else Reason("different_city", "Different cities", -1.5)
        )
    if one.country and other.country and fold(one.country) != fold(other.country):
        yield Reason("different_country", "Different countries", -3)
