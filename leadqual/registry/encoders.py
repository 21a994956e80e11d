"""Replacing the live encoder, by settings or by staff.

The new one is *desired* first: a job of `campaigns` computes its vectors of all companies next to
the live ones and promotes it when all exist.
"""

import re
from pathlib import Path

from django.conf import settings
from django.db import transaction

from classifiers.companies.embeddings.encoder import (
    DEFAULT_MODEL,
)
from classifiers.companies.embeddings.model_files import check, checksum_of, locate_model
from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import User
from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.services import desire, lock_kind, model_figures, promote

ENCODER = ModelVersion.Kind.ENCODER
_N_SIGNS = 8  # Of the checksum, in a version.
_LONGEST_NAME = 60
_PLAIN = re.compile(r"[^\w.-]+")


def register_named() -> ModelVersion | None:
    """Register the encoder that the settings name, and want it; once, so that staff may go back.

    Returns:
        The version where it is new; None where the settings name none or it is known.

    Raises:
        ModelFilesError: it is not there or must not be loaded; nothing has been written.
    """
    model = settings.COMPANY_ENCODER
    if model in ("", DEFAULT_MODEL):
        return None
    folder = locate_model(model)
    check(folder)
    checksum = checksum_of(folder)
    name = _PLAIN.sub("-", Path(model).name)[:_LONGEST_NAME]
    named = f"{name}@{checksum[:_N_SIGNS]}"
    with transaction.atomic():
        if any(version.version == named for version in lock_kind(ENCODER)):
            return None
        version = ModelVersion.objects.create(
            kind=ENCODER,
            version=named,
            folder=str(folder) if Path(model).expanduser().is_dir() else model,
            checksum=checksum,
            report=model_figures(folder),
            origin=ModelVersion.Origin.REGISTERED,
        )
        desire(version=version, author=None)
    return version


def setting_problem() -> str:
    """Return why the encoder that the settings name cannot be used; empty where it can."""
    model = settings.COMPANY_ENCODER
    if model in ("", DEFAULT_MODEL):
        return ""
    try:
        check(locate_model(model))
    except ModelFilesError as error:
        return str(error)
    return ""


def choose(*, version: ModelVersion, author: User) -> bool:
    """Do what a person wants who says that an encoder shall be live.

    Returns:
        True: it was live before and its vectors are kept, so it is live now. False: its vectors
        are being made; it goes live when all are there.
    """
    with transaction.atomic():
        now = next(row for row in lock_kind(ENCODER) if row.pk == version.pk)
        if now.is_active:
            return True
        if now.has_vectors:
            promote(version=now, author=author)
            return True
        desire(version=now, author=author)
    return False
