"""An encoder whose vectors are being made beside those of the live one."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='modelversion',
            name='is_desired',
            field=models.BooleanField(default=False, help_text='An encoder whose vectors are being made; it goes live after.'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='progress',
            field=models.FloatField(default=0, help_text='Share of that work which is done, 0 to 1.'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.UniqueConstraint(condition=models.Q(('is_desired', True)), fields=('kind',), name='one_desired_model_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('is_desired', False), models.Q(('is_active', False), ('kind', 'encoder')), _connector='OR'), name='desired_model_is_an_encoder_not_live'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('progress__range', (0, 1))), name='model_version_progress'),
        ),
    ]
