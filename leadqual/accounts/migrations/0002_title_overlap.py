"""How many of the job titles two people label, in percent, for each workspace."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='workspace',
            name='title_overlap',
            field=models.PositiveSmallIntegerField(db_default=5, default=5, help_text='Percent of the job titles that two people label.'),
        ),
        migrations.AddConstraint(
            model_name='workspace',
            constraint=models.CheckConstraint(condition=models.Q(('title_overlap__range', (0, 100))), name='workspace_title_overlap'),
        ),
    ]
