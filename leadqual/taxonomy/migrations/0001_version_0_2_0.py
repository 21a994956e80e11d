"""Departments, functions, levels, industries, dictionaries and drafts of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('taxonomy', '0001_version_0_1_0'),
        ('taxonomy', '0008_name_of_the_owner_level'),
        ('taxonomy', '0009_related_names'),
        ('taxonomy', '0010_help_texts'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Department',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=100)),
                        ('position', models.PositiveSmallIntegerField(default=0, help_text='Order on screen.')),
                        ('retired_at', models.DateTimeField(blank=True, null=True)),
                        ('merged_into', models.ForeignKey(blank=True, help_text='Receives its functions and redirects of its URL; this department is retired.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='taxonomy.department')),
                    ],
                    options={
                        'ordering': ['position', 'name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', None), ('retired_at__isnull', False), _connector='OR'), name='merged_department_is_retired'), models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('name',), name='department_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Industry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=60, unique=True)),
                        ('name', models.CharField(max_length=100, unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name_plural': 'industries',
                        'ordering': ['position', 'name'],
                    },
                ),
                migrations.CreateModel(
                    name='Level',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=60, unique=True)),
                        ('about', models.CharField(blank=True, max_length=300)),
                        ('rank', models.PositiveSmallIntegerField(unique=True)),
                    ],
                    options={
                        'ordering': ['rank'],
                    },
                ),
                migrations.CreateModel(
                    name='TaxonomyVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('changed_at', models.DateTimeField(auto_now_add=True)),
                        ('reason', models.CharField(blank=True, max_length=200)),
                        ('author', models.ForeignKey(blank=True, help_text='Empty for LeadQual itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taxonomy_versions', to=settings.AUTH_USER_MODEL)),
                        ('document', models.BinaryField(help_text='The whole taxonomy after the change, as packed by `document.pack`.', null=True)),
                        ('n_changes', models.PositiveIntegerField(default=0)),
                        ('sentences', models.JSONField(default=list, help_text='The first changes, as text.')),
                        ('went_back_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='restored_versions', to='taxonomy.taxonomyversion')),
                    ],
                    options={
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Function',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=60, unique=True)),
                        ('name', models.CharField(max_length=100)),
                        ('about', models.CharField(blank=True, help_text='What the function covers.', max_length=300)),
                        ('position', models.PositiveSmallIntegerField(default=0, help_text='Order within the department.')),
                        ('threshold', models.FloatField(blank=True, help_text='Score at which the label is shown; if empty, the threshold of the model applies.', null=True)),
                        ('retired_at', models.DateTimeField(blank=True, null=True)),
                        ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='functions', to='taxonomy.department')),
                        ('merged_into', models.ForeignKey(blank=True, help_text='Receives its dictionary entries, phrase rules, titles and corrections, and redirects of its URL; this function is retired. Titles labeled by the model alone are classified again.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='taxonomy.function')),
                    ],
                    options={
                        'ordering': ['department__position', 'position', 'name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('threshold', None), ('threshold__range', (0, 1)), _connector='OR'), name='function_threshold'), models.CheckConstraint(condition=models.Q(('merged_into', None), ('retired_at__isnull', False), _connector='OR'), name='merged_function_is_retired'), models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('department', 'name'), name='function_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DictionaryEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('normalised', models.CharField(help_text='The normalized title.', max_length=200, unique=True)),
                        ('functions', models.ManyToManyField(blank=True, help_text='Empty means unclassified.', related_name='dictionary_entries', to='taxonomy.function')),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dictionary_entries', to='taxonomy.industry')),
                        ('level', models.ForeignKey(blank=True, help_text='If empty, the model decides.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dictionary_entries', to='taxonomy.level')),
                    ],
                    options={
                        'verbose_name_plural': 'dictionary entries',
                        'ordering': ['normalised'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('normalised', ''), _negated=True), name='dictionary_entry_not_empty')],
                    },
                ),
                migrations.CreateModel(
                    name='PhraseRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('phrase', models.CharField(help_text='Normalized words.', max_length=120, unique=True)),
                        ('functions', models.ManyToManyField(blank=True, help_text='Empty means no function.', related_name='phrase_rules', to='taxonomy.function')),
                    ],
                    options={
                        'ordering': ['phrase'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('phrase', ''), _negated=True), name='phrase_not_empty')],
                    },
                ),
                migrations.CreateModel(
                    name='RepresentativeTitle',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=200)),
                        ('function', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representative_titles', to='taxonomy.function')),
                    ],
                    options={
                        'ordering': ['function', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('function', 'title'), name='representative_title_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ConfusionCost',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('truth', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                        ('said', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                        ('cost', models.FloatField()),
                    ],
                    options={
                        'ordering': ['truth', 'said'],
                        'constraints': [models.UniqueConstraint(fields=('truth', 'said'), name='confusion_cost_once'), models.CheckConstraint(condition=models.Q(('cost__range', (0, 1000))), name='confusion_cost'), models.CheckConstraint(condition=models.Q(('truth__in', ['b2b', 'b2c', 'both', 'public', 'unknown']), ('said__in', ['b2b', 'b2c', 'both', 'public', 'unknown'])), name='confusion_cost_labels')],
                    },
                ),
                migrations.CreateModel(
                    name='OtherTool',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=40, unique=True)),
                        ('name', models.CharField(max_length=60, unique=True)),
                        ('calls', models.CharField(help_text='How the tool names functions, e.g. job function.', max_length=60)),
                        ('source', models.CharField(blank=True, help_text='URL where the tool publishes its names.', max_length=300)),
                        ('note', models.CharField(blank=True, help_text='How the names were collected.', max_length=300)),
                        ('position', models.PositiveSmallIntegerField(default=0, help_text='Column order.')),
                    ],
                    options={
                        'ordering': ['position', 'name'],
                    },
                ),
                migrations.CreateModel(
                    name='CrosswalkName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(help_text='As written by the tool.', max_length=100)),
                        ('function', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names_in_other_tools', to='taxonomy.function')),
                        ('tool', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='taxonomy.othertool')),
                    ],
                    options={
                        'ordering': ['tool', 'function'],
                        'constraints': [models.UniqueConstraint(fields=('tool', 'function'), name='crosswalk_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='crosswalk_name_not_empty')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerSlug',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('function', 'function'), ('department', 'department')], max_length=10)),
                        ('slug', models.SlugField(max_length=60)),
                        ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='taxonomy.department')),
                        ('function', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='taxonomy.function')),
                    ],
                    options={
                        'ordering': ['kind', 'slug'],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='former_slug_once'), models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('function__isnull', False), ('kind', 'function')), models.Q(('department__isnull', False), ('function', None), ('kind', 'department')), _connector='OR'), name='former_slug_has_one_row')],
                    },
                ),
                migrations.CreateModel(
                    name='TaxonomyDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('reason', models.CharField(blank=True, help_text='Reason; required to publish.', max_length=200)),
                        ('document', models.BinaryField(help_text='The taxonomy as edited; see `TaxonomyVersion.document`.')),
                        ('former', models.BinaryField(help_text='Before the last edit; null if there is nothing to undo.', null=True)),
                        ('edits', models.PositiveIntegerField(default=0, help_text='Number of edits.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('edited_at', models.DateTimeField(auto_now=True)),
                        ('put_away_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taxonomy_drafts', to=settings.AUTH_USER_MODEL)),
                        ('base', models.ForeignKey(help_text='The version it started from; has a document.', on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='taxonomy.taxonomyversion')),
                        ('published_as', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='taxonomy.taxonomyversion')),
                        ('edited_by', models.ForeignKey(blank=True, help_text='Author of the last edit; empty for LeadQual itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='edited_taxonomy_drafts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('published_as', None), ('put_away_at', None), _connector='OR'), name='published_draft_is_not_put_away')],
                    },
                ),
                migrations.CreateModel(
                    name='DraftEffect',
                    fields=[
                        ('draft', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='effect', serialize=False, to='taxonomy.taxonomydraft')),
                        ('edits', models.PositiveIntegerField(help_text='Number of the edit that was previewed.')),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('asked_at', models.DateTimeField(help_text='Identifies the run.')),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('done', models.PositiveBigIntegerField(default=0, help_text='Titles processed.')),
                        ('total', models.PositiveBigIntegerField(default=0, help_text='Titles of all workspaces.')),
                        ('problem', models.CharField(blank=True, default='', max_length=200)),
                        ('judged', models.JSONField(default=dict, help_text='Metrics on the frozen test set.')),
                    ],
                ),
                migrations.CreateModel(
                    name='DraftEffectPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('after', models.BigIntegerField(default=0, help_text='Key of the last title processed.')),
                        ('is_done', models.BooleanField(default=False)),
                        ('found', models.JSONField(default=dict, help_text='Counts, examples and downstream impact.')),
                        ('effect', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='taxonomy.drafteffect')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_effects', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('effect', 'workspace'), name='draft_effect_part_once')],
                    },
                ),
            ],
        ),
    ]
