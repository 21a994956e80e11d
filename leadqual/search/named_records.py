"""What lists and saved searches share: a name that is taken once, and a deletion that is undone."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import ContactList, SavedSearch

NamedRecord = ContactList | SavedSearch


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """Writes of one kind of named record; call them in the transaction of what is done.

    Args:
        kind: in the audit log, as in `list.deleted` and `list:17`.
        constraint: of the table: a name is taken once among the records that are not deleted.
        taken: error where a name is taken.
    """

    kind: str
    noun: str
    constraint: str
    taken: type[LeadqualError]

    def save(self, row: NamedRecord) -> None:
        """Store a record; where its name is taken, nothing is written."""
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if self.constraint not in str(error):
                raise
            raise self.taken(
                f"A {self.noun} “{row.name}” already exists. Nothing was changed. "
                "Choose another name."
            ) from error

    def delete(self, row: NamedRecord, author: User, **details: object) -> None:
        """Hide a record and free its name; `restore` undoes it."""
        row.deleted_at = clock.now()
        row.save(update_fields=["deleted_at"])
        self.record(row, author, "deleted", details=details)

    def restore(self, row: NamedRecord, author: User, **details: object) -> None:
        """Bring a deleted record back; where its name is taken by now, it stays deleted."""
        row.deleted_at = None
        self.save(row)
        self.record(row, author, "restored", details=details)

    def record(
        self,
        row: NamedRecord,
        author: User,
        what: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note in the audit log what was done with a record."""
        record_audit(
            workspace=row.workspace,
            actor=author,
            action=f"{self.kind}.{what}",
            subject=f"{self.kind}:{row.pk}",
            name=row.name,
            before=before,
            after=after,
            details=dict(details or {}) or None,
        )
