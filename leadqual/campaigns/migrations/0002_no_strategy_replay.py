"""No more table of strategy replays: nothing else refers to it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_version_0_2_0"), ("core", "0003_rename_apps")]

    operations = [migrations.DeleteModel("Replay")]
