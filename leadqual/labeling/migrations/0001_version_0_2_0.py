"""Corrections, suggestions, learned functions, queues of titles."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('labelling', '0001_version_0_1_0'),
        ('labelling', '0017_words_of_the_field'),
        ('labelling', '0018_rename_models'),
        ('labelling', '0019_learned_function_states'),
        ('labelling', '0020_related_names'),
        ('labelling', '0021_suggestion_levels'),
        ('labelling', '0022_help_texts'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
        ('taxonomy', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='BulkCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(help_text='Name of the group at that time.', max_length=200)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_corrections', to=settings.AUTH_USER_MODEL)),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_bulk_corrections', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_corrections', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'db_table': 'labeling_correctionstep',
                    },
                ),
                migrations.CreateModel(
                    name='Correction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('note', models.CharField(blank=True, default='', max_length=300)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('is_current', models.BooleanField(default=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to=settings.AUTH_USER_MODEL)),
                        ('functions', models.ManyToManyField(blank=True, help_text='Empty means unclassified.', related_name='corrections', to='taxonomy.function')),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='taxonomy.industry')),
                        ('job_title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='leads.jobtitle')),
                        ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='taxonomy.level')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_corrections', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='accounts.workspace')),
                        ('overruled', models.JSONField(blank=True, help_text='Functions given by the dictionary; empty if there were none.', null=True)),
                        ('revision', models.BigIntegerField(default=0, help_text='Revision of the workspace at the last change.')),
                        ('signature', models.CharField(blank=True, default='', help_text='Titles with the same signature get these functions; empty if nothing is propagated.', max_length=200)),
                        ('learned_before', models.JSONField(blank=True, help_text='Functions given by learned functions.', null=True)),
                        ('step', models.ForeignKey(blank=True, help_text='The bulk correction it belongs to; empty for a single one.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='labeling.bulkcorrection')),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, help_text='Empty while only its author has confirmed it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approved_corrections', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('job_title',), name='one_current_correction_of_a_title'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('is_current', False), _connector='OR'), name='undone_is_not_current'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='approved_by_somebody')],
                        'indexes': [models.Index(fields=['workspace', 'revision'], name='correction_by_revision')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnedFunction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model_version', models.CharField(help_text='Model version whose embeddings it reads.', max_length=80)),
                        ('state', models.CharField(choices=[('active', 'active'), ('on_hold', 'on hold'), ('rejected', 'failed the quality gate'), ('newer', 'on hold next to an older active version'), ('replaced', 'replaced by a newer version'), ('off', 'turned off')], max_length=8)),
                        ('vector', models.JSONField(help_text='Weight of each dimension of a title embedding.')),
                        ('words', models.JSONField(help_text='Weight of each feature.')),
                        ('bias', models.FloatField()),
                        ('threshold', models.FloatField(help_text='Threshold, in log-odds.')),
                        ('displaces', models.JSONField(default=list, help_text='Slugs of functions that it replaces.')),
                        ('n_titles', models.PositiveIntegerField(help_text='Corrected titles with this function.')),
                        ('taught_by', models.BigIntegerField(default=0, help_text='Revision of the last correction it was learned from.')),
                        ('recall', models.FloatField(help_text='Cross-validated recall on its training titles.')),
                        ('falls', models.JSONField(default=list, help_text='Why it failed the quality gate.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('author', models.ForeignKey(blank=True, help_text='Who turned it off, or activated it although it was on hold or failed the quality gate.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='learned_functions', to=settings.AUTH_USER_MODEL)),
                        ('function', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_functions', to='taxonomy.function')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_functions', to='accounts.workspace')),
                        ('accepted', models.JSONField(default=list, help_text='Metric drops that a manager accepted when activating it.')),
                        ('former', models.ForeignKey(blank=True, help_text='The version that was active before a manager activated this one.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='labeling.learnedfunction')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('recall__range', (0, 1))), name='learned_function_recall'), models.UniqueConstraint(condition=models.Q(('state', 'newer')), fields=('workspace', 'function'), name='one_learned_function_beside'), models.UniqueConstraint(condition=models.Q(('state__in', ['active', 'on_hold', 'rejected', 'off'])), fields=('workspace', 'function'), name='one_newest_learned_function')],
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
                        ('position', models.BigIntegerField(default=0, help_text='Key of the last title processed.')),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('changed', models.PositiveIntegerField(default=0)),
                        ('started_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='LearnedTitle',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('score', models.FloatField(help_text='Probability, 0 to 1.')),
                        ('job_title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_titles', to='leads.jobtitle')),
                        ('learned', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learned_titles', to='labeling.learnedfunction')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('learned', 'job_title'), name='learned_title_once'), models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='learned_title_probability')],
                    },
                ),
                migrations.CreateModel(
                    name='BusinessModelCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('business_model', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                        ('former', models.JSONField(help_text='Previous answer: business_model, probability, probabilities, why, version.')),
                        ('note', models.CharField(blank=True, default='', max_length=300)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('is_current', models.BooleanField(default=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='business_model_corrections', to=settings.AUTH_USER_MODEL)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='business_model_corrections', to='leads.company')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_business_model_corrections', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='business_model_corrections', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('company',), name='one_current_business_model_correction'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('is_current', False), _connector='OR'), name='undone_business_model_correction_is_not_current'), models.CheckConstraint(condition=models.Q(('business_model__in', ['b2b', 'b2c', 'both', 'public', 'unknown'])), name='business_model_correction_label')],
                    },
                ),
                migrations.CreateModel(
                    name='QueueRun',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queue_run', serialize=False, to='accounts.workspace')),
                        ('asked_at', models.DateTimeField(blank=True, help_text='Empty if no job is pending.', null=True)),
                        ('started_at', models.DateTimeField(blank=True, null=True)),
                        ('phase', models.CharField(blank=True, default='', help_text='Current phase, as text.', max_length=60)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('made_at', models.DateTimeField(blank=True, help_text='When the current result was built.', null=True)),
                        ('n_titles', models.PositiveIntegerField(default=0, help_text='Titles compared.')),
                        ('newest', models.BigIntegerField(default=0, help_text='Key of the last correction at that time.')),
                        ('problem', models.CharField(blank=True, default='', max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name='TitleGroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('n_titles', models.PositiveIntegerField(help_text='Titles when it was built.')),
                        ('n_contacts', models.PositiveBigIntegerField(help_text='Contacts when it was built.')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_groups', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-n_contacts', 'pk'],
                        'indexes': [models.Index(fields=['workspace', '-n_contacts', 'id'], name='title_group_by_people')],
                    },
                ),
                migrations.CreateModel(
                    name='GroupedTitle',
                    fields=[
                        ('job_title', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='grouped', serialize=False, to='leads.jobtitle')),
                        ('likeness', models.FloatField(help_text='Distance to the center of the group, 0 to 1.')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='labeling.titlegroup')),
                    ],
                ),
                migrations.CreateModel(
                    name='CarriedFunction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('correction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carried_functions', to='labeling.correction')),
                        ('named', models.ForeignKey(help_text='The function in the original correction.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='taxonomy.function')),
                        ('into', models.ForeignKey(help_text='The function it was merged into.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='taxonomy.function')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('correction', 'named', 'into'), name='function_carried_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerPrediction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('labels', models.JSONField(help_text='[slug, source, score] of each; empty means unclassified.')),
                        ('level', models.CharField(help_text='Level slug.', max_length=60)),
                        ('level_score', models.FloatField(blank=True, null=True)),
                        ('industry', models.CharField(blank=True, default='', help_text='Industry slug.', max_length=60)),
                        ('source', models.CharField(blank=True, default='', max_length=60)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('ended_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When it was replaced.')),
                        ('job_title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_predictions', to='leads.jobtitle')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_predictions', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['job_title', 'ended_at'], name='former_by_title'), models.Index(fields=['workspace', 'model_version', '-id'], name='former_by_model')],
                    },
                ),
                migrations.CreateModel(
                    name='ShownPrediction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text='title, company or reply', max_length=7)),
                        ('text_hash', models.CharField(max_length=64)),
                        ('labels', models.JSONField(help_text='[slug, score] of each; empty means unclassified.')),
                        ('level', models.CharField(blank=True, default='', max_length=60)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('answer_hash', models.CharField(help_text='Hash of labels, level and model.', max_length=64)),
                        ('n_times', models.PositiveIntegerField(db_default=1, default=1)),
                        ('first_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('workspace', models.ForeignKey(blank=True, help_text='Empty if shown to an anonymous visitor.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shown_predictions', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'text_hash', 'answer_hash'), name='one_row_for_each_answer', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind__in', ['title', 'company', 'reply'])), name='shown_prediction_kind')],
                        'indexes': [models.Index(fields=['last_at'], name='shown_by_age')],
                    },
                ),
                migrations.CreateModel(
                    name='Suggestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('title', 'job title'), ('company', 'company'), ('reply', 'reply')], max_length=7)),
                        ('text', models.TextField(help_text='Title, company or reply, as shown.')),
                        ('key', models.CharField(help_text='Groups suggestions about the same subject; for titles, the normalized title.', max_length=200)),
                        ('functions', models.JSONField(blank=True, help_text='Function slugs; an empty list means unclassified, null only reports an error.', null=True)),
                        ('label', models.CharField(blank=True, default='', help_text='Business model or intent.', max_length=40)),
                        ('shown', models.JSONField(default=dict, help_text='What was shown: labels with scores, level, model.')),
                        ('note', models.CharField(blank=True, default='', max_length=300)),
                        ('visitor', models.CharField(blank=True, default='', help_text='Keyed hash of the IP address; never the address.', max_length=32)),
                        ('n_times', models.PositiveIntegerField(default=1, help_text='How often this person suggested it.')),
                        ('state', models.CharField(choices=[('suggested', 'suggested'), ('accepted', 'accepted'), ('returned', 'returned with a note'), ('withdrawn', 'withdrawn')], default='suggested', max_length=9)),
                        ('answer', models.CharField(blank=True, default='', help_text='Note of the reviewer for the author.', max_length=300)),
                        ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('author', models.ForeignKey(blank=True, help_text='Empty for an anonymous visitor.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to=settings.AUTH_USER_MODEL)),
                        ('correction', models.ForeignKey(blank=True, help_text='The correction it became; if that is undone, the suggestion needs review again.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='labeling.correction')),
                        ('job_title', models.ForeignKey(blank=True, help_text='Empty if no contact has the title, and for companies and replies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='leads.jobtitle')),
                        ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviewed_suggestions', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='accounts.workspace')),
                        ('business_model_correction', models.ForeignKey(blank=True, help_text='The correction of a company it became; see `correction`.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='labeling.businessmodelcorrection')),
                        ('company', models.ForeignKey(blank=True, help_text='Empty for titles and replies, and for companies entered in Look up.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='leads.company')),
                        ('is_second', models.BooleanField(db_default=False, default=False, help_text='Made by the second of two people who label the same title independently.')),
                        ('industry', models.CharField(blank=True, db_default='', default='', help_text='Industry slug of a title; counts only with a level, empty means none.', max_length=50)),
                        ('level', models.CharField(blank=True, db_default='', default='', help_text='Level slug of a title; empty where the suggestion leaves it as it is.', max_length=50)),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['workspace', 'kind', 'key'], name='suggestion_by_key')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'suggested')), fields=('workspace', 'kind', 'key', 'author'), name='one_open_suggestion_of_a_member'), models.UniqueConstraint(condition=models.Q(('author', None), ('state', 'suggested')), fields=('workspace', 'kind', 'key', 'visitor'), name='one_open_suggestion_of_a_visitor'), models.CheckConstraint(condition=models.Q(('state__in', ['suggested', 'accepted', 'returned', 'withdrawn'])), name='suggestion_state'), models.CheckConstraint(condition=models.Q(('kind__in', ['title', 'company', 'reply'])), name='suggestion_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='ChanceRun',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='chance_run', serialize=False, to='accounts.workspace')),
                        ('asked_at', models.DateTimeField(blank=True, help_text='Empty if no job is pending.', null=True)),
                        ('done', models.PositiveIntegerField(default=0, help_text='Titles processed so far.')),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('made_at', models.DateTimeField(blank=True, help_text='Of the result shown now.', null=True)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('taxonomy_version', models.BigIntegerField(default=0)),
                        ('n_titles', models.PositiveIntegerField(default=0, help_text='Titles that were counted.')),
                        ('n_corrected', models.PositiveIntegerField(default=0, help_text='Corrections that the curve is based on.')),
                        ('problem', models.CharField(blank=True, default='', max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name='FunctionChances',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('titles', models.JSONField(help_text='Titles in each bin.')),
                        ('contacts', models.JSONField(help_text='Contacts with these titles.')),
                        ('right', models.JSONField(help_text='Corrected titles with the function.')),
                        ('wrong', models.JSONField(help_text='Corrected titles without the function.')),
                        ('n_carry', models.PositiveIntegerField(help_text='Corrected titles with the function that no dictionary entry or rule labels.')),
                        ('examples', models.JSONField(help_text='[bin, key of a title], most contacts first.')),
                        ('function', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chances', to='taxonomy.function')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='function_chances', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'function'), name='function_chances_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TitleLease',
                    fields=[
                        ('job_title', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lease', serialize=False, to='leads.jobtitle')),
                        ('expires_at', models.DateTimeField()),
                        ('is_over', models.BooleanField(default=False, help_text='Answered. The lease is kept until it expires, so that nobody who asked for a title at the same moment gets this one.')),
                        ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_leases', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_leases', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'expires_at'], name='title_lease_by_end')],
                    },
                ),
                migrations.CreateModel(
                    name='PropagatedLabel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('labels', models.JSONField(help_text='Before: [slug, source, score] of each.')),
                        ('source', models.CharField(blank=True, help_text='Before.', max_length=60)),
                        ('why', models.JSONField(blank=True, default=list, help_text='Before.')),
                        ('model_version', models.CharField(blank=True, help_text='Before.', max_length=80)),
                        ('taxonomy_version', models.BigIntegerField(help_text='When the labels were propagated.')),
                        ('is_in_force', models.BooleanField(default=True)),
                        ('moved_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('correction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='propagated_labels', to='labeling.correction')),
                        ('job_title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='propagated_labels', to='leads.jobtitle')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_in_force', True)), fields=('job_title',), name='one_move_of_a_title')],
                        'db_table': 'labeling_move',
                    },
                ),
                migrations.CreateModel(
                    name='LabelConflict',
                    fields=[
                        ('job_title', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='label_conflict', serialize=False, to='leads.jobtitle')),
                        ('kind', models.CharField(choices=[('dictionary', 'dictionary and model disagree'), ('similar', 'similar title with different labels'), ('suspect', 'suspected label error')], max_length=10)),
                        ('functions', models.JSONField(help_text='The other functions: slugs; empty means unclassified.')),
                        ('score', models.FloatField(help_text='Probability or similarity, 0 to 1.')),
                        ('newest', models.BigIntegerField(help_text='Key of the last correction at that time; a later one resolves the conflict.')),
                        ('beside', models.ForeignKey(blank=True, help_text='The similar title with these labels.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='similar_label_conflicts', to='leads.jobtitle')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='label_conflicts', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'kind'], name='doubt_by_kind')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='doubt_score'), models.CheckConstraint(condition=models.Q(('kind__in', ['dictionary', 'similar', 'suspect'])), name='doubt_kind')],
                        'db_table': 'labeling_doubt',
                    },
                ),
            ],
        ),
    ]
