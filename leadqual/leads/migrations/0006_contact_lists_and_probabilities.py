"""Lists of people, and all five probabilities of a business model."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('leads', '0005_job_title_room'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request_id', models.UUIDField(help_text='Of the adding, made by the page: counts once, and is undone as one step.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'list entries',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='company',
            name='business_model_probabilities',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), blank=True, help_text='Of all five, adding up to 1, in the order of `BusinessModel`.', null=True, size=None),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('business_model_probabilities', None), ('business_model_probabilities__len', 5), _connector='OR'), name='company_business_model_probabilities'),
        ),
        migrations.AddField(
            model_name='contactlist',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_lists', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactlist',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_lists', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='listentry',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_entries', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='listentry',
            name='company',
            field=models.ForeignKey(blank=True, help_text='As whose decision maker the person was added.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='list_entries', to='leads.company'),
        ),
        migrations.AddField(
            model_name='listentry',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='list_entries', to='leads.contact'),
        ),
        migrations.AddField(
            model_name='listentry',
            name='contact_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='leads.contactlist'),
        ),
        migrations.AddConstraint(
            model_name='contactlist',
            constraint=models.UniqueConstraint(fields=('workspace', 'name'), name='contact_list_name_once'),
        ),
        migrations.AddConstraint(
            model_name='contactlist',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_list_has_name'),
        ),
        migrations.AddIndex(
            model_name='listentry',
            index=models.Index(fields=['contact_list', 'request_id'], name='list_entry_by_request'),
        ),
        migrations.AddConstraint(
            model_name='listentry',
            constraint=models.UniqueConstraint(fields=('contact_list', 'contact'), name='list_entry_contact_once'),
        ),
    ]
