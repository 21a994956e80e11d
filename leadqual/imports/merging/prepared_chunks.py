"""The good rows of a chunk of people as columns, made while the chunk before them is stored."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_
from typing import TypeVar

from leadqual.imports.merging.merge_rules import NO_RULES, MergeRules
from leadqual.imports.merging.record_columns import copy_texts
from leadqual.imports.merging.staging import cells_of
from leadqual.imports.validation.validated_rows import CompanyKeys, ContactValues

KEYS = ("email", "external_id", "linkedin_url")
"""Unique keys of contacts in a workspace; the most reliable first."""

CELLS = (
    *("first_name", "last_name", "phone", "title", "city", "state", "country"),
    *("other_titles", "past_titles", "place", *KEYS),
)
"""Columns of a contact whose values come from the row itself."""

NumberedContact = tuple[int, ContactValues]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """Rows with what can be prepared without the database; lists are in row order.

    Args:
        numbers: as texts.
        keys: those in use → values; "" where a row has none.
        has_keys: whether a row has any.
        related: numbers of the rows that share a key, or a name if they have none, with another.
        cells: what `CELLS` hold, followed by the columns that the rules of the import name, as
            COPY reads them.
        normalized_titles: the normalized title; "" if nothing is left.
        companies: the distinct companies, in order of appearance.
        company_indexes: the place of the company of each row in these; -1 for none.
    """

    rows: Sequence[NumberedContact]
    numbers: Sequence[str]
    keys: Mapping[str, Sequence[str]]
    has_keys: Sequence[bool]
    related: set[int]
    cells: Sequence[str]
    normalized_titles: Sequence[str]
    companies: Sequence[CompanyKeys]
    company_indexes: Sequence[int]


def prepare(
    rows: Sequence[NumberedContact],
    normalize_title: Callable[[str], str],
    rules: MergeRules = NO_RULES,
) -> PreparedChunk:
    """Make columns of rows.

    Args:
        rows: number and values.
        normalize_title: returns the normalized title, "" if nothing is left.
        rules: of the import.
    """
    if not rows:
        return PreparedChunk([], [], {}, [], set(), [], [], [], [])
    columns = zip(*(row for _, row in rows), strict=True)
    values = dict(zip(ContactValues._fields, columns, strict=True))
    keys = {key: values[key] for key in KEYS if any(values[key])}
    has_keys = [True] * len(rows)
    if not all(values["email"]):
        has_keys = list(map(any, zip(*(values[key] for key in KEYS), strict=True)))
    texts: list[Sequence[str | None]] = [
        [value or None for value in values[name]]
        if name in KEYS and not all(values[name])
        else values[name]
        for name in CELLS
    ]
    pairs = zip(values["country"], values["country_guess"], strict=True)
    texts[CELLS.index("country")] = [country or guess for country, guess in pairs]
    if rules.record_columns:
        texts += zip(*(copy_texts(one, rules) for one in values["record"]), strict=True)
    companies: dict[CompanyKeys | None, int] = {None: -1}
    company_indexes = [companies.setdefault(one, len(companies) - 1) for one in values["company"]]
    normalized_titles = {
        title: normalize_title(title) if title else "" for title in set(values["title"])
    }
    return PreparedChunk(
        rows,
        [str(number) for number, _ in rows],
        keys,
        has_keys,
        _find_related_rows(rows, keys, has_keys, by_name=rules.finds_keyless),
        list(map("\t".join, zip(*map(cells_of, texts), strict=True))),
        list(map(normalized_titles.__getitem__, values["title"])),
        list(filter(None, companies)),
        company_indexes,
    )


def has_key(row: ContactValues) -> bool:
    """Return whether a contact can be found by more than its name."""
    return bool(row.email or row.external_id or row.linkedin_url)


def _find_related_rows(
    rows: Sequence[NumberedContact],
    used: Mapping[str, Sequence[str]],
    has_keys: Sequence[bool],
    *,
    by_name: bool,
) -> set[int]:
    """Find the rows that share a key, or a name if they have none, with another row of the chunk.

    If people without keys are matched by name, this includes rows with keys.
    """
    found: set[int] = set()
    for values in used.values():
        if repeated := _repeated_values(values):
            found.update(
                row[0] for row, value in zip(rows, values, strict=True) if value in repeated
            )
    keyless = list(compress(rows, map(not_, has_keys)))
    names = [(row.first_name, row.last_name) for _, row in keyless]
    if by_name and names:
        keyless_names = set(names)
        keyed = {(row.first_name, row.last_name) for _, row in compress(rows, has_keys)}
        shared = keyless_names & keyed
        found.update(row[0] for row in rows if (row[1].first_name, row[1].last_name) in shared)
    if repeated_names := _repeated_values(names):
        pairs = zip(keyless, names, strict=True)
        found.update(row[0] for row, name in pairs if name in repeated_names)
    return found


def _repeated_values(values: Sequence[T]) -> set[T]:
    filled = [value for value in values if value]
    if len(set(filled)) == len(filled):
        return set()
    return {value for value, n in Counter(filled).items() if n > 1}
