"""Who has which title open now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('labelling', '0014_approvals'),
        ('leads', '0016_job_title_surest_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TitleLease',
            fields=[
                ('job_title', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='lease', serialize=False, to='leads.jobtitle')),
                ('expires_at', models.DateTimeField()),
                ('is_over', models.BooleanField(default=False, help_text='Answered. It stays for the rest of its minute: nobody who looked for the next title before the answer gets this one after it.')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_leases', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_leases', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'expires_at'], name='title_lease_by_end')],
            },
        ),
    ]
