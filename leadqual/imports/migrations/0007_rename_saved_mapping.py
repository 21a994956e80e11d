from django.db import migrations


class Migration(migrations.Migration):
    """`SettledColumns` is named `SavedMapping`; its table stays what it was."""

    dependencies = [("imports", "0001_version_0_1_0")]

    operations = [
        migrations.AlterModelTable("settledcolumns", "imports_settledcolumns"),
        migrations.RenameModel("SettledColumns", "SavedMapping"),
    ]
