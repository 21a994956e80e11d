"""Bulk verdicts, excluded verdicts, final decisions and double labeling have their names."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_version_0_2_0"), ("core", "0003_rename_apps")]

    operations = [
        migrations.RenameModel("Region", "BulkVerdict"),
        migrations.RenameModel("Dropped", "ExcludedVerdict"),
        migrations.RenameField("verdict", "settles", "is_final_decision"),
        migrations.RenameField("campaign", "overlap", "double_labeling_percent"),
    ]
