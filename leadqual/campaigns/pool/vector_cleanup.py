"""The job that deletes vectors of encoders that are neither live nor desired, in chunks."""

import time
from datetime import timedelta

from django.db import connection, transaction

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import DescriptionVector
from leadqual.campaigns.pool import index_files
from leadqual.campaigns.pool.index_building import logger
from leadqual.core import clock
from leadqual.registry.models import EncoderTrades, ModelVersion
from leadqual.registry.versions.services import lock_kind

RETENTION = timedelta(days=14)
"""How long vectors of a former encoder are kept after the switch."""

SLICE_SECONDS = 4.0
_CHUNK = 5_000
_PARTIAL_PROGRESS = (
    0.99  # Progress after the first deletion: a rollback has to embed companies again.
)
_DELETE = """
    WITH gone AS (
        DELETE FROM campaigns_companyreading WHERE id IN (
            SELECT id FROM campaigns_companyreading
             WHERE workspace_id = %(workspace)s AND encoder = %(encoder)s LIMIT %(part)s)
        RETURNING company_id),
    vectors AS (
        DELETE FROM campaigns_companyvector v USING gone
         WHERE v.company_id = gone.company_id AND v.encoder = %(encoder)s)
    SELECT count(*) FROM gone
"""


def work(*, seconds: float = SLICE_SECONDS) -> None:
    """Delete vectors until the time is up; the schedule continues with the rest.

    An encoder that becomes desired again meanwhile keeps its remaining vectors.
    """
    until = time.monotonic() + seconds
    for version in _versions_to_delete():
        for workspace in Workspace.objects.order_by("pk").values_list("pk", flat=True):
            while _delete_chunk(version, workspace):
                if time.monotonic() > until:
                    return
            index_files.delete_files(workspace, version.version)
        if _finish(version):
            logger.info("vectors deleted", extra={"encoder": version.version})


def _versions_to_delete() -> list[ModelVersion]:
    """Return the encoders whose vectors are to be deleted.

    Former live encoders can be rolled back to until another one has been live for `RETENTION`.
    """
    versions = list(ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER).order_by("pk"))
    live = next((version for version in versions if version.is_active), None)
    if live is None:
        return []
    is_expired = live.promoted_at is not None and live.promoted_at < clock.now() - RETENTION
    return [
        version
        for version in versions
        if not (version.is_active or version.is_desired or version.progress == 0)
        and (is_expired or not version.has_vectors)
    ]


@transaction.atomic
def _delete_chunk(version: ModelVersion, workspace_id: int) -> bool:
    """Delete some vectors of a workspace; False if there are none, or they must be kept."""
    if not _is_unused(version):
        return False
    ModelVersion.objects.filter(pk=version.pk).update(progress=_PARTIAL_PROGRESS)
    with connection.cursor() as cursor:
        cursor.execute(
            _DELETE, {"workspace": workspace_id, "encoder": version.version, "part": _CHUNK}
        )
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic
def _finish(version: ModelVersion) -> bool:
    """Delete the few remaining vectors, and record that none are left."""
    if not _is_unused(version):
        return False
    DescriptionVector.objects.filter(encoder=version.version).delete()
    EncoderTrades.objects.filter(encoder=version).delete()
    ModelVersion.objects.filter(pk=version.pk).update(progress=0, n_waiting=0)
    return True


def _is_unused(version: ModelVersion) -> bool:
    """Return whether an encoder is neither live nor desired, and lock it in this transaction."""
    current = next((live for live in lock_kind(version.kind) if live.pk == version.pk), None)
    return current is not None and not (current.is_active or current.is_desired)
