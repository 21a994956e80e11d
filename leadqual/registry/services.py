"""Writes of the registry: a model is registered, goes live, goes back."""

from django.db import transaction
from django.utils import timezone

from classifiers import artifacts
from leadqual.accounts.models import User
from leadqual.accounts.services import record_audit
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.models import PRETRAINED, ModelVersion


@transaction.atomic
def register_pretrained() -> list[ModelVersion]:
    """Register the artifacts that come with the product; the first of a kind goes live.

    Safe to run at every start. An artifact with a version that is known is left alone.

    Returns:
        The versions that are new.

    Raises:
        ArtifactError: a shipped artifact is missing or damaged.
    """
    added = []
    for kind in ("titles", "companies", "replies"):
        artifact = artifacts.load(artifacts.pretrained(kind), kind=kind)
        version, is_new = ModelVersion.objects.get_or_create(
            version=artifact.version,
            defaults={
                "kind": kind,
                "folder": f"{PRETRAINED}{kind}",
                "checksum": artifact.checksum,
                "report": dict(artifact.report),
            },
        )
        if is_new:
            added.append(version)
            promote(version=version, author=None)
        elif version.folder == f"{PRETRAINED}{kind}" and version.checksum != artifact.checksum:
            version.checksum = artifact.checksum  # The product was updated under the same name.
            version.report = dict(artifact.report)
            version.save(update_fields=["checksum", "report"])
    return added


@transaction.atomic
def promote(*, version: ModelVersion, author: User | None) -> None:
    """Make a version the live one of its kind; the former one stays and can come back."""
    rivals = ModelVersion.objects.select_for_update().filter(kind=version.kind)
    former = next((rival for rival in rivals if rival.is_active), None)
    rivals.filter(is_active=True).update(is_active=False)
    version.is_active = True
    version.is_desired = False
    version.promoted_at = timezone.now()
    version.promoted_by = author
    version.save(update_fields=["is_active", "is_desired", "promoted_at", "promoted_by"])
    if version.kind == ModelVersion.Kind.TITLES:
        enqueue(Job.RECLASSIFY_TITLES)
    record_audit(
        workspace=None,
        actor=author,
        action="model.promoted",
        subject=f"model:{version.version}",
        details={"former": former.version if former else None},
    )
