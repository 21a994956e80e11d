"""The index of vectors is for those of the encoder that ships, which have 512 numbers."""

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from pgvector.django import HalfVectorField, HnswIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("campaigns", "0003_words_of_screens")]

    operations = [
        RemoveIndexConcurrently("companyvector", "company_vector_hnsw"),
        AddIndexConcurrently(
            "companyvector",
            HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=512)), name="halfvec_cosine_ops"
                ),
                name="company_vector_hnsw",
                m=16,
                ef_construction=64,
                condition=models.Q(
                    Exact(
                        models.Func(
                            models.F("vector"),
                            function="vector_dims",
                            output_field=models.IntegerField(),
                        ),
                        512,
                    )
                ),
            ),
        ),
    ]
