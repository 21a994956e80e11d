"""How often a trial began at the part that comes next."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_candidates'),
    ]

    operations = [
        migrations.AddField(
            model_name='trial',
            name='n_tries',
            field=models.PositiveIntegerField(default=0, help_text='Since the last part was stored.'),
        ),
    ]
