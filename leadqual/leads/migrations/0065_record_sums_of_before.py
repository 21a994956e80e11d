"""Counts the records that were there before the triggers.

A migration of its own, after the triggers are committed: one statement sees rows and sums of one
moment, so it adds exactly what is missing while others write, and again adds nothing.
"""

from django.db import migrations

_ADD_MISSING = """
INSERT INTO leads_recordsum (workspace_id, n_contacts, n_companies)
SELECT workspace_id, sum(n_contacts), sum(n_companies) FROM (
    SELECT workspace_id, count(*) AS n_contacts, 0 AS n_companies
      FROM leads_contact GROUP BY workspace_id
     UNION ALL
    SELECT workspace_id, 0, count(*) FROM leads_company GROUP BY workspace_id
     UNION ALL
    SELECT workspace_id, -n_contacts, -n_companies FROM leads_recordsum
) AS counted GROUP BY workspace_id HAVING sum(n_contacts) <> 0 OR sum(n_companies) <> 0
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0064_record_sums")]

    operations = [migrations.RunSQL(_ADD_MISSING, migrations.RunSQL.noop)]
