from django.db import migrations


class Migration(migrations.Migration):
    """Models are named as the glossary does; their tables stay what they were."""

    dependencies = [("labelling", "0017_words_of_the_field")]

    operations = [
        migrations.AlterModelTable("move", "labelling_move"),
        migrations.RenameModel("Move", "PropagatedLabel"),
        migrations.AlterModelTable("correctionstep", "labelling_correctionstep"),
        migrations.RenameModel("CorrectionStep", "BulkCorrection"),
        migrations.AlterModelTable("doubt", "labelling_doubt"),
        migrations.RenameModel("Doubt", "LabelConflict"),
    ]
