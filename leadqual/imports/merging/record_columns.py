"""Owner, status, tags and custom fields of rows, as columns of contacts and companies."""

import json
from collections.abc import Collection, Mapping, Sequence

from django.db.backends.utils import CursorWrapper

from leadqual.imports.merging.merge_rules import MergeRules
from leadqual.imports.validation.record_cells import OWNER, STATUS, TAGS, RecordValues, is_custom
from leadqual.leads.models import FIRST_STATUS
from leadqual.leads.records.tags import MAX_TAGS, joined_tags

COLUMNS: Mapping[str, str] = {
    "owner_id": "bigint",
    "status": "text",
    "tags": "text[]",
    "custom": "jsonb",
}
STAGED = {**COLUMNS, "tags_of_all": "text[]"}
"""Column → its type in a staged table."""
_INSERT_DEFAULTS = {"status": f"'{FIRST_STATUS}'", "custom": "'{}'::jsonb"}
_DISTINCT_TAGS = (  # Distinct tags, ignoring case; the first spelling is kept.
    "(ARRAY(SELECT one FROM (SELECT DISTINCT ON (lower(tag)) tag AS one"
    " FROM unnest({}) WITH ORDINALITY AS u(tag, at) ORDER BY lower(tag), at) AS found"
    f' ORDER BY lower(one) COLLATE "C"))[1:{MAX_TAGS}]'
)


def columns_for(codes: Collection[str], tags: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that an import writes.

    Args:
        codes: of its mapped fields.
        tags: that all of its records get.
    """
    wanted = {
        "owner_id": OWNER in codes,
        "status": STATUS in codes,
        "tags": TAGS in codes or bool(tags),
        "custom": any(map(is_custom, codes)),
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def staged_texts(record: RecordValues | None) -> tuple[str, str, str, str]:
    """Format values for a staged table of texts, in the order of `COLUMNS`."""
    if record is None:
        return "", "", "", ""
    return (
        str(record.owner_id or ""),
        record.status,
        array_text(record.tags) if record.tags else "",
        json.dumps(record.custom) if record.custom else "",
    )


def copy_texts(record: RecordValues | None, rules: MergeRules) -> tuple[str | None, ...]:
    """Write the values of a new record for COPY, in the order of `rules.record_columns`."""
    owner, status, _, custom = staged_texts(record)
    tags = joined_tags([*(record.tags if record else ()), *rules.tags])
    texts = {
        "owner_id": owner or None,
        "status": status or FIRST_STATUS,
        "tags": array_text(tags),
        "custom": custom or "{}",
    }
    return tuple(texts[name] for name in rules.record_columns)


def array_text(texts: Sequence[str]) -> str:
    """Write texts as an array of Postgres."""
    escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in escaped) + "}"


def stage_tags(cursor: CursorWrapper, staged: str, rules: MergeRules) -> None:
    """Give every staged row the tags of the whole import."""
    if rules.tags:
        cursor.execute(
            f"UPDATE {staged} SET tags_of_all = %s",
            [list(rules.tags)],
        )


def updated_values(rules: MergeRules) -> dict[str, str]:
    """Return the SQL for the imported ones of these columns after an update.

    Tags are added to the existing ones; custom fields are merged one by one. If only empty fields
    are filled, existing tags are kept, but the tags of the whole import are added.
    """
    if rules.only_empty:
        own = "CASE WHEN c.tags = '{}' THEN COALESCE(s.tags, '{}') ELSE '{}' END"
        values = {
            "owner_id": "COALESCE(c.owner_id, s.owner_id)",
            "status": f"CASE WHEN c.status <> '{FIRST_STATUS}' THEN c.status"
            " ELSE COALESCE(s.status, c.status) END",
            "custom": "COALESCE(s.custom || c.custom, c.custom)",
        }
    else:
        own = "COALESCE(s.tags, '{}')"
        values = {
            "owner_id": "COALESCE(s.owner_id, c.owner_id)",
            "status": "COALESCE(s.status, c.status)",
            "custom": "COALESCE(c.custom || s.custom, c.custom)",
        }
    added_tags = f"({own} || COALESCE(s.tags_of_all, '{{}}'))"
    all_tags = _DISTINCT_TAGS.format(f"c.tags || {added_tags}")
    values["tags"] = f"CASE WHEN c.tags @> {added_tags} THEN c.tags ELSE {all_tags} END"
    return {name: values[name] for name in rules.record_columns}


def inserted_values(rules: MergeRules) -> dict[str, str]:
    """Return the SQL for the imported ones of these columns in a new record."""
    tags = _DISTINCT_TAGS.format("COALESCE(s.tags, '{}') || COALESCE(s.tags_of_all, '{}')")
    return {
        name: tags
        if name == "tags"
        else f"COALESCE(s.{name}, {_INSERT_DEFAULTS[name]})"
        if name in _INSERT_DEFAULTS
        else f"s.{name}"
        for name in rules.record_columns
    }


def fields_of_record(record: RecordValues | None) -> dict[str, object]:
    """Return column → value of a row."""
    return {} if record is None else dict(zip(COLUMNS, record, strict=True))
