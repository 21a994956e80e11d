"""Room in the pages of titles: new labels of a title then touch none of its indexes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_job_title_signature_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE leads_jobtitle SET (fillfactor = 80)",
            "ALTER TABLE leads_jobtitle RESET (fillfactor)",
        )
    ]
