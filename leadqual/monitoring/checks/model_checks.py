"""The files of live models: whether they are there and as their checksums say."""

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from leadqual.monitoring.checks.finding import Finding
from leadqual.registry.models import SHIPPED_ENCODER, ModelVersion
from leadqual.registry.versions.model_folders import folder_of

KINDS = tuple(ModelVersion.Kind)


def check_models() -> Iterator[Finding]:
    """Read the files of every live model, and compare them with their checksums."""
    try:
        live = list(ModelVersion.objects.filter(is_active=True).only("kind", "version", "folder"))
    except (DatabaseError, InterfaceError):
        return
    for kind in KINDS:
        if all(each.kind != kind for each in live):
            yield Finding(
                f"No model for {kind} is live.", "Run `django-admin setup_leadqual --no-demo`."
            )
    for each in live:
        if each.kind == ModelVersion.Kind.ENCODER:
            yield from _encoder(each)
            continue
        try:
            artifacts.load(folder_of(each.folder), kind=each.kind)
        except ArtifactError as error:
            yield Finding(
                f"The files of {each.version} cannot be used. {error}",
                "Restore them from a backup, or roll back to a previous model in the lab.",
            )


def _encoder(version: ModelVersion) -> Iterator[Finding]:
    if version.folder != SHIPPED_ENCODER and not folder_of(version.folder).is_dir():
        yield Finding(
            f"The folder of the encoder {version.version} is missing: {version.folder}.",
            "Mount it at that path for web server and worker.",
        )
