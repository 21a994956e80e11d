"""Changed rows are compared with their former values one by one, never each with all.

The plan of a trigger is kept for the session. Where the first statement changed one row, it was a
nested loop: 20,000 changed rows took a minute. A full join cannot be one.
"""

from django.db import migrations

_REPLACE = """
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['leads_note_contact', 'leads_note_company'] LOOP
        EXECUTE replace(
            pg_get_functiondef(name::regproc), 'new_rows n {former} old_rows', 'new_rows n {now} old_rows'
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0028_do_not_contact_sets")]

    operations = [
        migrations.RunSQL(
            _REPLACE.format(former="JOIN", now="FULL JOIN"),
            _REPLACE.format(former="FULL JOIN", now="JOIN"),
        )
    ]
