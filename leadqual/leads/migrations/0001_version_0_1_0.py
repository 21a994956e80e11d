"""Tables of version 0.1.0: companies, job titles, contacts, lists, exports."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('leads', '0001_initial'),
        ('leads', '0002_contact_name_without_case'),
        ('leads', '0003_job_title_signature'),
        ('leads', '0004_job_title_signature_indexes'),
        ('leads', '0005_job_title_room'),
        ('leads', '0006_contact_lists_and_probabilities'),
        ('leads', '0007_contact_list_deleted_at'),
        ('leads', '0009_exports'),
        ('leads', '0010_saved_searches'),
        ('leads', '0011_contact_by_created_at'),
        ('leads', '0012_people_columns'),
        ('leads', '0014_fewer_contact_indexes'),
        ('leads', '0015_job_title_surest'),
        ('leads', '0016_job_title_surest_indexes'),
        ('leads', '0017_former_business_models'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_1_0'),
        ('taxonomy', '0001_version_0_1_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Company',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=300)),
                        ('name_key', models.CharField(help_text="Name without case and legal form.", max_length=300)),
                        ('domain', models.CharField(blank=True, help_text='Registrable.', max_length=253, null=True)),
                        ('external_id', models.CharField(blank=True, help_text='Theirs.', max_length=100, null=True)),
                        ('website', models.TextField(blank=True, default='')),
                        ('linkedin_url', models.TextField(blank=True, default='')),
                        ('overview', models.TextField(blank=True, default='')),
                        ('industry', models.CharField(blank=True, default='', max_length=200)),
                        ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Categories of the company.", size=None)),
                        ('specialties', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="What it specializes in.", size=None)),
                        ('sic_codes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='Standard Industrial Classification.', size=None)),
                        ('technologies', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Technologies it uses.", size=None)),
                        ('hubs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Communities it belongs to.", size=None)),
                        ('events', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Recent events.", size=None)),
                        ('type', models.CharField(blank=True, default='', max_length=100)),
                        ('ownership_type', models.CharField(blank=True, default='', max_length=100)),
                        ('size', models.CharField(blank=True, default='', help_text='Band, e.g. 51-200.', max_length=20)),
                        ('employees', models.PositiveIntegerField(blank=True, null=True)),
                        ('followers', models.PositiveIntegerField(blank=True, null=True)),
                        ('founded', models.PositiveSmallIntegerField(blank=True, help_text='Year.', null=True)),
                        ('headquarters', models.CharField(blank=True, default='', max_length=300)),
                        ('city', models.CharField(blank=True, default='', max_length=150)),
                        ('state', models.CharField(blank=True, default='', max_length=150)),
                        ('country', models.CharField(blank=True, default='', help_text='English name.', max_length=100)),
                        ('total_funding', models.DecimalField(blank=True, decimal_places=2, help_text='US dollars.', max_digits=16, null=True)),
                        ('alexa_rank', models.PositiveIntegerField(blank=True, null=True)),
                        ('business_model', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], default='unknown', max_length=7)),
                        ('business_model_probability', models.FloatField(blank=True, null=True)),
                        ('business_model_why', models.JSONField(blank=True, default=list)),
                        ('business_model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                        ('updated_at', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now())),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companies', to='accounts.workspace')),
                        ('business_model_probabilities', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), blank=True, help_text="Probabilities of all five, adding up to 1, in the order of `BusinessModel`.", null=True, size=None)),
                        ('business_model_earlier', models.JSONField(blank=True, help_text="[version, probability, end] of former predictions of the same business model.", null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'companies',
                        'indexes': [models.Index(fields=['workspace', 'name_key'], name='company_by_name_key'), models.Index(fields=['workspace', 'country'], name='company_by_country'), models.Index(fields=['workspace', 'industry'], name='company_by_industry'), models.Index(fields=['workspace', 'size'], name='company_by_size'), models.Index(condition=models.Q(('linkedin_url', ''), _negated=True), fields=['workspace', 'linkedin_url'], name='company_by_linkedin_url'), django.contrib.postgres.indexes.GinIndex(fields=['name'], name='company_name_trigrams', opclasses=['gin_trgm_ops'])],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'domain'), name='company_domain_once'), models.UniqueConstraint(fields=('workspace', 'external_id'), name='company_external_id_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='company_has_name'), models.CheckConstraint(condition=models.Q(('domain', ''), _negated=True), name='company_domain_not_empty'), models.CheckConstraint(condition=models.Q(('founded', None), ('founded__range', (1000, 2100)), _connector='OR'), name='company_founded'), models.CheckConstraint(condition=models.Q(('business_model__in', ['b2b', 'b2c', 'both', 'public', 'unknown'])), name='company_business_model'), models.CheckConstraint(condition=models.Q(('business_model_probability', None), ('business_model_probability__range', (0, 1)), _connector='OR'), name='company_business_model_probability'), models.CheckConstraint(condition=models.Q(('business_model_probabilities', None), ('business_model_probabilities__len', 5), _connector='OR'), name='company_business_model_probabilities')],
                    },
                ),
                migrations.CreateModel(
                    name='DoNotContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.CharField(help_text="In lower case.", max_length=254)),
                        ('reason', models.CharField(help_text='E.g. `unsubscribe` or `manual`.', max_length=60)),
                        ('origin', models.CharField(blank=True, help_text='E.g. `reply:17`.', max_length=120)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('lifted_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(blank=True, help_text="Empty if LeadQual added it itself.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='do_not_contacts', to=settings.AUTH_USER_MODEL)),
                        ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lifted_do_not_contacts', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='do_not_contacts', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('workspace', 'email'), name='do_not_contact_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email'))), models.Q(('email', ''), _negated=True)), name='do_not_contact_email')],
                    },
                ),
                migrations.CreateModel(
                    name='JobTitle',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(help_text="As first written.", max_length=1000)),
                        ('normalised', models.CharField(max_length=200)),
                        ('n_contacts', models.PositiveIntegerField(default=0, help_text="Contacts with this title.")),
                        ('level_score', models.FloatField(blank=True, null=True)),
                        ('industry_score', models.FloatField(blank=True, null=True)),
                        ('source', models.CharField(blank=True, default='', help_text="`dictionary`, `rules`, `model`, joined.", max_length=60)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('why', models.JSONField(blank=True, default=list, help_text="Evidence for the whole prediction.")),
                        ('classified_at', models.DateTimeField(blank=True, help_text="Empty until it is classified.", null=True)),
                        ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='job_titles', to='taxonomy.industry')),
                        ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='job_titles', to='taxonomy.level')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='job_titles', to='accounts.workspace')),
                        ('signature', models.CharField(blank=True, db_default='', default='', help_text="Words without rank, order and spelling; close variants share one. Empty: not computed yet.", max_length=200)),
                        ('surest', models.FloatField(db_default=-1.0, default=-1.0, help_text="Highest score of its labels, 0 if it has none; -1: not stored yet.")),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('classified_at', None)), fields=['id'], name='job_title_pending'), models.Index(fields=['workspace', '-n_contacts'], name='job_title_by_contacts'), django.contrib.postgres.indexes.GinIndex(fields=['normalised'], name='job_title_trigrams', opclasses=['gin_trgm_ops']), models.Index(fields=['workspace', 'signature'], name='job_title_by_signature'), models.Index(condition=models.Q(('signature', '')), fields=['id'], name='job_title_unsigned'), models.Index(condition=models.Q(('surest__gt', 0.0), ('surest__lt', 1.0), models.Q(('source', 'correction'), _negated=True)), fields=['workspace', 'surest', '-n_contacts', 'id'], name='job_title_by_surest'), models.Index(condition=models.Q(('level__isnull', False), ('surest__lt', 0.0)), fields=['id'], name='job_title_unnoted')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'normalised'), name='job_title_once'), models.CheckConstraint(condition=models.Q(('level_score', None), ('level_score__range', (0, 1)), _connector='OR'), name='job_title_level_score'), models.CheckConstraint(condition=models.Q(('industry_score', None), ('industry_score__range', (0, 1)), _connector='OR'), name='job_title_industry_score')],
                    },
                ),
                migrations.CreateModel(
                    name='Contact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(blank=True, default='', help_text='As written.', max_length=1000)),
                        ('first_name', models.CharField(blank=True, default='', max_length=150)),
                        ('last_name', models.CharField(blank=True, default='', max_length=150)),
                        ('email', models.CharField(blank=True, help_text="In lower case.", max_length=254, null=True)),
                        ('phone', models.CharField(blank=True, default='', max_length=60)),
                        ('linkedin_url', models.CharField(blank=True, max_length=500, null=True)),
                        ('external_id', models.CharField(blank=True, help_text='Theirs.', max_length=100, null=True)),
                        ('city', models.CharField(blank=True, default='', max_length=150)),
                        ('state', models.CharField(blank=True, default='', max_length=150)),
                        ('country', models.CharField(blank=True, default='', help_text='English name.', max_length=100)),
                        ('do_not_contact', models.BooleanField(db_default=False, default=False, help_text="Derived from the active DoNotContact rows.")),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now())),
                        ('updated_at', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now())),
                        ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='leads.company')),
                        ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='accounts.workspace')),
                        ('job_title', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='leads.jobtitle')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'country'], name='contact_by_country'), models.Index(models.F('workspace'), django.db.models.functions.text.Lower('last_name'), django.db.models.functions.text.Lower('first_name'), models.F('id'), name='contact_by_name'), models.Index(fields=['workspace', 'created_at'], name='contact_by_created_at'), models.Index(fields=['job_title', 'workspace'], name='contact_by_title')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'email'), name='contact_email_once'), models.UniqueConstraint(fields=('workspace', 'external_id'), name='contact_external_id_once'), models.UniqueConstraint(fields=('workspace', 'linkedin_url'), name='contact_linkedin_url_once'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('external_id', ''), _negated=True), models.Q(('linkedin_url', ''), _negated=True)), name='contact_keys_not_empty'), models.CheckConstraint(condition=models.Q(('email', None), ('email', django.db.models.functions.text.Lower(models.F('email'))), _connector='OR'), name='contact_email_lower')],
                    },
                ),
                migrations.CreateModel(
                    name='TitleLabel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('dictionary', 'dictionary'), ('rules', 'phrase rule'), ('model', 'model'), ('correction', 'a person')], max_length=10)),
                        ('score', models.FloatField(help_text="Probability, 0 to 1; 1 for dictionary and people.")),
                        ('function', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='title_labels', to='taxonomy.function')),
                        ('job_title', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='leads.jobtitle')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['function', 'job_title'], name='title_label_by_function')],
                        'constraints': [models.UniqueConstraint(fields=('job_title', 'function'), name='title_label_once'), models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='title_label_score'), models.CheckConstraint(condition=models.Q(('source__in', ['dictionary', 'rules', 'model', 'correction'])), name='title_label_source')],
                    },
                ),
                migrations.CreateModel(
                    name='ContactList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_lists', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_lists', to='accounts.workspace')),
                        ('deleted_at', models.DateTimeField(blank=True, help_text="When it was deleted; its people are kept for an undo.", null=True)),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_list_has_name'), models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace', 'name'), name='contact_list_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ListEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('request_id', models.UUIDField(help_text="Of the addition, generated by the page: it counts once and is undone as a whole.")),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_entries', to=settings.AUTH_USER_MODEL)),
                        ('company', models.ForeignKey(blank=True, help_text="The company for which the person was added as a decision maker.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='list_entries', to='leads.company')),
                        ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='list_entries', to='leads.contact')),
                        ('contact_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='leads.contactlist')),
                    ],
                    options={
                        'verbose_name_plural': 'list entries',
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['contact_list', 'request_id'], name='list_entry_by_request')],
                        'constraints': [models.UniqueConstraint(fields=('contact_list', 'contact'), name='list_entry_contact_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FacetState',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facet_state', serialize=False, to='accounts.workspace')),
                        ('forgotten', models.BigIntegerField(default=0, help_text="Changes of earlier transactions are deleted.")),
                    ],
                ),
                migrations.CreateModel(
                    name='FacetChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('contact', 'contacts'), ('title', 'job titles'), ('company', 'companies')], max_length=7)),
                        ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text="Keys of the rows, including deleted ones.", size=None)),
                        ('transaction', models.BigIntegerField(help_text="The transaction that wrote it.")),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('workspace', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='facet_changes', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'transaction'], name='facet_change_by_transaction')],
                    },
                ),
                migrations.CreateModel(
                    name='Export',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('query', models.TextField(blank=True, default='', help_text="Query string of the search.")),
                        ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel'), ('parquet', 'Parquet')], max_length=7)),
                        ('way', models.CharField(choices=[('page', "in the browser"), ('api', "through the API"), ('command', "on the command line")], max_length=7)),
                        ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), help_text="Column codes, in order.", size=None)),
                        ('has_stopped', models.BooleanField(default=False, help_text="Whether a manager included people marked Do not contact.")),
                        ('n_people', models.PositiveIntegerField(help_text="People found at the start.")),
                        ('n_sent', models.PositiveIntegerField(default=0, help_text="People in the file.")),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, help_text="Empty while it runs, or if it was interrupted.", null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
                        ('contact_list', models.ForeignKey(blank=True, help_text="The list, if one was exported.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exports', to='leads.contactlist')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-created_at', '-pk'],
                        'indexes': [models.Index(fields=['workspace', '-created_at'], name='export_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('format__in', ['csv', 'xlsx', 'parquet'])), name='export_format'), models.CheckConstraint(condition=models.Q(('way__in', ['page', 'api', 'command'])), name='export_way'), models.CheckConstraint(condition=models.Q(('n_sent__lte', models.F('n_people'))), name='export_sends_whom_it_found')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedSearch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('query', models.TextField(blank=True, default='', help_text="Query string, without the page.")),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('deleted_at', models.DateTimeField(blank=True, help_text="When it was deleted; it is kept for an undo.", null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='accounts.workspace')),
                    ],
                    options={
                        'verbose_name_plural': 'saved searches',
                        'ordering': ['name', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace', 'name'), name='saved_search_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_search_has_name')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchVisit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('opened_at', models.DateTimeField()),
                        ('seen', models.BigIntegerField(help_text="Key of the last contact at the previous visit; later ones are marked as new.")),
                        ('former_opened_at', models.DateTimeField(blank=True, help_text="The visit before this one; empty at the first.", null=True)),
                        ('former_seen', models.BigIntegerField(blank=True, help_text="Of the visit before; later contacts are marked as new.", null=True)),
                        ('saved_search', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='leads.savedsearch')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_visits', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('saved_search', 'user'), name='search_visit_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PeopleColumns',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), help_text="Column codes, in order.", size=None)),
                        ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='people_columns', to='accounts.member')),
                    ],
                    options={
                        'verbose_name_plural': "people columns",
                    },
                ),
                migrations.CreateModel(
                    name='FormerBusinessModel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('business_model', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                        ('probability', models.FloatField()),
                        ('probabilities', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), blank=True, help_text="As in `Company`.", null=True, size=None)),
                        ('why', models.JSONField(blank=True, default=list)),
                        ('version', models.CharField(blank=True, default='', max_length=80)),
                        ('earlier', models.JSONField(blank=True, help_text="As in `Company`.", null=True)),
                        ('ended_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text="When it was replaced.")),
                        ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='former_business_models', to='leads.company')),
                        ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='former_business_models', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['company', 'ended_at'], name='former_model_by_company'), models.Index(fields=['workspace', '-id'], name='former_model_by_age'), models.Index(fields=['workspace', 'version', '-id'], name='former_model_by_version')],
                    },
                ),
                migrations.CreateModel(
                    name='TitleSum',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n_titles', models.BigIntegerField(help_text='Titles.')),
                        ('n_pending', models.BigIntegerField(help_text="Titles waiting to be classified.")),
                        ('n_people', models.BigIntegerField(help_text="Contacts with a title.")),
                        ('n_known', models.BigIntegerField(help_text="Contacts whose title is in the dictionary.")),
                        ('n_other', models.BigIntegerField(help_text="Contacts with a classified title without a function.")),
                        ('workspace', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='title_sums', to='accounts.workspace')),
                    ],
                ),
            ],
        ),
        # Room in the pages of titles: new labels of a title then touch none of its indexes.
        migrations.RunSQL(
            'ALTER TABLE leads_jobtitle SET (fillfactor = 80)',
            'ALTER TABLE leads_jobtitle RESET (fillfactor)',
        ),
    ]
