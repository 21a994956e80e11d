"""What lists and views share: who may see them, unique names, and deletion with undo."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, NotAllowedError
from leadqual.leads.models import ContactList, SavedSearch

NamedRecord = ContactList | SavedSearch


def visible_to(user: User | None) -> Q:
    """Return the condition of lists and views that a person may see: shared ones, and their own.

    Without a person, only the shared ones. Managers see no private ones of others either.
    """
    shared = Q(is_private=False)
    return shared if user is None else shared | Q(author=user)


def public_name(row: NamedRecord) -> str:
    """Return the name of a list or view as everyone in the workspace may read it."""
    if not row.is_private:
        return row.name
    return "private list" if isinstance(row, ContactList) else "private view"


def require_author(row: NamedRecord, user: User) -> None:
    """Let only the author make a list or view private: it would be gone for everyone else.

    Raises:
        NotAllowedError: the person is not its author.
    """
    if row.author_id != user.pk:
        noun = "list" if isinstance(row, ContactList) else "view"
        raise NotAllowedError(f"Only {row.author}, who created this {noun}, can make it private.")


@dataclass(frozen=True, slots=True)
class NamedRecords:
    """Writes for one kind of named record; call them inside a transaction.

    Args:
        kind: in the audit log, as in `list.deleted` and `list:17`.
        constraint: of the table, for unique names among records not deleted.
        name_taken_error: error if a name is taken.
    """

    kind: str
    noun: str
    constraint: str
    name_taken_error: type[LeadqualError]

    def save(self, row: NamedRecord) -> None:
        """Save a record; if its name is taken, nothing is written."""
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if self.constraint not in str(error):
                raise
            raise self.name_taken_error(
                f"A {self.noun} “{row.name}” already exists. Nothing was changed. "
                "Choose another name."
            ) from error

    def delete(self, row: NamedRecord, author: User, **details: object) -> None:
        """Hide a record and free its name; `restore` undoes it."""
        row.deleted_at = clock.now()
        row.save(update_fields=["deleted_at"])
        self.record(row, author, "deleted", details=details)

    def restore(self, row: NamedRecord, author: User, **details: object) -> None:
        """Restore a deleted record; if its name is now taken, it stays deleted."""
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
        """Write an action on a record to the audit log; of a private one, not what it holds."""
        record_audit(
            workspace=row.workspace,
            actor=author,
            action=f"{self.kind}.{what}",
            subject=f"{self.kind}:{row.pk}",
            name=public_name(row),
            before=None if row.is_private else before,
            after=None if row.is_private else after,
            details=dict(details or {}) or None,
        )
