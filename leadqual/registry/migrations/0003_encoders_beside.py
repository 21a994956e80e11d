"""How far a desired encoder is, what hinders it, and the trades as each encoder reads them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_desired_encoder'),
    ]

    operations = [
        migrations.AddField(
            model_name='modelversion',
            name='n_waiting',
            field=models.PositiveIntegerField(default=0, help_text='Of a desired encoder: companies that it has still to read.'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='problem',
            field=models.TextField(blank=True, default='', help_text='Of an encoder: why it could not read at the last try.'),
        ),
        migrations.AlterField(
            model_name='modelversion',
            name='progress',
            field=models.FloatField(default=0, help_text='Of an encoder: share of the companies that have its vector, 0 to 1.'),
        ),
        migrations.CreateModel(
            name='EncoderTrades',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrases', models.CharField(help_text='SHA-256 of the trades in words.', max_length=64)),
                ('sectors', models.JSONField(help_text='Number of the sector of each trade, from 0.')),
                ('vectors', models.BinaryField(help_text='Unit vectors in their order, half precision.')),
                ('encoder', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trades', to='registry.modelversion')),
            ],
        ),
    ]
