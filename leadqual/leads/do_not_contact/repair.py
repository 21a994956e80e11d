"""Differences between do-not-contact entries and derived data, and their repair."""

import logging
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.leads.do_not_contact.contact_keys import aliases_are_same
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.models import Contact, DoNotContact

logger = logging.getLogger(__name__)
CHUNK = 50_000
_BLOCKED = "SELECT leads_blocked_contacts(%(workspace)s, ARRAY(SELECT id FROM chunk))"
_CHUNK = """
    WITH chunk AS MATERIALIZED (
        SELECT id, do_not_contact FROM leads_contact
        WHERE workspace_id = %(workspace)s AND id > %(after)s AND id <= %(until)s
    )
"""
_COUNT = f"""
    {_CHUNK}, blocked AS MATERIALIZED (SELECT DISTINCT b.id FROM ({_BLOCKED}) AS b(id))
    SELECT count(*) FILTER (WHERE b.id IS NOT NULL AND NOT c.do_not_contact),
        count(*) FILTER (WHERE b.id IS NULL AND c.do_not_contact)
    FROM chunk c LEFT JOIN blocked b ON b.id = c.id
"""  # noqa: S608  # only texts of this module
_REPAIR = f"""
    {_CHUNK} SELECT leads_derive_do_not_contact(
        %(workspace)s, ARRAY(SELECT id FROM chunk), true)
"""  # noqa: S608  # only texts of this module


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences between entries and contacts of a workspace.

    Args:
        n_missing: contacts covered by an entry but not flagged.
        n_extra: flagged contacts that no entry covers.
        n_keys: entries whose key does not match `EMAIL_PLUS_ALIASES`.
    """

    n_missing: int = 0
    n_extra: int = 0
    n_keys: int = 0

    def __bool__(self) -> bool:
        return bool(self.n_missing or self.n_extra or self.n_keys)


def differences_of(workspace: Workspace) -> Differences:
    """Count the differences of a workspace without changing anything."""
    n_missing = n_extra = 0
    for after, until in _chunks(workspace):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT, {"workspace": workspace.pk, "after": after, "until": until})
            missing, extra = cursor.fetchone()
        n_missing, n_extra = n_missing + missing, n_extra + extra
    return Differences(n_missing, n_extra, _outdated_entries(workspace).count())


def repair_workspace(workspace: Workspace) -> Differences:
    """Repair the differences of a workspace, under the lock; return what was found."""
    differences = differences_of(workspace)
    if not differences:
        return differences
    if differences.n_keys:
        retry_deadlocks(lambda: _update_email_kinds(workspace))
    for after, until in _chunks(workspace):
        values = {"workspace": workspace.pk, "after": after, "until": until}

        @transaction.atomic
        def repair(values: dict[str, int] = values) -> None:
            lock_entries_exclusively(values["workspace"])
            with connection.cursor() as cursor:
                cursor.execute(_REPAIR, values)

        retry_deadlocks(repair)
    return differences


def repair_all() -> None:
    """Repair all workspaces; differences are logged."""
    for workspace in Workspace.objects.order_by("pk"):
        if differences := repair_workspace(workspace):
            logger.warning(
                "do-not-contact flags differed from the entries and were repaired",
                extra={
                    "workspace": workspace.pk,
                    "n_missing": differences.n_missing,
                    "n_extra": differences.n_extra,
                    "n_keys": differences.n_keys,
                },
            )


def _chunks(workspace: Workspace) -> list[tuple[int, int]]:
    last = Contact.objects.filter(workspace=workspace).aggregate(last=Max("pk"))["last"] or 0
    first = Contact.objects.filter(workspace=workspace).order_by("pk").values_list("pk", flat=True)
    start = (first.first() or 1) - 1
    return [(start_id, start_id + CHUNK) for start_id in range(start, last, CHUNK)]


def _outdated_entries(workspace: Workspace) -> QuerySet[DoNotContact]:
    kinds = (DoNotContact.Kind.ALIAS, DoNotContact.Kind.EMAIL)
    wrong_kind = kinds[1] if aliases_are_same() else kinds[0]
    return DoNotContact.objects.filter(workspace=workspace, kind=wrong_kind)


@transaction.atomic
def _update_email_kinds(workspace: Workspace) -> None:
    lock_entries_exclusively(workspace.pk)
    is_alias = aliases_are_same()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_donotcontact SET kind = %s,"
            " key = CASE WHEN %s THEN leads_email_base(value) ELSE leads_email_key(value) END"
            " WHERE workspace_id = %s AND kind = %s",
            ["alias", True, workspace.pk, "email"]
            if is_alias
            else ["email", False, workspace.pk, "alias"],
        )
