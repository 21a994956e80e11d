"""Fields that a column of a file may map to, with the names that columns have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from leadqual.core.texts.plain_texts import remove_accents
from leadqual.imports.columns.opt_outs import OPT_OUTS
from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.models import CustomField
from leadqual.leads.records.record_values import CUSTOM

COMPANY_CODES = {
    f"company_{column}": column
    for column in (
        *("industry", "size", "employees", "founded", "city", "state", "country", "headquarters"),
        *("overview", "total_funding", "technologies", "specialties", "type"),
    )
}
"""Fields of files of people that are about the company → columns of the company."""

REPEATABLE_FIELDS = frozenset({*OPT_OUTS, "email", "phone"})
"""Fields that several columns may map to; the first usable address or number counts."""

CONTACT_IDENTIFIERS = (
    *("email", "linkedin_url", "external_id", "full_name", "first_name", "last_name"),
)
LINE, REASON = "LeadQual: line", "LeadQual: fix"
"""Columns added to the rejected rows file; skipped when it is imported again."""

_NAMES = Path(__file__).with_name("column_names.yaml")
_NON_WORD = re.compile(r"[\W_]+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RECORD_SECTION = "records"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a column may map to."""

    code: str
    label: str
    names: tuple[str, ...]


def fields(kind: str, custom: Sequence[CustomField] = ()) -> Mapping[str, Field]:
    """Give the fields of `contacts` or `companies` by their code, in the order of the choice.

    Args:
        kind: `contacts` or `companies`.
        custom: fields that the workspace added to them.
    """
    added = {
        f"{CUSTOM}{one.code}": Field(f"{CUSTOM}{one.code}", one.label, names_of(one))
        for one in custom
    }
    return {**_fields(kind), **added}


def names_of(field: CustomField) -> tuple[str, ...]:
    """Return the folded names of a custom field: its label and its code."""
    return tuple(dict.fromkeys(map(fold_name, (field.label, field.code))))


def is_status_column(kind: str, name: str) -> bool:
    """Return whether a column is called as the status of a sale."""
    return fold_name(name) in _fields(kind)["status"].names


def fold_name(name: str) -> str:
    """Normalize a column name: "E-Mail_Adresse" → "e mail adresse"."""
    return _NON_WORD.sub(" ", remove_accents(_CAMEL_CASE.sub(" ", name))).strip()


@cache
def _fields(kind: str) -> Mapping[str, Field]:
    known = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    content = known[kind] | known[_RECORD_SECTION]
    labels = {code: field["label"] for code, field in content.items() if "label" in field}
    if kind == "companies":
        labels = {one.code: one.import_label or one.label for one in COMPANY_FIELDS} | labels
    names = {code: (code, label) for code, label in labels.items()}
    names |= {code: field["names"] for code, field in content.items()}
    return {
        code: Field(code, label, tuple(fold_name(str(name)) for name in names[code]))
        for code, label in labels.items()
    }
