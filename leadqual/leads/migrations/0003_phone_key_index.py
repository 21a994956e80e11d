"""Contacts are found by the keys of their phone numbers, built while others write.

New installations have the index from `leads/sql/do_not_contact.sql`, where it is empty.
"""

from django.db import migrations

_DROP = "DROP INDEX CONCURRENTLY IF EXISTS contact_by_phone_key"  # Half of a killed run, too.
_BUILD = (
    "CREATE INDEX CONCURRENTLY contact_by_phone_key"
    " ON leads_contact USING gin (leads_phone_keys(phone)) WHERE phone <> ''"
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0002_flags_in_sets")]

    operations = [migrations.RunSQL([_DROP, _BUILD], migrations.RunSQL.noop)]
