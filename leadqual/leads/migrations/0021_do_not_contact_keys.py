"""What entries by address are compared with; flags without an entry get one."""

from django.conf import settings
from django.db import migrations

_KEYS = """
UPDATE leads_donotcontact SET kind = %s,
    key = CASE WHEN %s = 'alias' THEN leads_email_base(value) ELSE value END
"""
# A flag without an entry: from now on only entries decide, and nobody may get lost.
_FLAGGED = """
INSERT INTO leads_donotcontact (workspace_id, kind, value, key, reason, origin, created_at)
SELECT DISTINCT ON (1, 3) c.workspace_id,
    CASE WHEN c.email IS NOT NULL THEN %s WHEN c.linkedin_url IS NOT NULL THEN 'linkedin'
        ELSE 'phone' END,
    COALESCE(c.email, lower(c.linkedin_url), lower(c.phone)),
    COALESCE(CASE WHEN %s = 'alias' THEN leads_email_base(c.email) ELSE c.email END,
        c.linkedin_url, leads_phone_key(c.phone)),
    'kept flag', 'upgrade', now()
FROM leads_contact c
WHERE c.do_not_contact
    AND (c.email IS NOT NULL OR c.linkedin_url IS NOT NULL OR leads_phone_key(c.phone) <> '')
    AND NOT EXISTS (
        SELECT FROM leads_donotcontact d
        WHERE d.workspace_id = c.workspace_id AND d.value = c.email AND d.lifted_at IS NULL
    )
"""


def fill(apps, schema_editor):
    kind = "alias" if settings.EMAIL_PLUS_ALIASES == "same" else "email"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_KEYS, [kind, kind])
        cursor.execute(_FLAGGED, [kind, kind])


def forget_others(apps, schema_editor):
    """Only addresses, and each once, fit into the table as it was."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM leads_donotcontact WHERE kind NOT IN ('email', 'alias')")
        cursor.execute(
            "DELETE FROM leads_donotcontact d USING leads_donotcontact o"
            " WHERE d.workspace_id = o.workspace_id AND d.value = o.value AND d.id > o.id"
            " AND d.lifted_at IS NULL AND o.lifted_at IS NULL"
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0020_do_not_contact_entries")]

    operations = [migrations.RunPython(fill, forget_others)]
