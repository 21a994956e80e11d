"""Job titles and searches that name an erased person, and what was made of their words."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from leadqual.privacy.erasure.find_person import naming
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.redaction import redacted, write_redacted
from leadqual.privacy.erasure.traces import Traces, near_traces_of, scattered_traces_of
from leadqual.privacy.register.register_entries import Table


def redact_titles(table: Table, person: Person, _traces: Traces) -> int:
    """Redact rows that hold words of titles or searches: both names count, in any order.

    Returns:
        How many rows changed.
    """
    scattered = scattered_traces_of(person)
    if not scattered.pattern:
        return 0
    rows: QuerySet[Any] = apps.get_model(table.model)._default_manager.all()
    rows, wanted = naming(rows, table, scattered)
    keys = rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")
    near = near_traces_of(person)
    n_rows = 0
    for key in list(keys.values_list("pk", flat=True)):
        with transaction.atomic():
            n_rows += _redact_row(table, key, near)
    return n_rows


def _redact_row(table: Table, key: int, near: Traces) -> int:
    rows = apps.get_model(table.model)._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=key).first()
    changes = redacted(row, table.searched, near) if row is not None else {}
    if "signature" in changes:
        changes["signature"] = ""  # A job makes it again from what is left of the title.
    return write_redacted(row, changes) if row is not None and changes else 0
