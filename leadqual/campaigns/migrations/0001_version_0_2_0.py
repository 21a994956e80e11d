"""Campaigns, verdicts, maps of companies."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
import pgvector.django.halfvec
import pgvector.django.indexes
import uuid
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('matching', '0001_version_0_1_0'),
        ('matching', '0013_related_names'),
        ('matching', '0014_description_themes'),
        ('matching', '0015_verdict_weight'),
        ('matching', '0016_exploration'),
        ('matching', '0017_reported_recommendations'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('core', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Campaign',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('description', models.TextField(blank=True, default='', help_text='The target, as text.')),
                        ('strategy', models.CharField(choices=[('likely', 'Likely matches first'), ('uncertain', 'Most uncertain first'), ('unexplored', 'Least explored first'), ('largest', 'Largest first'), ('mix', 'Mix: likely matches, then exploration')], default='likely', max_length=10)),
                        ('scope', models.CharField(choices=[('all', 'All companies of the workspace'), ('selected', 'Only added companies')], default='all', max_length=10)),
                        ('weights', models.JSONField(blank=True, default=dict, help_text='Factor → weight, 0 to 1.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('archived_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaigns', to='accounts.workspace')),
                        ('companies', models.ManyToManyField(blank=True, related_name='campaigns', through='campaigns.CampaignCompany', to='leads.company')),
                        ('learned', models.JSONField(blank=True, default=dict, help_text='Weights learned from verdicts and reasons, with the number of verdicts.')),
                        ('overlap', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Percentage of companies to double-label.')),
                        ('exploration', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Percentage of cards from areas in which least was judged.')),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='campaign_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='campaign_has_name'), models.CheckConstraint(condition=models.Q(('scope__in', ['all', 'selected'])), name='campaign_scope'), models.CheckConstraint(condition=models.Q(('overlap__range', (0, 100))), name='campaign_overlap'), models.CheckConstraint(condition=models.Q(('strategy__in', ['likely', 'uncertain', 'unexplored', 'largest', 'mix'])), name='campaign_strategy'), models.CheckConstraint(condition=models.Q(('exploration__range', (0, 50))), name='campaign_exploration')],
                    },
                ),
                migrations.CreateModel(
                    name='CampaignCompany',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='campaigns.campaign')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='leads.company')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'company'), name='campaign_company_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CompanyReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('encoder', models.CharField(help_text='Version of the encoder.', max_length=80)),
                        ('company_updated_at', models.DateTimeField(help_text='`updated_at` of the company when it was embedded; if it differs, it is embedded again.')),
                        ('revision', models.BigIntegerField(help_text='Increases with every change, so that processes load only what is new.')),
                        ('topics', pgvector.django.halfvec.HalfVectorField(blank=True, dimensions=100, help_text='Unit vector of its words.', null=True)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='leads.company')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'encoder', 'revision'], name='company_reading_by_revision'), models.Index(condition=models.Q(('topics', None)), fields=['encoder', 'workspace'], name='company_reading_without_topics')],
                        'constraints': [models.UniqueConstraint(fields=('company', 'encoder'), include=('company_updated_at',), name='company_reading_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CompanyVector',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('encoder', models.CharField(help_text='Version of the encoder.', max_length=80)),
                        ('text_hash', models.CharField(help_text='SHA-256 of the embedded text.', max_length=64)),
                        ('vector', pgvector.django.halfvec.HalfVectorField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vectors', to='leads.company')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vectors', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'encoder'], name='company_vector_by_encoder'), pgvector.django.indexes.HnswIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.comparison.Cast('vector', pgvector.django.halfvec.HalfVectorField(dimensions=384)), name='halfvec_cosine_ops'), condition=models.Q(django.db.models.lookups.Exact(models.Func(models.F('vector'), function='vector_dims', output_field=models.IntegerField()), 384)), ef_construction=64, m=16, name='company_vector_hnsw')],
                        'constraints': [models.UniqueConstraint(fields=('company', 'encoder'), name='company_vector_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Lease',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('expires_at', models.DateTimeField()),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to='campaigns.campaign')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to='leads.company')),
                        ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to=settings.AUTH_USER_MODEL)),
                        ('score', models.FloatField(blank=True, help_text='Score on the card, -1 to 1.', null=True)),
                        ('is_ahead', models.BooleanField(db_default=False, default=False, help_text='Prefetched for offline use: no one is viewing it yet.')),
                        ('chosen_because', models.CharField(blank=True, choices=[('likely', 'Highest score'), ('uncertain', 'Most uncertain'), ('unexplored', 'Least explored'), ('largest', 'Largest first'), ('new_area', 'Checking a new area'), ('description', 'Close to your description'), ('well_known', 'Most data first')], db_default='', default='', help_text='Why it is the next card; empty where its person chose it.', max_length=12)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'company'), name='one_lease_of_a_card')],
                    },
                ),
                migrations.CreateModel(
                    name='Reason',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verdict', models.CharField(choices=[('like', 'like'), ('dislike', 'dislike')], max_length=7)),
                        ('text', models.CharField(max_length=60)),
                        ('factor', models.CharField(blank=True, default='', help_text='Factor that it is about, e.g. size.', max_length=20)),
                        ('position', models.PositiveSmallIntegerField(blank=True, help_text='Shortcut key, 1 to 9; empty once it is only used in the history.', null=True)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='campaigns.campaign')),
                        ('direction', models.SmallIntegerField(default=0, help_text='Where the company lies relative to the target: -1 below (too small), 1 above.')),
                    ],
                    options={
                        'ordering': ['verdict', 'position'],
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'verdict', 'position'), name='reason_key_once'), models.CheckConstraint(condition=models.Q(('position__range', (1, 9))), name='reason_key'), models.CheckConstraint(condition=models.Q(('verdict__in', ['like', 'dislike'])), name='reason_verdict'), models.CheckConstraint(condition=models.Q(('direction__range', (-1, 1))), name='reason_direction')],
                    },
                ),
                migrations.CreateModel(
                    name='Region',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.CharField(choices=[('like', 'like'), ('dislike', 'dislike')], max_length=7)),
                        ('request_id', models.UUIDField(help_text='Generated by the page, so that a repeated request counts once.')),
                        ('n_companies', models.PositiveIntegerField(help_text='Companies that got a verdict from it.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regions', to=settings.AUTH_USER_MODEL)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regions', to='campaigns.campaign')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regions', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'request_id'), name='region_request_once'), models.CheckConstraint(condition=models.Q(('value__in', ['like', 'dislike'])), name='region_verdict')],
                    },
                ),
                migrations.CreateModel(
                    name='Verdict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.CharField(choices=[('like', 'like'), ('dislike', 'dislike'), ('skip', 'skip')], max_length=7)),
                        ('request_id', models.UUIDField(default=uuid.uuid4, help_text='Generated by the page, so that a repeated request counts once.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('is_current', models.BooleanField(default=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to=settings.AUTH_USER_MODEL)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='campaigns.campaign')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='leads.company')),
                        ('reasons', models.ManyToManyField(blank=True, related_name='verdicts', to='campaigns.reason')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_verdicts', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='accounts.workspace')),
                        ('region', models.ForeignKey(blank=True, help_text='Bulk verdict from the map or a list, if it was given with others.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='verdicts', to='campaigns.region')),
                        ('settles', models.BooleanField(db_default=False, default=False, help_text='Final decision on a disagreement; it overrides all other verdicts.')),
                        ('score', models.FloatField(blank=True, help_text='Score on the card, -1 to 1; empty without a score.', null=True)),
                        ('weight', models.PositiveSmallIntegerField(choices=[(1, 'normal'), (2, 'strong')], db_default=1, default=1, help_text='2 counts like two likes or dislikes; a skip has weight 1.')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['campaign', '-id'], name='verdict_by_campaign')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('campaign', 'company', 'author'), name='one_current_verdict_of_a_person'), models.UniqueConstraint(fields=('campaign', 'request_id'), name='verdict_request_once'), models.CheckConstraint(condition=models.Q(('value__in', ['like', 'dislike', 'skip'])), name='verdict_value'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('is_current', False), _connector='OR'), name='undone_verdict_is_not_current'), models.CheckConstraint(condition=models.Q(('weight', 1), models.Q(('weight', 2), models.Q(('value', 'skip'), _negated=True)), _connector='OR'), name='verdict_weight')],
                    },
                ),
                migrations.CreateModel(
                    name='MapPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('layout', models.PositiveIntegerField(default=1, help_text='Number of the layout; the highest one of a workspace is used.')),
                        ('encoder', models.CharField(help_text='The encoder whose embedding was used.', max_length=80)),
                        ('x', models.FloatField(help_text='X position, 0 to 1.')),
                        ('y', models.FloatField(help_text='Y position, 0 to 1.')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='map_places', to='leads.company')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='map_places', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'layout', 'company'], name='map_place_by_layout')],
                        'constraints': [models.UniqueConstraint(fields=('company', 'layout'), name='map_place_once'), models.CheckConstraint(condition=models.Q(('x__range', (0, 1)), ('y__range', (0, 1))), name='map_place_in_plane')],
                    },
                ),
                migrations.CreateModel(
                    name='Dropped',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excluded_verdicts', to=settings.AUTH_USER_MODEL)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='excluded_verdicts', to='campaigns.campaign')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='excluded_verdicts', to='leads.company')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_excluded_verdicts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('campaign', 'company'), name='dropped_company_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Seed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('domain', models.CharField(blank=True, default='', help_text='As entered; a registrable domain.', max_length=253)),
                        ('origin', models.CharField(choices=[('domains', 'one of your examples'), ('segment', 'one of your customers')], max_length=7)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seeds', to='campaigns.campaign')),
                        ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='seeds', to='leads.company')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(condition=models.Q(('company', None)), fields=['domain'], name='seed_waiting_for_company')],
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'company'), name='seed_company_once'), models.UniqueConstraint(condition=models.Q(('domain', ''), _negated=True), fields=('campaign', 'domain'), name='seed_domain_once'), models.CheckConstraint(condition=models.Q(('company__isnull', False), models.Q(('domain', ''), _negated=True), _connector='OR'), name='seed_names_something'), models.CheckConstraint(condition=models.Q(('origin__in', ['domains', 'segment'])), name='seed_origin')],
                    },
                ),
                migrations.CreateModel(
                    name='DescriptionVector',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('encoder', models.CharField(help_text='Version of the encoder.', max_length=80)),
                        ('text_hash', models.CharField(help_text='SHA-256 of all themes.', max_length=64)),
                        ('vector', pgvector.django.halfvec.HalfVectorField()),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='description_vectors', to='campaigns.campaign')),
                        ('theme', models.PositiveSmallIntegerField(default=0, help_text='Its place in the text.')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('campaign', 'encoder', 'theme'), name='description_theme_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Replay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('progress', models.FloatField(default=0, help_text='Progress, 0 to 1.')),
                        ('n_companies', models.PositiveIntegerField(default=0, help_text='Companies that were replayed.')),
                        ('found', models.JSONField(default=dict, help_text='Strategy → for each like, the number of the card that found it.')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replays', to=settings.AUTH_USER_MODEL)),
                        ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replays', to='campaigns.campaign')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('campaign',), name='one_replay_at_a_time'), models.CheckConstraint(condition=models.Q(('progress__range', (0, 1))), name='replay_progress')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportedRecommendations',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('company_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='Ascending.', size=None)),
                        ('looked_at', models.DateTimeField()),
                        ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reported_recommendations', to='campaigns.campaign')),
                    ],
                    options={
                        'verbose_name_plural': 'reported recommendations',
                    },
                ),
            ],
        ),
        # The order of changes of verdicts, over all campaigns.
        migrations.RunSQL('CREATE SEQUENCE campaigns_revision'),
    ]
