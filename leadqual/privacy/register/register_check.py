"""What the register does not speak about yet: new tables, columns and files."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from leadqual.privacy.register.personal_tables import FILES, FREE, TABLES, USER_TABLES

_TEXTS = (
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
        if isinstance(field, _TEXTS)
        and not getattr(field, "choices", None)
        and not (isinstance(field, ArrayField) and isinstance(field.base_field, models.FloatField))
    }


def unregistered() -> list[str]:
    """Return tables and columns that the register does not know, and entries without a table."""
    entries = {table.model: table for table in (*TABLES, *USER_TABLES)}
    found = []
    there = set()
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        there.add(label)
        if label in FREE:
            continue
        if label not in entries:
            found.append(label)
            continue
        known = entries[label].columns
        found += [f"{label}.{name}" for name in sorted(text_columns(model) - known)]
        names = {field.name for field in model._meta.concrete_fields}
        found += [f"{label}.{name}: no such column" for name in sorted(known - names)]
    found += [f"{label}: no such table" for label in sorted((set(entries) | set(FREE)) - there)]
    return found


def unregistered_files(folder: Path) -> Iterator[str]:
    """Yield the files below a folder that no kind of the register covers."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(fnmatch(name, kind.place) for kind in FILES):
            yield name
