"""Imports: files, rows, what they changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels, rename_constraints


class Migration(migrations.Migration):

    replaces = [
        ('imports', '0001_version_0_1_0'),
        ('imports', '0007_rename_saved_mapping'),
        ('imports', '0008_words_of_the_field'),
        ('imports', '0009_rejected_rows'),
        ('imports', '0010_related_names'),
        ('imports', '0011_rows_of_the_file'),
        ('imports', '0012_lists_and_sources'),
        ('imports', '0013_record_tags'),
        ('imports', '0014_several_sheets'),
        ('imports', '0015_company_changes'),
        ('imports', '0016_imports_at_work'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='ImportBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('contacts', 'People'), ('companies', 'Companies')], max_length=10)),
                        ('status', models.CharField(choices=[('mapping', 'needs column mapping'), ('checking', 'dry run is running'), ('checked', 'dry run finished'), ('queued', 'queued'), ('running', 'running'), ('paused', 'paused'), ('done', 'done'), ('failed', 'failed'), ('stopped', 'stopped'), ('undoing', 'undoing'), ('undone', 'undone')], default='mapping', max_length=10)),
                        ('file', models.FileField(max_length=300, upload_to='imports/')),
                        ('file_name', models.CharField(help_text='Name of the uploaded file.', max_length=255)),
                        ('encoding', models.CharField(blank=True, default='', max_length=30)),
                        ('delimiter', models.CharField(blank=True, default='', max_length=1)),
                        ('columns', models.JSONField(default=list, help_text='Name and first values of each column.')),
                        ('mapping', models.JSONField(default=dict, help_text='Column name → field; skipped columns are missing.')),
                        ('n_bytes', models.BigIntegerField(default=0)),
                        ('n_bytes_read', models.BigIntegerField(default=0, help_text='For the progress bar.')),
                        ('n_rows', models.PositiveIntegerField(default=0, help_text='Rows processed so far.')),
                        ('n_created', models.PositiveIntegerField(default=0)),
                        ('n_updated', models.PositiveIntegerField(default=0)),
                        ('n_unchanged', models.PositiveIntegerField(default=0)),
                        ('n_rejected', models.PositiveIntegerField(default=0)),
                        ('error', models.TextField(blank=True, default='', help_text='Error message for the user; empty if none.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('started_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('heartbeat_at', models.DateTimeField(blank=True, help_text='Last heartbeat of its job.', null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_batches', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_batches', to='accounts.workspace')),
                        ('duplicates', models.CharField(choices=[('last', 'Keep the last row'), ('first', 'Keep the first row'), ('reject', 'Reject later rows')], default='last', help_text='Rule for duplicate rows in the file.', max_length=6)),
                        ('match_by', models.CharField(choices=[('any', 'Any key'), ('email', 'Email'), ('external_id', 'ID'), ('domain', 'Domain'), ('linkedin_url', 'LinkedIn URL')], default='any', max_length=12)),
                        ('mode', models.CharField(choices=[('both', 'Create and update'), ('create', 'Create only'), ('update', 'Update only')], default='both', max_length=6)),
                        ('n_bytes_paced', models.BigIntegerField(default=0, help_text='Bytes read before that.')),
                        ('n_cells', models.PositiveIntegerField(default=0, help_text='Cells skipped in rows that were imported.')),
                        ('n_skipped', models.PositiveIntegerField(default=0, help_text='Skipped because of the import options.')),
                        ('paced_at', models.DateTimeField(blank=True, help_text='Start of the measured time: the latest start.', null=True)),
                        ('plan', models.JSONField(default=dict, help_text='Counts of the dry run; empty without one.')),
                        ('undo', models.JSONField(default=dict, help_text='Progress and result of the undo.')),
                        ('header_line', models.PositiveIntegerField(default=1, help_text='Line of the header; lines above it are skipped.')),
                        ('owes_counts', models.BooleanField(db_default=False, default=False, help_text='Whether titles still have to be counted.')),
                        ('n_rows_all', models.PositiveIntegerField(db_default=0, default=0, help_text='Rows of the file; of a large one about; 0 unknown.')),
                        ('contact_list', models.ForeignKey(blank=True, help_text='The list that its people were added to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_batches', to='leads.contactlist')),
                        ('list_name', models.CharField(blank=True, db_default='', default='', help_text='Name of the list that its people are added to; empty for none.', max_length=100)),
                        ('only_empty', models.BooleanField(db_default=False, default=False, help_text='Whether only empty fields are filled.')),
                        ('source', models.CharField(blank=True, db_default='', default='', help_text='Tool that exported the file, where its columns say so.', max_length=40)),
                        ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, db_default=models.Value([], django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), size=None)), default=list, help_text='Tags that all of its records get.', size=None)),
                        ('sheets', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, help_text='Number, name and header line of each sheet, where several are read.')),
                    ],
                    options={
                        'verbose_name_plural': 'import batches',
                        'ordering': ['-created_at'],
                        'indexes': [models.Index(fields=['workspace', '-created_at'], name='import_batch_by_time'), models.Index(condition=models.Q(('status__in', ['checking', 'queued', 'running', 'undoing'])), fields=['workspace'], name='import_batch_at_work')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['contacts', 'companies'])), name='import_batch_kind'), models.CheckConstraint(condition=models.Q(('status__in', ['mapping', 'checking', 'checked', 'queued', 'running', 'paused', 'done', 'failed', 'stopped', 'undoing', 'undone'])), name='import_batch_status'), models.CheckConstraint(condition=models.Q(('mode__in', ['both', 'create', 'update'])), name='import_batch_mode'), models.CheckConstraint(condition=models.Q(('match_by__in', ['any', 'email', 'external_id', 'domain', 'linkedin_url'])), name='import_batch_match_by'), models.CheckConstraint(condition=models.Q(('duplicates__in', ['last', 'first', 'reject'])), name='import_batch_duplicates')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(help_text='Line in the file; the header is line 1.')),
                        ('outcome', models.CharField(choices=[('created', 'new'), ('updated', 'updated'), ('unchanged', 'unchanged'), ('skipped', 'skipped'), ('rejected', 'rejected')], max_length=10)),
                        ('record_id', models.BigIntegerField(blank=True, help_text='Contact or company.', null=True)),
                        ('column', models.CharField(blank=True, db_default='', default='', max_length=200)),
                        ('value', models.CharField(blank=True, db_default='', default='', max_length=500)),
                        ('reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                        ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importbatch')),
                        ('kept', models.CharField(blank=True, db_default='', default='', help_text='Why the undo kept it.', max_length=60)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('outcome', 'rejected')), fields=['batch', 'number'], name='import_row_rejected')],
                        'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['created', 'updated', 'unchanged', 'skipped', 'rejected'])), name='import_row_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='import_row_rejected_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportCell',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(help_text='Line in the file; the header is line 1.')),
                        ('column', models.CharField(max_length=200)),
                        ('value', models.CharField(max_length=500)),
                        ('reason', models.CharField(max_length=300)),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='imports.importbatch')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['batch', 'number'], name='import_cell_by_line')],
                    },
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
                        ('kept', models.JSONField(db_default=[], default=list, help_text='Fields that the undo kept.')),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='imports.importbatch')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['batch', '-number'], name='import_change_to_undo')],
                        'constraints': [models.UniqueConstraint(fields=('batch', 'record_id'), name='import_change_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportMade',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('company', 'company'), ('title', 'job title')], max_length=7)),
                        ('record_id', models.BigIntegerField()),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='made', to='imports.importbatch')),
                    ],
                    options={
                        'verbose_name_plural': 'created by import',
                        'constraints': [models.UniqueConstraint(fields=('batch', 'kind', 'record_id'), name='import_made_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'title'])), name='import_made_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedMapping',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text='`contacts` or `companies`.', max_length=10)),
                        ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), help_text='Normalized column names, in order.', size=None)),
                        ('mapping', models.JSONField(help_text='Normalized column name → field; skipped columns are missing.')),
                        ('file_name', models.CharField(help_text='Name of the last file with this header.', max_length=255)),
                        ('settled_at', models.DateTimeField(auto_now=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_mappings', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_mappings', to='accounts.workspace')),
                        ('options', models.JSONField(default=dict, help_text='`mode`, `match_by` and `duplicates`; missing ones have their default.')),
                    ],
                    options={
                        'verbose_name_plural': 'saved mappings',
                        'ordering': ['-settled_at'],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'columns'), name='settled_columns_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['contacts', 'companies'])), name='settled_columns_kind')],
                        'db_table': 'imports_settledcolumns',
                    },
                ),
                migrations.CreateModel(
                    name='ImportCompanyChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('record_id', models.BigIntegerField(help_text='Company.')),
                        ('number', models.PositiveIntegerField(help_text='Place among the companies of its chunk.')),
                        ('before', models.JSONField(help_text='Field → empty value.')),
                        ('after', models.JSONField(help_text='Field → value that the import wrote.')),
                        ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('kept', models.JSONField(db_default=[], default=list, help_text='Fields that the undo kept.')),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='company_changes', to='imports.importbatch')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('batch', 'record_id'), name='import_company_change_once')],
                    },
                ),
            ],
        ),
        rename_constraints('imports_importbatch', 'n_rejected', 'n_refused'),
    ]
