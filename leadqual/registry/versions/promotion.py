"""Promote candidates by quality gates, roll back, and withdraw versions."""

from django.db import transaction

from classifiers.core import artifacts
from classifiers.core.errors import ArtifactError
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.registry.errors import NotACandidateError
from leadqual.registry.models import ModelVersion, Trial
from leadqual.registry.versions.model_files import delete_folder, folder_of
from leadqual.registry.versions.services import lock_kind, promote

LONGEST_REASON = 300
State = ModelVersion.State


@transaction.atomic
def go_live(*, version: ModelVersion, author: User | None, reason: str = "") -> None:
    """Make a version live: a candidate that passes its gates, or one that was live before.

    Every process uses it from its next request.

    Args:
        version: not a model of embeddings; see `encoders.choose`.
        author: of the staff; None for the command line.
        reason: why it goes live although a gate fails; recorded, needed only then.

    Raises:
        NotACandidateError: it was withdrawn, or is an embedding model; nothing has changed.
        LeadqualError: `files_gone`: its files are missing or were replaced.
        LeadqualError: `not_measured`: it was not compared with the current live model.
        LeadqualError: `gate_failed`: a gate fails, and no reason is given; the message names each.
    """
    if version.kind == ModelVersion.Kind.ENCODER:
        raise NotACandidateError(
            f"{version.version} is an encoder: it goes live from the lab, once all "
            "companies are embedded. Nothing was changed."
        )
    versions = lock_kind(version.kind)
    now = next(row for row in versions if row.pk == version.pk)
    live = next((row for row in versions if row.is_active), None)
    if now.is_active:
        return
    if now.withdrawn_at is not None:
        raise NotACandidateError(f"{now.version} was retired. The live model stays.")
    _check_files(now)
    details: dict[str, object] = {"reason": reason[:LONGEST_REASON]}
    if now.state == State.CANDIDATE and live is not None:
        trial = _trial_of(now, live)
        failed = trial.refusals
        if failed and not reason.strip():
            raise LeadqualError(
                f"{now.version} was not promoted; the live model stays. {' '.join(failed)} "
                "Staff can promote it anyway with a written reason.",
                code="gate_failed",
                status=409,
            )
        details |= {"trial": trial.pk, "failed": failed}
    promote(version=now, author=author, details=details)
    version.refresh_from_db()


@transaction.atomic
def roll_back(*, kind: str, author: User | None, reason: str = "") -> ModelVersion:
    """Bring back the version that was live before; no gate is asked.

    Raises:
        LeadqualError: `nothing_to_go_back_to`: none was live before, or all were withdrawn.
    """
    former = former_of(kind)
    if former is None:
        raise LeadqualError(
            f"There is no previous model for {kind}. The live one stays.",
            code="nothing_to_go_back_to",
            status=409,
        )
    go_live(version=former, author=author, reason=reason)
    return former


def former_of(kind: str) -> ModelVersion | None:
    """Return the previously live version; one query."""
    rows = ModelVersion.objects.filter(
        kind=kind, is_active=False, withdrawn_at=None, promoted_at__isnull=False
    )
    return rows.order_by("-promoted_at").first()


@transaction.atomic
def retire(*, version: ModelVersion, author: User | None, reason: str = "") -> None:
    """Withdraw a version that is not live; the files of one that was registered are deleted.

    Raises:
        NotACandidateError: it is live, or withdrawn already; nothing has changed.
    """
    now = next(row for row in lock_kind(version.kind) if row.pk == version.pk)
    if now.is_active or now.withdrawn_at is not None or now.kind == ModelVersion.Kind.ENCODER:
        text = "is live" if now.is_active else "cannot be retired"
        raise NotACandidateError(f"{now.version} {text}. Nothing was changed.")
    now.withdrawn_at = clock.now()
    now.save(update_fields=["withdrawn_at"])
    now.shadows.filter(ended_at=None).update(ended_at=clock.now())
    record_audit(
        workspace=None,
        actor=author,
        action="model.withdrawn",
        subject=f"model:{now.version}",
        name=now.version,
        details={"reason": reason[:LONGEST_REASON]},
    )
    transaction.on_commit(lambda: delete_folder(now.folder))
    version.refresh_from_db()


def _check_files(version: ModelVersion) -> None:
    """Reject a version whose files cannot be loaded or belong to another version.

    For shipped versions, only the files of the latest one exist.
    """
    try:
        artifact = artifacts.load(folder_of(version.folder), kind=version.kind)
    except ArtifactError as error:
        raise LeadqualError(
            f"{error} The live model stays.", code="files_gone", status=409
        ) from error
    if artifact.checksum != version.checksum:
        raise LeadqualError(
            f"The files of {version.version} no longer exist: {artifact.version} "
            "replaced them. The live model stays.",
            code="files_gone",
            status=409,
        )


def _trial_of(candidate: ModelVersion, live: ModelVersion) -> Trial:
    trial = Trial.objects.filter(candidate=candidate, live=live, state=Trial.State.DONE).first()
    if trial is None:
        raise LeadqualError(
            f"{candidate.version} was not evaluated against the live {live.version}. "
            "Evaluate it first. Nothing was changed.",
            code="not_measured",
            status=409,
        )
    return trial
