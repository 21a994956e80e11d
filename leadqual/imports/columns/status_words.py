"""Words of other tools and languages for the status of a sale."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from leadqual.leads.records.statuses import Statuses

_FILE = Path(__file__).with_name("status_words.yaml")
_MAX_VALUES = 15
_MAX_VALUE_LENGTH = 40
_MIN_KNOWN_SHARE = 0.3


def status_of(value: str) -> str:
    """Return the code of the first status that a word of another tool means; "" for none."""
    return _load_words().get(normalize_status(value), "")


def status_codes_by_word(statuses: Statuses) -> Mapping[str, str]:
    """Return what the statuses of a workspace are called, in one spelling → code.

    That is its label or code, or else a word that another tool uses for it.
    """
    active = statuses.active
    codes = {row.code for row in active}
    return {
        **{word: code for word, code in _load_words().items() if code in codes},
        **{normalize_status(row.code): row.code for row in active},
        **{normalize_status(row.label): row.code for row in active},
    }


def normalize_status(value: str) -> str:
    """Normalize a value: "Open - Not Contacted" → "open not contacted"."""
    return " ".join("".join(one if one.isalnum() else " " for one in value.lower()).split())


def are_statuses(values: Sequence[str]) -> bool:
    """Return whether a column that is called so has statuses of sales: few, and some are known."""
    distinct = {normalize_status(value) for value in values}
    if len(distinct) > _MAX_VALUES or max(map(len, distinct), default=0) > _MAX_VALUE_LENGTH:
        return False
    return sum(bool(status_of(value)) for value in distinct) >= _MIN_KNOWN_SHARE * len(distinct)


@cache
def _load_words() -> Mapping[str, str]:
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    words = {normalize_status(str(word)): code for code, some in content.items() for word in some}
    return words | {code: code for code in content}
