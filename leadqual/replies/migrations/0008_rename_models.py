from django.db import migrations


class Migration(migrations.Migration):
    """`ReplyStep` is named `BulkReplyCorrection`; its table stays what it was."""

    dependencies = [("replies", "0007_intents_of_the_table")]

    operations = [
        migrations.AlterModelTable("replystep", "replies_replystep"),
        migrations.RenameModel("ReplyStep", "BulkReplyCorrection"),
    ]
