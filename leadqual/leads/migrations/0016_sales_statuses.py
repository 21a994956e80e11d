"""The statuses of records become a table of each workspace, which begins with those of before."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from leadqual.core.migration_operations import run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0015_change_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='SalesStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statuses', to='accounts.workspace')),
                ('code', models.CharField(help_text='Never changes; records and the API use it.', max_length=50)),
                ('label', models.CharField(max_length=40)),
                ('color', models.CharField(choices=[('gray', 'Gray'), ('blue', 'Blue'), ('cyan', 'Cyan'), ('green', 'Green'), ('yellow', 'Yellow'), ('orange', 'Orange'), ('red', 'Red'), ('purple', 'Purple')], default='gray', max_length=6)),
                ('kind', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost')], default='open', help_text='Whether its records are still worked on, won or lost.', max_length=4)),
                ('position', models.PositiveSmallIntegerField(help_text='Place among the others.')),
                ('archived_at', models.DateTimeField(blank=True, help_text='When it was archived; no record gets it any more.', null=True)),
                ('moved_in', models.UUIDField(blank=True, help_text='Step that moved its records when it was archived; restoring it undoes the step.', null=True)),
            ],
            options={
                'verbose_name_plural': 'sales statuses',
                'ordering': ['position', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('workspace', 'code'), name='sales_status_code_once'),
                    models.UniqueConstraint(models.F('workspace'), django.db.models.functions.text.Lower('label'), condition=models.Q(('archived_at', None)), name='sales_status_label_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('label', ''), _negated=True)), name='sales_status_has_name'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['open', 'won', 'lost'])), name='sales_status_kind'),
                    models.CheckConstraint(condition=models.Q(('color__in', ['gray', 'blue', 'cyan', 'green', 'yellow', 'orange', 'red', 'purple'])), name='sales_status_color'),
                    models.CheckConstraint(condition=models.Q(('archived_at', None), models.Q(('code', 'new'), _negated=True), _connector='OR'), name='sales_status_new_stays'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='company',
            name='company_status',
        ),
        migrations.RemoveConstraint(
            model_name='contact',
            name='contact_status',
        ),
        migrations.AlterField(
            model_name='company',
            name='status',
            field=models.CharField(db_default='new', default='new', help_text='Code of one of the statuses of the workspace.', max_length=50),
        ),
        migrations.AlterField(
            model_name='contact',
            name='status',
            field=models.CharField(db_default='new', default='new', help_text='Code of one of the statuses of the workspace.', max_length=50),
        ),
        run_sql("leads", "sales_statuses"),
    ]
