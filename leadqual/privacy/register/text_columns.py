"""Text columns that may mention a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

_TEXT_FIELDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
    ArrayField,
)


def text_columns(model: type[models.Model]) -> set[str]:
    """Return the columns that can hold a text that somebody wrote; choices are fixed words."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXT_FIELDS)
        and not getattr(field, "choices", None)
        and not (isinstance(field, ArrayField) and isinstance(field.base_field, models.FloatField))
    }
