"""Write operations of the registry: register, activate, select encoders, store files."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from classifiers.companies.embeddings.encoder import CompanyEncoder, shipped_folder
from classifiers.companies.embeddings.model_files import checksum_of
from classifiers.core import artifacts
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.registry.models import PRETRAINED, SHIPPED_ENCODER, ModelVersion
from leadqual.webhooks.outbox import emit_everywhere

STORED = "stored:"
"""Before the folder below `models_home()`: it may be moved, and hosts may share a store."""
ARTIFACT_FILES = (artifacts.MANIFEST, *artifacts.FILES)


@transaction.atomic
def register_pretrained() -> list[ModelVersion]:
    """Register the shipped models; a new one replaces an earlier shipped one.

    Safe to run at every start. An artifact with a version that is known is left alone. Where people
    put another model live, a new shipped one becomes a candidate.

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
                "data_hash": artifact.data_hash,
                "code_version": artifact.code_version,
            },
        )
        if is_new:
            added.append(version)
            live = ModelVersion.objects.filter(kind=kind, is_active=True).first()
            if live is None or live.origin == ModelVersion.Origin.SHIPPED:
                promote(version=version, author=None)
        elif version.folder == f"{PRETRAINED}{kind}" and version.checksum != artifact.checksum:
            version.checksum = artifact.checksum  # The product was updated under the same name.
            version.report = dict(artifact.report)
            version.save(update_fields=["checksum", "report"])
    return added + _register_encoder()


def _register_encoder() -> list[ModelVersion]:
    """Register the shipped encoder.

    One that was updated is wanted where its former version is live: that one answers until the
    vectors of the new one are there.
    """
    shipped = CompanyEncoder()
    versions = lock_kind(ModelVersion.Kind.ENCODER)
    if any(version.version == shipped.version for version in versions):
        return []
    folder = shipped_folder()
    version = ModelVersion.objects.create(
        kind=ModelVersion.Kind.ENCODER,
        version=shipped.version,
        folder=SHIPPED_ENCODER,
        checksum=checksum_of(folder),
        report=model_figures(folder),
    )
    live = next((version for version in versions if version.is_active), None)
    if live is None:
        promote(version=version, author=None)
    elif live.folder == SHIPPED_ENCODER:
        desire(version=version, author=None)
    return [version]


def model_figures(folder: Path) -> dict[str, object]:
    """Return the report of a sentence model for the models page."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"files": {"megabytes": round(size / 2**20, 1), "folder": folder.name}}


def lock_kind(kind: str) -> list[ModelVersion]:
    """Lock and return all versions of a kind, always in the same order."""
    return list(ModelVersion.objects.select_for_update().filter(kind=kind).order_by("pk"))


@transaction.atomic
def promote(
    *, version: ModelVersion, author: User | None, details: Mapping[str, object] | None = None
) -> None:
    """Make a version live; the former one is kept for rollback.

    Does not check quality gates: see `promotion`. For an encoder, all vectors must exist: see
    `encoders.choose`.

    Args:
        version: any that is not withdrawn.
        author: None for the start of the product and the command line.
        details: for the audit log, in addition to the former version.
    """
    former = next((rival for rival in lock_kind(version.kind) if rival.is_active), None)
    if former is not None:
        ModelVersion.objects.filter(pk=former.pk).update(is_active=False, progress=1)
    version.is_active = True
    version.is_desired = False
    version.progress = 1
    version.n_waiting = 0
    version.promoted_at = clock.now()
    version.promoted_by = author
    marks = ["is_active", "is_desired", "progress", "n_waiting", "promoted_at", "promoted_by"]
    version.save(update_fields=marks)
    if version.kind == ModelVersion.Kind.TITLES:
        enqueue(Job.RECLASSIFY_TITLES)
    record_audit(
        workspace=None,
        actor=author,
        action="model.promoted",
        subject=f"model:{version.version}",
        name=version.version,
        before={"live": former.version if former else None},
        after={"live": version.version},
        details=dict(details or {}),
    )
    promoted = {
        "kind": version.kind,
        "version": version.version,
        "former_version": former.version if former else None,
    }
    emit_everywhere("model.promoted", promoted)


@transaction.atomic
def desire(*, version: ModelVersion, author: User | None) -> None:
    """Request vectors of an encoder; it goes live when all exist.

    Replaces an earlier request, whose vectors the job deletes.

    Args:
        version: not the live one.
        author: None if requested by the settings.
    """
    for rival in lock_kind(ModelVersion.Kind.ENCODER):
        if rival.is_desired and rival.pk != version.pk:
            withdraw(version=rival, author=author)
    n_wanted = ModelVersion.objects.filter(pk=version.pk, is_desired=False, is_active=False).update(
        is_desired=True, problem=""
    )
    if n_wanted:
        _record("encoder.desired", version, author)
    enqueue(Job.FILL_ENCODER)


@transaction.atomic
def withdraw(*, version: ModelVersion, author: User | None) -> bool:
    """Cancel the request for an encoder; the job deletes its vectors.

    Returns:
        False if it was not requested, e.g. because it has just gone live.
    """
    lock_kind(ModelVersion.Kind.ENCODER)
    wanted = ModelVersion.objects.filter(pk=version.pk, is_desired=True)
    if not wanted.update(is_desired=False, n_waiting=0, problem=""):
        return False
    _record("encoder.withdrawn", version, author)
    enqueue(Job.FILL_ENCODER)
    return True


def note_problem(version: str, problem: str) -> None:
    """Keep why an encoder could not read, for the page of models; empty where it could."""
    versions = ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER, version=version)
    versions.exclude(problem=problem).update(problem=problem)


def _record(action: str, version: ModelVersion, author: User | None) -> None:
    record_audit(
        workspace=None,
        actor=author,
        action=action,
        subject=f"model:{version.version}",
        name=version.version,
    )
