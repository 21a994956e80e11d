"""Versions of models."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('registry', '0001_version_0_1_0'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='ModelVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('titles', 'Titles'), ('companies', 'Business models'), ('replies', 'Replies'), ('encoder', 'Company embeddings')], max_length=10)),
                        ('version', models.CharField(help_text='E.g. titles-2026.11.1.', max_length=80, unique=True)),
                        ('folder', models.CharField(help_text='Folder of the artifact; `pretrained:kind` for those that ship with LeadQual.', max_length=500)),
                        ('checksum', models.CharField(help_text='SHA-256 of its manifest.', max_length=64)),
                        ('report', models.JSONField(default=dict, help_text='Metrics of its evaluation.')),
                        ('is_active', models.BooleanField(default=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('promoted_at', models.DateTimeField(blank=True, null=True)),
                        ('promoted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to=settings.AUTH_USER_MODEL)),
                        ('is_desired', models.BooleanField(default=False, help_text='An encoder whose embeddings are being computed; it goes live after that.')),
                        ('progress', models.FloatField(default=0, help_text='For an encoder: share of companies with its embedding, 0 to 1.')),
                        ('n_waiting', models.PositiveIntegerField(default=0, help_text='For an encoder that will go live: companies left to embed.')),
                        ('problem', models.TextField(blank=True, default='', help_text='For an encoder: why the last embedding job failed.')),
                        ('code_version', models.CharField(blank=True, default='', help_text='Code version it was trained with.', max_length=40)),
                        ('data_hash', models.CharField(blank=True, default='', help_text='SHA-256 of the training data.', max_length=64)),
                        ('origin', models.CharField(choices=[('shipped', 'ships with LeadQual'), ('registered', 'registered from a folder'), ('retrained', 'learned from corrections')], default='shipped', max_length=10)),
                        ('withdrawn_at', models.DateTimeField(blank=True, help_text='When it was retired; it cannot go live again.', null=True)),
                    ],
                    options={
                        'ordering': ['kind', '-created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('kind',), name='one_active_model_of_a_kind'), models.CheckConstraint(condition=models.Q(('kind__in', ['titles', 'companies', 'replies', 'encoder'])), name='model_version_kind'), models.UniqueConstraint(condition=models.Q(('is_desired', True)), fields=('kind',), name='one_desired_model_of_a_kind'), models.CheckConstraint(condition=models.Q(('is_desired', False), models.Q(('is_active', False), ('kind', 'encoder')), _connector='OR'), name='desired_model_is_an_encoder_not_live'), models.CheckConstraint(condition=models.Q(('progress__range', (0, 1))), name='model_version_progress'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('is_active', False), _connector='OR'), name='withdrawn_model_is_not_live')],
                    },
                ),
                migrations.CreateModel(
                    name='EncoderTrades',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('phrases', models.CharField(help_text='SHA-256 of the trade descriptions.', max_length=64)),
                        ('sectors', models.JSONField(help_text='Index of the sector of each trade, from 0.')),
                        ('vectors', models.BinaryField(help_text='Unit vectors in order, half precision.')),
                        ('encoder', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trades', to='registry.modelversion')),
                    ],
                ),
                migrations.CreateModel(
                    name='Shadow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('started_at', models.DateTimeField(auto_now_add=True)),
                        ('ends_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('looked_at', models.DateTimeField(help_text='When it last made predictions; its share of time counts from it.')),
                        ('position', models.BigIntegerField(default=0, help_text='Key of the last row processed.')),
                        ('seconds', models.FloatField(default=0, help_text='Total time of work.')),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shadows', to=settings.AUTH_USER_MODEL)),
                        ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadows', to='registry.modelversion')),
                        ('live', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadows_as_live', to='registry.modelversion')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('candidate',), name='one_shadow_of_a_candidate')],
                    },
                ),
                migrations.CreateModel(
                    name='ShadowPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n_read', models.PositiveIntegerField(default=0)),
                        ('n_differ', models.PositiveIntegerField(default=0)),
                        ('turns', models.JSONField(default=dict, help_text='Count of each `live → candidate` change of labels.')),
                        ('shadow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='registry.shadow')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadow_parts', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('shadow', 'workspace'), name='shadow_part_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ShadowDifference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('row', models.BigIntegerField(help_text='Key of the title, company or reply.')),
                        ('live', models.JSONField(help_text='Labels of the live model.')),
                        ('new', models.JSONField(help_text='Labels of the candidate.')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='registry.shadowpart')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(fields=('part', 'row'), name='shadow_difference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Training',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=10)),
                        ('cause', models.CharField(choices=[('person', 'requested'), ('corrections', 'enough corrections'), ('schedule', 'by schedule')], max_length=11)),
                        ('step', models.CharField(choices=[('gather', 'collecting corrections'), ('fit', 'learning'), ('register', 'being checked'), ('done', 'done'), ('stopped', 'stopped')], default='gather', max_length=8)),
                        ('n_tries', models.PositiveIntegerField(default=0, help_text='Tries of the step, including interrupted ones.')),
                        ('said', models.JSONField(default=list, help_text='Corrections: key of each and its labels.')),
                        ('progress', models.FloatField(default=0, help_text='Progress of the step, 0 to 1.')),
                        ('problem', models.CharField(blank=True, default='', max_length=300)),
                        ('asked_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL)),
                        ('base', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainings_from', to='registry.modelversion')),
                        ('candidate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trainings', to='registry.modelversion')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('step__in', ['gather', 'fit', 'register'])), fields=('kind',), name='one_open_training_of_a_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Trial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'evaluating'), ('done', 'measured'), ('stopped', 'evaluation failed')], default='waiting', max_length=8)),
                        ('n_done', models.PositiveIntegerField(default=0, help_text='Predictions of both models so far.')),
                        ('n_total', models.PositiveIntegerField(default=0, help_text='Predictions of both models in total.')),
                        ('figures', models.JSONField(default=dict, help_text='`live` and `new`, once it is done.')),
                        ('gates', models.JSONField(default=list, help_text='Result of each gate.')),
                        ('problem', models.CharField(blank=True, default='', max_length=300)),
                        ('asked_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='registry.modelversion')),
                        ('live', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials_as_live', to='registry.modelversion')),
                        ('n_tries', models.PositiveIntegerField(default=0, help_text='Since the last part was stored.')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='done_trial_has_end'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('candidate', 'live'), name='one_open_trial_of_two_models')],
                    },
                ),
                migrations.CreateModel(
                    name='TrialPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_live', models.BooleanField(help_text='Of the live model, or of the candidate.')),
                        ('place', models.PositiveIntegerField(help_text='Index of its first example.')),
                        ('said', models.JSONField(help_text='One prediction per example.')),
                        ('trial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='registry.trial')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('trial', 'is_live', 'place'), name='trial_part_once')],
                    },
                ),
            ],
        ),
    ]
