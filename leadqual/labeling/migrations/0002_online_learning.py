"""Corrections move like titles; functions are learned from corrections."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('labelling', '0001_initial'),
        ('leads', '0004_job_title_signature_indexes'),
        ('taxonomy', '0002_dictionary_level_optional'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LearnedFunction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model_version', models.CharField(help_text='Whose vectors it reads.', max_length=80)),
                ('state', models.CharField(choices=[('in_force', 'in force'), ('refused', 'refused by the frozen test set'), ('replaced', 'replaced by a newer one'), ('off', 'switched off by a person')], max_length=8)),
                ('vector', models.JSONField(help_text="Weight of each number of a title's vector.")),
                ('words', models.JSONField(help_text='Feature and its weight.')),
                ('bias', models.FloatField()),
                ('threshold', models.FloatField(help_text='Score, in log-odds, from which it is given.')),
                ('displaces', models.JSONField(default=list, help_text='Slugs of functions that give way.')),
                ('n_titles', models.PositiveIntegerField(help_text='Corrected titles that carry it.')),
                ("taught_by", models.BigIntegerField(default=0, help_text="Revision of the last correction that it was learned from.")),
                ('recall', models.FloatField(help_text='Share of these found by a fit without them.')),
                ('falls', models.JSONField(default=list, help_text='Why the frozen test set refused it.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('labels', models.JSONField(help_text='Before: [slug, source, score] of each.')),
                ('source', models.CharField(blank=True, help_text='Before.', max_length=60)),
                ('why', models.JSONField(blank=True, default=list, help_text='Before.')),
                ('model_version', models.CharField(blank=True, help_text='Before.', max_length=80)),
                ('taxonomy_version', models.BigIntegerField(help_text='When it moved.')),
                ('is_in_force', models.BooleanField(default=True)),
                ('moved_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='title_revision', serialize=False, to='accounts.workspace')),
                ('number', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='spread', serialize=False, to='accounts.workspace')),
                ('position', models.BigIntegerField(default=0, help_text='Key of the last title that was read.')),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='correction',
            name='overruled',
            field=models.JSONField(blank=True, help_text='Functions that the dictionary gave; empty if it did not.', null=True),
        ),
        migrations.AddField(
            model_name='correction',
            name='revision',
            field=models.BigIntegerField(default=0, help_text='Of the workspace at the last change.'),
        ),
        migrations.AddField(
            model_name='correction',
            name='signature',
            field=models.CharField(blank=True, default='', help_text='Titles with it follow, in their functions; empty where none does.', max_length=200),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['workspace', 'revision'], name='correction_by_revision'),
        ),
        migrations.AddField(
            model_name='learnedfunction',
            name='author',
            field=models.ForeignKey(blank=True, help_text='Who switched it off.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='switched_functions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='learnedfunction',
            name='function',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned', to='taxonomy.function'),
        ),
        migrations.AddField(
            model_name='learnedfunction',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_functions', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='move',
            name='correction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='labelling.correction'),
        ),
        migrations.AddField(
            model_name='move',
            name='job_title',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='leads.jobtitle'),
        ),
        migrations.AddConstraint(
            model_name='learnedfunction',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['in_force', 'refused', 'off'])), fields=('workspace', 'function'), name='one_newest_learned_function'),
        ),
        migrations.AddConstraint(
            model_name='learnedfunction',
            constraint=models.CheckConstraint(condition=models.Q(('recall__range', (0, 1))), name='learned_function_recall'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('is_in_force', True)), fields=('job_title',), name='one_move_of_a_title'),
        ),
    ]
