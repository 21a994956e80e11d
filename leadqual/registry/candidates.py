"""A folder with a model becomes a candidate: it is hostile until it has been checked."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from django.db import transaction

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError, ClassifierError
from classifiers.core.types import CompanyRecord, ReplyText
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError
from leadqual.registry.models import ModelVersion
from leadqual.registry.trials import start_trial
from leadqual.registry.versions.model_files import folder_name, keep_files, models_home
from leadqual.registry.versions.readers import reader_in
from leadqual.registry.versions.services import ARTIFACT_FILES

KINDS = (ModelVersion.Kind.TITLES, ModelVersion.Kind.COMPANIES, ModelVersion.Kind.REPLIES)
_SAMPLES: Mapping[str, object] = {
    "titles": "head of sales",
    "companies": CompanyRecord("Acme", overview="Software for warehouses."),
    "replies": ReplyText(subject="Re: your offer", text="Please call me next week."),
}
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,79}", re.ASCII)  # It names a folder: never `..`.
_SIGNS = {"data_hash": re.compile(r"[0-9a-f]{0,64}"), "code_version": re.compile(r"[\w.+-]{0,40}")}
_UNFIT = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def register_folder(
    folder: Path,
    *,
    author: User | None,
    origin: ModelVersion.Origin = ModelVersion.Origin.REGISTERED,
) -> ModelVersion:
    """Copy an artifact into this installation and start its trial as a candidate.

    Args:
        folder: as `leadqual train` writes it.
        author: None for the command line and for jobs.
        origin: where it comes from.

    Raises:
        LeadqualError: `folder_refused`: it is no artifact, damaged, too large, of another kind,
            does not load, or is registered already; nothing of it is kept.
    """
    home = models_home()
    home.mkdir(parents=True, exist_ok=True)
    copy = Path(mkdtemp(prefix=".incoming-", dir=home))
    try:
        _copy_artifact(folder, copy)
        artifact = _checked(copy)
        with transaction.atomic():
            version = _register(artifact, copy, author=author, origin=origin)
    except ClassifierError as error:
        text = str(error).replace(str(copy), str(folder))
        raise LeadqualError(
            f"{text} Nothing was registered.", code="folder_refused", status=422
        ) from error
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    return version


def _copy_artifact(folder: Path, copy: Path) -> None:
    """Copy the four files of an artifact and nothing else; links are not followed."""
    for name in ARTIFACT_FILES:
        file = folder / name
        if file.is_symlink() or not file.is_file():
            raise ArtifactError(f"{folder} has no file {name}, or it is a symbolic link.")
        if file.stat().st_size > artifacts.MAX_BYTES:
            raise ArtifactError(f"{file} is too large for a model file.")
        try:
            shutil.copyfile(file, copy / name)
        except OSError as error:
            raise ArtifactError(f"{file} could not be copied: {error.strerror}.") from error


def _checked(copy: Path) -> artifacts.Artifact:
    """Load the copied artifact as if live, and test a prediction."""
    kind = artifacts.read_manifest(copy).get("kind")
    if kind not in KINDS:
        raise ArtifactError(
            f"{copy} contains a model of kind {kind!r}; supported kinds: {', '.join(KINDS)}."
        )
    artifact = artifacts.load(copy, kind=str(kind))
    _check_words(artifact, copy)
    try:
        outputs = reader_in(copy, str(kind))([_SAMPLES[artifact.kind]])
    except _UNFIT as error:
        raise ArtifactError(
            f"{copy} contains a model that cannot make predictions: {error!r}."
        ) from error
    if not all(each.has_valid_scores for each in outputs):
        raise ArtifactError(f"{copy} contains a model whose scores are not probabilities.")
    return artifact


def _check_words(artifact: artifacts.Artifact, copy: Path) -> None:
    """Reject artifact metadata that cannot be used as a folder name or stored in a table."""
    if not _PLAIN.fullmatch(artifact.version):
        raise ArtifactError(f"{copy} has an invalid version name.")
    for name, plain in _SIGNS.items():
        if not plain.fullmatch(getattr(artifact, name)):
            raise ArtifactError(f"{copy} has an invalid {name}.")
    try:
        words = json.dumps(artifact.report, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ArtifactError(f"{copy} has a report that cannot be stored: {error}.") from error
    if rb"\u0000" in words:
        raise ArtifactError(f"{copy} has a report with invalid characters.")


def _register(
    artifact: artifacts.Artifact,
    copy: Path,
    *,
    author: User | None,
    origin: ModelVersion.Origin,
) -> ModelVersion:
    known = ModelVersion.objects.filter(version=artifact.version).first()
    if known is not None and known.withdrawn_at is None:
        raise ArtifactError(f"{artifact.version} is already registered.")
    folder = folder_name(kind=artifact.kind, version=artifact.version, checksum=artifact.checksum)
    version, _ = ModelVersion.objects.update_or_create(
        version=artifact.version,
        defaults={
            "kind": artifact.kind,
            "folder": folder,
            "checksum": artifact.checksum,
            "report": dict(artifact.report),
            "origin": origin,
            "data_hash": artifact.data_hash,
            "code_version": artifact.code_version,
            "withdrawn_at": None,  # A withdrawn version can be registered again.
            "promoted_at": None,
        },
    )
    record_audit(
        workspace=None,
        actor=author,
        action="model.registered",
        subject=f"model:{version.version}",
        name=version.version,
        details={"checksum": version.checksum, "origin": origin},
    )
    version.trials.all().delete()  # They are of other files that had this name.
    start_trial(version)
    keep_files(copy, folder)
    return version
