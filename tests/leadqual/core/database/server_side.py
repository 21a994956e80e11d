"""What a connection has set, as the server sees it."""

from django.db import connection


def settings_of_backend() -> tuple[str, str]:
    """Return the role that is taken, "none" without one, and the workspace that is set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'),"
            " coalesce(current_setting('leadqual.workspace', true), '')"
        )
        role, workspace = cursor.fetchone()
        return str(role), str(workspace)
