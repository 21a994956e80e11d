"""Rows of one chunk that mean the same record, put in an order in which SQL may merge them at once.

Rows of one layer never touch the same record, so that a layer is merged as a set; the layers one
after the other give what row after row would give, whatever the size of the chunks.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from leadqual.imports.checking import CompanyKeys, CompanyValues, ContactValues

T = TypeVar("T")


@dataclass(slots=True)
class Group(Generic[T]):
    """Rows with the same keys; the last filled value of each field counts.

    Args:
        values: merged so far.
        rows: number of each row → whether it changed something in what was merged before it; the
            first one is True.
    """

    values: T
    rows: dict[int, bool] = field(default_factory=dict)
    layer: int = 0

    @property
    def number(self) -> int:
        """Number of the first row."""
        return next(iter(self.rows))


def contact_layers(rows: Iterable[tuple[int, ContactValues]]) -> list[list[Group[ContactValues]]]:
    """Put contacts in layers; those with the same address, LinkedIn and id are one group."""
    layers: list[list[Group[ContactValues]]] = []
    latest: dict[Hashable, Group[ContactValues]] = {}
    for number, contact in rows:
        tokens = _contact_tokens(contact)
        before = [latest[token] for token in tokens if token in latest]
        if before and _is_same_contact(before, contact, len(tokens)):
            _join(before[0], number, merge_contacts(before[0].values, contact))
            continue
        group = Group(contact, {number: True}, 1 + max((one.layer for one in before), default=-1))
        _place(layers, group)
        latest.update(dict.fromkeys(tokens, group))
    return layers


def company_layers(
    rows: Iterable[tuple[int, CompanyValues]],
) -> list[list[Group[CompanyValues]]]:
    """Put companies in layers; those with the same id, domain, LinkedIn and name are one group."""
    layers: list[list[Group[CompanyValues]]] = []
    latest: dict[Hashable, Group[CompanyValues]] = {}
    by_name: dict[str, list[Group[CompanyValues]]] = {}
    for number, company in rows:
        keys = company.keys
        tokens = _company_tokens(keys)
        named = by_name.setdefault(keys.name_key, [])
        near = [group for group in named if not in_conflict(group.values.keys, keys)]
        near += [latest[token] for token in tokens if token in latest]
        same = latest.get(identity(keys))
        if same is not None and all(group is same for group in near):
            _join(same, number, merge_companies(same.values, company))
            continue
        group = Group(company, {number: True}, 1 + max((one.layer for one in near), default=-1))
        _place(layers, group)
        named.append(group)
        latest.update(dict.fromkeys((identity(keys), *tokens), group))
    return layers


def identity(company: CompanyKeys) -> tuple[str, str, str, str]:
    """Give what two rows must share to be one company without asking the database."""
    return company.external_id, company.domain, company.linkedin_url, company.name_key


def in_conflict(one: CompanyKeys, other: CompanyKeys) -> bool:
    """Tell whether two companies of one name are different ones: both have a key, and not the same.

    `merging_companies` asks the same of the database.
    """
    return any(
        mine and theirs and mine != theirs
        for mine, theirs in zip(identity(one)[:3], identity(other)[:3], strict=True)
    )


def merge_contacts(before: ContactValues, after: ContactValues) -> ContactValues:
    """Lay the filled values of a later row over an earlier one."""
    return ContactValues(
        *(new or old for old, new in zip(before, after, strict=True))  # type: ignore[arg-type]  # same fields
    )


def merge_companies(before: CompanyValues, after: CompanyValues) -> CompanyValues:
    """Lay the filled values of a later row over an earlier one."""
    keys = CompanyKeys(*(new or old for old, new in zip(before.keys, after.keys, strict=True)))
    return CompanyValues(keys, {**before.fields, **after.fields})


def _contact_tokens(contact: ContactValues) -> Sequence[Hashable]:
    tokens: list[Hashable] = []
    if contact.email:
        tokens.append(contact.email)  # The usual one, and no other token is text.
    if contact.external_id:
        tokens.append(("id", contact.external_id))
    if contact.linkedin_url:
        tokens.append(("linkedin", contact.linkedin_url))
    return tokens or [("name", contact.first_name, contact.last_name)]


def _is_same_contact(
    before: Sequence[Group[ContactValues]], contact: ContactValues, n_tokens: int
) -> bool:
    group, values = before[0], before[0].values
    if len(before) < n_tokens or any(one is not group for one in before):
        return False
    mine = (contact.email, contact.external_id, contact.linkedin_url)
    theirs = (values.email, values.external_id, values.linkedin_url)
    return mine == theirs and (any(mine) or contact.company == values.company)


def _company_tokens(company: CompanyKeys) -> list[Hashable]:
    tokens = {
        "id": company.external_id,
        "domain": company.domain,
        "linkedin": company.linkedin_url,
    }
    return [(kind, token) for kind, token in tokens.items() if token]


def _join(group: Group[T], number: int, merged: T) -> None:
    group.rows[number] = merged != group.values
    group.values = merged


def _place(layers: list[list[Group[T]]], group: Group[T]) -> None:
    while len(layers) <= group.layer:
        layers.append([])
    layers[group.layer].append(group)
