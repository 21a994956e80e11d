"""Dry run, ways of matching, undoing: what an import would do, did and took back."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('imports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Line in the file; the header is line 1.')),
                ('column', models.CharField(max_length=200)),
                ('value', models.CharField(max_length=500)),
                ('reason', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_id', models.BigIntegerField(help_text='Contact or company.')),
                ('number', models.PositiveIntegerField(help_text='Line that changed it last.')),
                ('before', models.JSONField(help_text='Field → value before the import; changed fields only.')),
                ('after', models.JSONField(help_text='Field → value that the import wrote.')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('kept', models.JSONField(db_default=[], default=list, help_text='Fields that undoing left.')),
            ],
        ),
        migrations.CreateModel(
            name='ImportMade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('company', 'company'), ('title', 'job title')], max_length=7)),
                ('record_id', models.BigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'import made',
            },
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_batch_status',
        ),
        migrations.RemoveConstraint(
            model_name='importrow',
            name='import_row_outcome',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='duplicates',
            field=models.CharField(choices=[('last', 'The later row counts'), ('first', 'The first row counts'), ('refuse', 'Later rows stay out and are listed')], default='last', help_text='Inside the file.', max_length=6),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='match_by',
            field=models.CharField(choices=[('any', 'Any key'), ('email', 'E-mail'), ('external_id', 'Id'), ('domain', 'Domain'), ('linkedin_url', 'LinkedIn address')], default='any', max_length=12),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='mode',
            field=models.CharField(choices=[('both', 'Create and update'), ('create', 'Only create'), ('update', 'Only update')], default='both', max_length=6),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='n_bytes_paced',
            field=models.BigIntegerField(default=0, help_text='Read before that.'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='n_cells',
            field=models.PositiveIntegerField(default=0, help_text='Cells that were left out of rows that went in.'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='n_skipped',
            field=models.PositiveIntegerField(default=0, help_text='Left out by a rule of its own.'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='paced_at',
            field=models.DateTimeField(blank=True, help_text='Since when its pace is measured: the latest start.', null=True),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='plan',
            field=models.JSONField(default=dict, help_text='Counts of the dry run; empty without one.'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undo',
            field=models.JSONField(default=dict, help_text='How far undoing is and what it did.'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='kept',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why undoing left it.', max_length=60),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='status',
            field=models.CharField(choices=[('mapping', 'waits for its columns'), ('checking', 'is checked, nothing is written'), ('checked', 'is checked and waits for its start'), ('queued', 'waits for its turn'), ('running', 'running'), ('paused', 'paused'), ('done', 'done'), ('failed', 'failed'), ('stopped', 'stopped'), ('undoing', 'is being undone'), ('undone', 'undone')], default='mapping', max_length=10),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='batch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importbatch'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='outcome',
            field=models.CharField(choices=[('created', 'new'), ('updated', 'updated'), ('unchanged', 'same as before'), ('skipped', 'passed over'), ('refused', 'left out')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['mapping', 'checking', 'checked', 'queued', 'running', 'paused', 'done', 'failed', 'stopped', 'undoing', 'undone'])), name='import_batch_status'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['both', 'create', 'update'])), name='import_batch_mode'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('match_by__in', ['any', 'email', 'external_id', 'domain', 'linkedin_url'])), name='import_batch_match_by'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('duplicates__in', ['last', 'first', 'refuse'])), name='import_batch_duplicates'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'unchanged', 'skipped', 'refused'])), name='import_row_outcome'),
        ),
        migrations.AddField(
            model_name='importcell',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='imports.importbatch'),
        ),
        migrations.AddField(
            model_name='importchange',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='imports.importbatch'),
        ),
        migrations.AddField(
            model_name='importmade',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='made', to='imports.importbatch'),
        ),
        migrations.AddIndex(
            model_name='importcell',
            index=models.Index(fields=['batch', 'number'], name='import_cell_by_line'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(condition=models.Q(('undone_at', None)), fields=['batch', '-number'], name='import_change_to_undo'),
        ),
        migrations.AddConstraint(
            model_name='importchange',
            constraint=models.UniqueConstraint(fields=('batch', 'record_id'), name='import_change_once'),
        ),
        migrations.AddConstraint(
            model_name='importmade',
            constraint=models.UniqueConstraint(fields=('batch', 'kind', 'record_id'), name='import_made_once'),
        ),
        migrations.AddConstraint(
            model_name='importmade',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'title'])), name='import_made_kind'),
        ),
    ]
