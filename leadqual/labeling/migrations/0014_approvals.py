"""Who approved a correction, and when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('labelling', '0013_shown_by_age'),
        ('leads', '0016_job_title_surest_indexes'),
        ('taxonomy', '0007_draft_effects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='correction',
            name='approved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='correction',
            name='approved_by',
            field=models.ForeignKey(blank=True, help_text='Empty: nobody but its author spoke of it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approved_corrections', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='approved_by_somebody'),
        ),
    ]
