"""What the second of two people said who were asked without knowing of each other."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('labelling', '0015_title_leases')]

    operations = [
        migrations.AddField(
            model_name='suggestion',
            name='is_second',
            field=models.BooleanField(db_default=False, default=False, help_text='Said by the second of two people who were asked without knowing of each other.'),
        ),
    ]
