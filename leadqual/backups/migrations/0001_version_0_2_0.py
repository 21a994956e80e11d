"""Runs of backups, and the journal of what a restore applies again."""

from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels, run_sql


class Migration(migrations.Migration):

    replaces = [
        ('backups', '0001_initial'),
        ('backups', '0002_journal_triggers'),
        ('backups', '0003_backup_place'),
        ('backups', '0004_restores'),
    ]

    initial = True

    dependencies = [
        ('leads', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='JournalChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('table', models.CharField(max_length=40)),
                        ('row_id', models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='JournalState',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('last_part', models.CharField(blank=True, default='', max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name='BackupRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('backup', 'Backup'), ('verify', 'Verified restore'), ('restore', 'Restore')], max_length=7)),
                        ('name', models.CharField(blank=True, help_text='Of the backup.', max_length=60)),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(auto_now_add=True)),
                        ('size', models.PositiveBigIntegerField(default=0, help_text='Of the archive, in bytes.')),
                        ('n_rows', models.PositiveBigIntegerField(default=0, help_text='Rows in all tables.')),
                        ('n_files', models.PositiveIntegerField(default=0)),
                        ('is_encrypted', models.BooleanField(default=False)),
                        ('is_good', models.BooleanField(help_text='Whether it succeeded.')),
                        ('problem', models.CharField(blank=True, default='', max_length=500)),
                        ('place', models.CharField(blank=True, db_default='', default='', help_text='Folder or URL it is in.', max_length=500)),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['kind', '-started_at'], name='backup_run_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('is_good', True), ('problem', '')), models.Q(('is_good', False), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='backup_run_problem')],
                    },
                ),
            ],
        ),
        run_sql('backups', 'journal'),
    ]
