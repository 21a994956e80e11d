"""Order the rows of a chunk that match the same record, so that SQL can merge them in bulk.

Rows of one layer never touch the same record, so a layer is merged as a set; merging layer by layer
gives the same result as row by row, whatever the chunk size. Rows may be related through other
rows, or through a record in the database that has the keys of both.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from classifiers.duplicates.legal_forms import legal_forms
from leadqual.imports.merging.record_columns import fields_of_record
from leadqual.imports.validation.company_columns import COUNTRY_GUESS
from leadqual.imports.validation.record_cells import RecordValues
from leadqual.imports.validation.validated_rows import (
    CompanyKeys,
    CompanyValues,
    ContactValues,
)
from leadqual.leads.company_identity import contradict, place_of

T = TypeVar("T")


@dataclass(slots=True)
class RowGroup(Generic[T]):
    """Rows with the same keys; the last non-empty value of each field wins.

    Args:
        values: merged so far.
        rows: row number → fields that it changed in the rows merged before it; for the first row,
            the fields it fills.
    """

    values: T
    rows: dict[int, frozenset[str]] = field(default_factory=dict)
    layer: int = 0

    @property
    def number(self) -> int:
        """Number of the first row."""
        return next(iter(self.rows))


class _LatestGroups(Generic[T]):
    """The last group of each set of rows that hang together by their tokens, however indirectly."""

    def __init__(self) -> None:
        self._parents: dict[Hashable, Hashable] = {}
        self._groups: dict[Hashable, RowGroup[T]] = {}

    def of(self, tokens: Iterable[Hashable]) -> list[RowGroup[T]]:
        """Return the last group of each set that contains one of the tokens."""
        roots = {self._root(token) for token in tokens if token in self._parents}
        return [self._groups[root] for root in roots]

    def put(self, tokens: Sequence[Hashable], group: RowGroup[T]) -> None:
        """Join all sets of the tokens, with this group as the last."""
        root = self._root(tokens[0])
        for token in tokens[1:]:
            self._parents[self._root(token)] = root
        self._groups[root] = group

    def _root(self, token: Hashable) -> Hashable:
        parent = self._parents.setdefault(token, token)
        while parent != token:
            above = self._parents[parent]
            self._parents[token] = above
            token, parent = parent, above
        return token


def contact_layers(
    rows: Iterable[tuple[int, ContactValues]],
    links: Mapping[int, Sequence[int]],
    *,
    joins: bool = True,
    by_name: bool = False,
) -> list[list[RowGroup[ContactValues]]]:
    """Put contacts in layers; those with the same email, LinkedIn URL and id form a group.

    Args:
        rows: number and values.
        links: row number → contacts in the database that another row matches too.
        joins: False keeps the values of the first row of a group as they are.
        by_name: rows with keys may match a contact that a row created by name only.
    """
    layers: list[list[RowGroup[ContactValues]]] = []
    latest = _LatestGroups[ContactValues]()
    for number, contact in rows:
        tokens = _contact_tokens(contact)
        if by_name and (name := _name_token(contact)) not in tokens:
            tokens.append(name)
        if number in links:
            tokens += [("record", record) for record in links[number]]
        before = latest.of(tokens)
        if len(before) == 1 and _is_same_contact(before[0].values, contact):
            values = before[0].values
            _merge_into_group(
                before[0],
                number,
                merge_contacts(values, contact) if joins else values,
                _contact_columns,
            )
            continue
        group = RowGroup(
            contact,
            {number: _filled_fields(_contact_columns(contact))},
            1 + max((one.layer for one in before), default=-1),
        )
        _add_to_layer(layers, group)
        latest.put(tokens, group)
    return layers


def company_layers(
    rows: Iterable[tuple[int, CompanyValues]],
    links: Mapping[int, Sequence[int]],
    *,
    joins: bool = True,
) -> list[list[RowGroup[CompanyValues]]]:
    """Put companies in layers; those with the same id, domain, LinkedIn and name form a group.

    Args:
        rows: number and values.
        links: row number → companies in the database that another row matches too.
        joins: False keeps the values of the first row of a group as they are.
    """
    layers: list[list[RowGroup[CompanyValues]]] = []
    latest = _LatestGroups[CompanyValues]()
    by_name: dict[str, _Namesakes] = {}
    for number, company in rows:
        keys = company.keys
        tokens = _company_tokens(keys)
        tokens += by_name.setdefault(keys.name_key, _Namesakes()).add(keys)
        tokens += [("record", record) for record in links.get(number, ())]
        before = latest.of(tokens)
        if len(before) == 1 and identity(before[0].values.keys) == identity(keys):
            values = before[0].values
            _merge_into_group(
                before[0],
                number,
                merge_companies(values, company) if joins else values,
                _company_columns,
            )
            continue
        group = RowGroup(
            company,
            {number: _filled_fields(_company_columns(company))},
            1 + max((one.layer for one in before), default=-1),
        )
        _add_to_layer(layers, group)
        latest.put(tokens, group)
    return layers


def identity(company: CompanyKeys) -> tuple[Hashable, ...]:
    """Return what two rows must share to be one company without a database query."""
    keys = company.external_id, company.domain, company.linkedin_url, company.name_key
    return (*keys, *place_of(company.facts), legal_forms(company.name))


class _Namesakes:
    """Companies of one name, by location: a chain has thousands, few of them the same."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], dict[Hashable, CompanyKeys]] = {}

    def add(self, company: CompanyKeys) -> list[Hashable]:
        """Add a company; return the identities of possible matches, and its own."""
        city, country = _location(company)
        self._places.setdefault((city, country), {}).setdefault(identity(company), company)
        near: Iterable[tuple[str, str]] = (
            {(city, country), (city, ""), ("", country), ("", "")} & self._places.keys()
            if city and country
            else self._places
        )
        return [
            token
            for place in near
            for token, other in self._places[place].items()
            if not contradict([company.facts, other.facts])
        ]


