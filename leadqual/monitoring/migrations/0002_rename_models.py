from django.db import migrations


class Migration(migrations.Migration):
    """`WatchedUntil` is named `MonitoringCursor`; its table stays what it was."""

    dependencies = [("watching", "0001_version_0_1_0")]

    operations = [
        migrations.AlterModelTable("watcheduntil", "watching_watcheduntil"),
        migrations.RenameModel("WatchedUntil", "MonitoringCursor"),
    ]
