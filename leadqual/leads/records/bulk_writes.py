"""Values of many records are written with few statements."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.do_not_contact.entry_locks import share_gate
from leadqual.leads.models import Contact
from leadqual.leads.records.record_values import Record, column_of, set_value

LIGHT = frozenset({"owner_id", "status", "tags", "custom"})
"""Columns from which nothing else follows: many records get them in one statement."""


def lock_many(model: type[Record], workspace_id: int, keys: Collection[int]) -> dict[int, Record]:
    """Return records of a workspace by key, and keep them so until the transaction ends."""
    if model is Contact:
        share_gate(workspace_id)  # Before any row is locked, as who writes entries does.
    rows: Any = model._default_manager.select_for_update(of=("self",))
    found = rows.filter(workspace=workspace_id, pk__in=keys).order_by("pk")
    return {record.pk: record for record in found}


def write_many(records: Mapping[int, Record], values: Mapping[int, Mapping[str, object]]) -> None:
    """Store values of locked records: one statement for all that become the same.

    Args:
        records: key → record, as locked.
        values: key → field → value, of the fields of `LIGHT`.
    """
    now = clock.now()
    alike: dict[str, list[Record]] = defaultdict(list)
    for key, changed in values.items():
        record = records[key]
        for name, value in changed.items():
            set_value(record, name, value)
        columns = {column_of(name): getattr(record, column_of(name)) for name in changed}
        alike[json.dumps(columns, sort_keys=True, cls=DjangoJSONEncoder)].append(record)
    for columns_json, group in alike.items():
        columns = {name: getattr(group[0], name) for name in json.loads(columns_json)}
        rows = type(group[0])._default_manager.filter(pk__in=[record.pk for record in group])
        rows.update(**columns, updated_at=now, last_activity_at=now)
    if any(not isinstance(record, Contact) for record in records.values()):
        enqueue(Job.EMBED_COMPANIES)