def _location(company: CompanyKeys) -> tuple[str, str]:
    city, _, country = place_of(company.facts)
    return city, country


def merge_contacts(before: ContactValues, after: ContactValues) -> ContactValues:
    """Lay the filled values of a later row over an earlier one."""
    joined = ContactValues(
        *(new or old for old, new in zip(before, after, strict=True))  # type: ignore[arg-type]  # same fields
    )
    if before.country and after.country and before.country != after.country:
        joined = joined._replace(city=after.city, state=after.state, place=after.place)
    return joined._replace(record=_merge_records(before.record, after.record))


def merge_companies(before: CompanyValues, after: CompanyValues) -> CompanyValues:
    """Lay the filled values of a later row over an earlier one."""
    keys = CompanyKeys(*(new or old for old, new in zip(before.keys, after.keys, strict=True)))
    fields = {**before.fields, **after.fields}
    return CompanyValues(keys, fields, _merge_records(before.record, after.record))


def _merge_records(before: RecordValues | None, after: RecordValues | None) -> RecordValues | None:
    return before.updated_with(after) if before and after else after or before


def _contact_tokens(contact: ContactValues) -> list[Hashable]:
    tokens: list[Hashable] = []
    if contact.email:
        tokens.append(contact.email)  # The usual key; no other token is a string.
    if contact.external_id:
        tokens.append(("id", contact.external_id))
    if contact.linkedin_url:
        tokens.append(("linkedin", contact.linkedin_url))
    return tokens or [_name_token(contact)]


def _name_token(contact: ContactValues) -> Hashable:
    return ("name", contact.first_name, contact.last_name)


def _is_same_contact(one: ContactValues, other: ContactValues) -> bool:
    keys = (one.email, one.external_id, one.linkedin_url)
    if keys != (other.email, other.external_id, other.linkedin_url):
        return False
    if any(keys):
        return True
    names = ("company", "city", "state", "country", "phone")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _company_tokens(company: CompanyKeys) -> list[Hashable]:
    tokens = {
        "id": company.external_id,
        "domain": company.domain,
        "linkedin": company.linkedin_url,
    }
    return [(kind, token) for kind, token in tokens.items() if token]


def _merge_into_group(
    group: RowGroup[T], number: int, merged: T, fields: Callable[[T], Mapping[str, object]]
) -> None:
    before, after = fields(group.values), fields(merged)
    group.rows[number] = frozenset(name for name in after if after[name] != before.get(name))
    group.values = merged


def _contact_columns(contact: ContactValues) -> dict[str, object]:
    """Give the values by the columns of the table; the company as it is named."""
    values = contact._asdict()
    values |= fields_of_record(values.pop("record"))
    guess = values.pop(COUNTRY_GUESS)
    values["country"] = values["country"] or guess
    return {**values, "company_id": values.pop("company")}


def _company_columns(company: CompanyValues) -> dict[str, object]:
    found = {**company.keys._asdict(), **company.fields, **fields_of_record(company.record)}
    guess = found.pop(COUNTRY_GUESS, "")
    return {**found, "country": found["country"] or guess}


def _filled_fields(fields: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, value in fields.items() if value)


def _add_to_layer(layers: list[list[RowGroup[T]]], group: RowGroup[T]) -> None:
    while len(layers) <= group.layer:
        layers.append([])
    layers[group.layer].append(group)
