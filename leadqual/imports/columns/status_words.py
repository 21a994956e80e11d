"""Words of other tools and languages for the status of a sale."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from leadqual.leads.records.statuses import Statuses

_FILE = Path(__file__).with_name("status_words.yaml")
_MOST_VALUES = 15
_LONGEST_VALUE = 40
_LEAST_KNOWN = 0.3


def status_of(value: str) -> str:
    """Return the code of the first status that a word of another tool means; "" for none."""
    return _words().get(plain_status(value), "")


def words_for(statuses: Statuses) -> Mapping[str, str]:
    """Return what the statuses of a workspace are called, in one spelling → code.

    That is the label or code of one, or else a word of another tool for one that is there.
    """
    active = statuses.active
    codes = {row.code for row in active}
    return {
        **{word: code for word, code in _words().items() if code in codes},
        **{plain_status(row.code): row.code for row in active},
        **{plain_status(row.label): row.code for row in active},
    }


def plain_status(value: str) -> str:
    """Normalize a value: "Open - Not Contacted" → "open not contacted"."""
    return " ".join("".join(one if one.isalnum() else " " for one in value.lower()).split())


def are_statuses(values: Sequence[str]) -> bool:
    """Return whether a column that is called so has statuses of sales: few, and some are known."""
    distinct = {plain_status(value) for value in values}
    if len(distinct) > _MOST_VALUES or max(map(len, distinct), default=0) > _LONGEST_VALUE:
        return False
    return sum(bool(status_of(value)) for value in distinct) >= _LEAST_KNOWN * len(distinct)


@cache
def _words() -> Mapping[str, str]:
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    words = {plain_status(str(word)): code for code, some in content.items() for word in some}
    return words | {code: code for code in content}
