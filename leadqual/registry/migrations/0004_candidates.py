"""Candidates: how they are measured, trained, and what they say in shadow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('registry', '0003_encoders_beside'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Shadow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(help_text='When it last answered; its share counts from it.')),
                ('position', models.BigIntegerField(default=0, help_text='Key of the last row it came to.')),
                ('seconds', models.FloatField(default=0, help_text='Of work, all of it together.')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ShadowDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.BigIntegerField(help_text='Key of the title, company or reply.')),
                ('live', models.JSONField(help_text='Labels by the live model.')),
                ('new', models.JSONField(help_text='Labels by the candidate.')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ShadowPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n_read', models.PositiveIntegerField(default=0)),
                ('n_differ', models.PositiveIntegerField(default=0)),
                ('turns', models.JSONField(default=dict, help_text='`live → candidate` of labels → how often.')),
            ],
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('cause', models.CharField(choices=[('person', 'asked for'), ('corrections', 'enough corrections'), ('schedule', 'by schedule')], max_length=11)),
                ('step', models.CharField(choices=[('gather', 'gathers what people said'), ('fit', 'learns'), ('register', 'is checked'), ('done', 'done'), ('stopped', 'stopped')], default='gather', max_length=8)),
                ('n_tries', models.PositiveIntegerField(default=0, help_text='Of the step, with killed ones.')),
                ('said', models.JSONField(default=list, help_text='Corrections: key of each and its labels.')),
                ('progress', models.FloatField(default=0, help_text='Of the step, 0 to 1.')),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waits for its job'), ('running', 'is being measured'), ('done', 'measured'), ('stopped', 'could not be measured')], default='waiting', max_length=8)),
                ('n_done', models.PositiveIntegerField(default=0, help_text='Answers of both, so far.')),
                ('n_total', models.PositiveIntegerField(default=0, help_text='Answers of both, in all.')),
                ('figures', models.JSONField(default=dict, help_text='`live` and `new`, when it is done.')),
                ('gates', models.JSONField(default=list, help_text='Each gate as plain values.')),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TrialPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_live', models.BooleanField(help_text='Of the live model, else of the candidate.')),
                ('place', models.PositiveIntegerField(help_text='Of its first example.')),
                ('said', models.JSONField(help_text='One answer for each example.')),
            ],
        ),
        migrations.AddField(
            model_name='modelversion',
            name='code_version',
            field=models.CharField(blank=True, default='', help_text='Which code trained it.', max_length=40),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='data_hash',
            field=models.CharField(blank=True, default='', help_text='SHA-256 of what it was trained on.', max_length=64),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='origin',
            field=models.CharField(choices=[('shipped', 'comes with the product'), ('registered', 'registered from a folder'), ('retrained', 'learned from corrections')], default='shipped', max_length=10),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, help_text='A person took it out; it goes live no more.', null=True),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('is_active', False), _connector='OR'), name='withdrawn_model_is_not_live'),
        ),
        migrations.AddField(
            model_name='shadow',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shadows', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shadow',
            name='candidate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadows', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='shadow',
            name='live',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadows_as_live', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='shadowpart',
            name='shadow',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='registry.shadow'),
        ),
        migrations.AddField(
            model_name='shadowpart',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shadow_parts', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='shadowdifference',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='registry.shadowpart'),
        ),
        migrations.AddField(
            model_name='training',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='training',
            name='base',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainings_from', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='training',
            name='candidate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trainings', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='trial',
            name='candidate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='trial',
            name='live',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials_as_live', to='registry.modelversion'),
        ),
        migrations.AddField(
            model_name='trialpart',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='registry.trial'),
        ),
        migrations.AddConstraint(
            model_name='shadow',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('candidate',), name='one_shadow_of_a_candidate'),
        ),
        migrations.AddConstraint(
            model_name='shadowpart',
            constraint=models.UniqueConstraint(fields=('shadow', 'workspace'), name='shadow_part_once'),
        ),
        migrations.AddConstraint(
            model_name='shadowdifference',
            constraint=models.UniqueConstraint(fields=('part', 'row'), name='shadow_difference_once'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.UniqueConstraint(condition=models.Q(('step__in', ['gather', 'fit', 'register'])), fields=('kind',), name='one_open_training_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='done_trial_has_end'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('candidate', 'live'), name='one_open_trial_of_two_models'),
        ),
        migrations.AddConstraint(
            model_name='trialpart',
            constraint=models.UniqueConstraint(fields=('trial', 'is_live', 'place'), name='trial_part_once'),
        ),
    ]
