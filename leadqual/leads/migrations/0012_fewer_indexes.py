"""Fewer and cheaper indexes: each costs every imported row (decision 82).

Names and phone numbers are looked up by numbers that are made of them; what the facet index answers
needs no index here.
"""

from collections.abc import Iterator

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations

from leadqual.core.migration_operations import run_sql

_NEW = {
    "contact_by_name_number": "(workspace_id, leads_name_number(last_name, first_name))",
    "contact_by_phone_end": "(workspace_id, leads_phone_end(phone)) WHERE phone <> ''",
    "contact_by_several_phones": (
        "USING gin (leads_phone_keys(phone)) WHERE phone <> '' AND NOT leads_is_one_phone(phone)"
    ),
}
_FORMER = ("contact_by_phone_key", "contact_by_phone_digits")


def _built() -> Iterator[str]:
    for name, what in _NEW.items():
        yield f"DROP INDEX CONCURRENTLY IF EXISTS {name}"  # Half of a killed run, too.
        yield f"CREATE INDEX CONCURRENTLY {name} ON leads_contact {what}"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0011_merged_phones")]

    operations = [
        run_sql("leads", "contact_lookups"),
        migrations.RunSQL(list(_built()), migrations.RunSQL.noop),
        run_sql("leads", "do_not_contact"),
        migrations.RunSQL(
            [f"DROP INDEX CONCURRENTLY IF EXISTS {name}" for name in _FORMER],
            migrations.RunSQL.noop,
        ),
        RemoveIndexConcurrently("contact", "contact_by_name"),
        RemoveIndexConcurrently("contact", "contact_by_country"),
        RemoveIndexConcurrently("company", "company_by_country"),
        RemoveIndexConcurrently("company", "company_by_industry"),
        RemoveIndexConcurrently("company", "company_by_size"),
        RemoveIndexConcurrently("company", "company_name_trigrams"),
        # Thousands of keys for each chunk of an import, for a few seconds: packing them costs more.
        migrations.RunSQL(
            "ALTER TABLE leads_facetchange ALTER COLUMN keys SET STORAGE EXTERNAL",
            "ALTER TABLE leads_facetchange ALTER COLUMN keys SET STORAGE EXTENDED",
        ),
    ]
