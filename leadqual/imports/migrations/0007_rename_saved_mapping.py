from django.db import migrations


class Migration(migrations.Migration):
    """`SettledColumns` is named `SavedMapping`; its table stays what it was."""

    dependencies = [("imports", "0006_settled_options")]

    operations = [
        migrations.AlterModelTable("settledcolumns", "imports_settledcolumns"),
        migrations.RenameModel("SettledColumns", "SavedMapping"),
    ]
