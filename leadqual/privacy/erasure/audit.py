"""The audit log keeps that something was done, without the name of an erased person."""

from django.db import transaction
from django.db.models import Q

from leadqual.accounts.audit.erasure import allow_audit_erasure, refuse_audit_erasure
from leadqual.accounts.models import AuditRow
from leadqual.privacy.erasure.find_person import naming
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.redaction import redacted
from leadqual.privacy.erasure.traces import Traces, near_traces_of, scattered_traces_of
from leadqual.privacy.register.register_entries import Table

ERASED_NAME = "erased person"
_CHUNK = 500


def redact_audit(table: Table, person: Person, traces: Traces) -> int:
    """Redact the rows about a person, and those that name them; returns how many changed."""
    subjects = [
        *(f"contact:{key}" for key in person.contact_ids),
        *(f"reply:{key}" for key in person.reply_ids),
        *(f"do_not_contact:{key}" for key in person.do_not_contact_ids),
    ]
    rows, wanted = AuditRow.objects.all(), Q(subject__in=subjects)
    if traces.pattern:
        rows, named = naming(rows, table, scattered_traces_of(person))  # Also words of a search.
        wanted |= named
    found = rows.filter(wanted, workspace_id=person.workspace_id).order_by("pk")
    keys = list(found.values_list("pk", flat=True))
    near = near_traces_of(person)
    n_rows = 0
    for start in range(0, len(keys), _CHUNK):
        with transaction.atomic():
            allow_audit_erasure()
            for row in AuditRow.objects.filter(pk__in=keys[start : start + _CHUNK]):
                changes = redacted(row, table.searched, near)
                if row.subject in subjects:
                    changes |= {"name": ERASED_NAME, "before": None, "after": None}
                if changes:
                    n_rows += AuditRow.objects.filter(pk=row.pk).update(**changes)
            refuse_audit_erasure()
    return n_rows
