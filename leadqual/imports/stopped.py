"""Which addresses of a chunk must not be written to."""

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper


def stopped_addresses(
    cursor: CursorWrapper, workspace_id: int, addresses: Iterable[str | None]
) -> set[str]:
    """Return the addresses that must not be written to; one query.

    Args:
        cursor: in the transaction of the chunk.
        workspace_id: whose people.
        addresses: lower case; empty ones are left out.
    """
    cursor.execute(
        "SELECT email FROM leads_donotcontact WHERE workspace_id = %s AND lifted_at IS NULL"
        " AND email = ANY(string_to_array(%s, chr(10)))",
        [workspace_id, "\n".join(filter(None, addresses))],  # No address has an end of line in it.
    )
    return {email for (email,) in cursor.fetchall()}
