"""What entries derive is written in one place: `0008_former_keys` brings the functions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_external_source")]

    operations: list[migrations.operations.base.Operation] = []
