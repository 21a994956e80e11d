"""Rules of lead scores, and whose score is to be computed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels, run_sql


class Migration(migrations.Migration):

    replaces = [
        ('lead_scores', '0001_initial'),
        ('lead_scores', '0002_score_changes'),
        ('lead_scores', '0003_rules_before_change'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
        ('campaigns', '0001_version_0_2_0'),
        ('replies', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='LeadScoreRun',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lead_score_run', serialize=False, to='accounts.workspace')),
                        ('version', models.PositiveIntegerField(default=0, help_text='Of the rules that it follows.')),
                        ('day', models.DateField(help_text='Day that ages are counted to.')),
                        ('done_to', models.BigIntegerField(default=0, help_text='Key of the last contact that is done.')),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('campaigns_at', models.DateTimeField(blank=True, help_text='When campaign scores were last read.', null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='LeadScoreChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('contact', 'contacts'), ('title', 'job titles'), ('company', 'companies')], max_length=7)),
                        ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='Keys of the rows, including deleted ones.', size=None)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('workspace', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lead_score_changes', to='accounts.workspace')),
                    ],
                ),
                migrations.CreateModel(
                    name='CompanyCampaignScore',
                    fields=[
                        ('company', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='campaign_score', serialize=False, to='leads.company')),
                        ('score', models.FloatField(help_text='-1 to 1.')),
                        ('since', models.DateTimeField(help_text='When the score became what it is.')),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='company_scores', to='campaigns.campaign')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='company_campaign_scores', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('score__range', (-1, 1))), name='company_campaign_score_range')],
                    },
                ),
                migrations.CreateModel(
                    name='LeadScoreRules',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lead_score_rules', serialize=False, to='accounts.workspace')),
                        ('weights', models.JSONField(blank=True, default=dict, help_text='Factor → points, 0 to 100.')),
                        ('half_lives', models.JSONField(blank=True, default=dict, help_text='Factor → days.')),
                        ('fits', models.JSONField(blank=True, default=dict, help_text='Fact → value → ideal, good or poor.')),
                        ('tier_a', models.PositiveSmallIntegerField(help_text='Least score of tier A.')),
                        ('tier_b', models.PositiveSmallIntegerField(help_text='Least score of tier B.')),
                        ('version', models.PositiveIntegerField(default=1, help_text='Grows with each change.')),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_score_rules', to=settings.AUTH_USER_MODEL)),
                        ('former', models.JSONField(blank=True, help_text='All of this before the last change, for its undo.', null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'lead score rules',
                        'constraints': [models.CheckConstraint(condition=models.Q(('tier_a__lte', 100), ('tier_b__gt', 0), ('tier_b__lt', models.F('tier_a'))), name='lead_score_tiers_in_order')],
                    },
                ),
            ],
        ),
        run_sql('lead_scores', 'score_changes'),
    ]
