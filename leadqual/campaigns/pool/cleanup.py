"""Vectors of encoders that are neither live nor wanted are deleted, some thousand at a time."""

import logging
import time
from datetime import timedelta

from django.db import connection, transaction

from leadqual.accounts.models import Workspace
from leadqual.campaigns.models import DescriptionVector
from leadqual.campaigns.pool import index_files
from leadqual.core import clock
from leadqual.registry.models import EncoderTrades, ModelVersion
from leadqual.registry.versions.services import lock_kind

logger = logging.getLogger(__name__)

KEPT = timedelta(days=14)
"""How long the vectors of a former encoder are kept after another one went live."""

SLICE_SECONDS = 4.0

_PART = 5_000
_NOT_WHOLE = 0.99  # From the first deletion on: such an encoder does not come back in one step.
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
    """Delete what is due for a while; the schedule comes again for the rest.

    An encoder that becomes wanted again meanwhile keeps what is left of its vectors.
    """
    until = time.monotonic() + seconds
    for version in _due():
        for workspace in Workspace.objects.order_by("pk").values_list("pk", flat=True):
            while _delete_part(version, workspace):
                if time.monotonic() > until:
                    return
            index_files.delete_files(workspace, version.version)
        if _end(version):
            logger.info("vectors deleted", extra={"encoder": version.version})


def _due() -> list[ModelVersion]:
    """Return the encoders whose vectors are to go.

    Those that were live come back in one step until another one has been live for `KEPT`.
    """
    versions = list(ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER).order_by("pk"))
    live = next((version for version in versions if version.is_active), None)
    if live is None:
        return []
    is_over = live.promoted_at is not None and live.promoted_at < clock.now() - KEPT
    return [
        version
        for version in versions
        if not (version.is_active or version.is_desired or version.progress == 0)
        and (is_over or not version.has_vectors)
    ]


@transaction.atomic
def _delete_part(version: ModelVersion, workspace_id: int) -> bool:
    """Delete some vectors of a workspace; False where there are none, or where they stay."""
    if not _is_unused(version):
        return False
    ModelVersion.objects.filter(pk=version.pk).update(progress=_NOT_WHOLE)
    with connection.cursor() as cursor:
        cursor.execute(
            _DELETE, {"workspace": workspace_id, "encoder": version.version, "part": _PART}
        )
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic
def _end(version: ModelVersion) -> bool:
    """Delete what is left, which is little, and note that there is nothing more."""
    if not _is_unused(version):
        return False
    DescriptionVector.objects.filter(encoder=version.version).delete()
    EncoderTrades.objects.filter(encoder=version).delete()
    ModelVersion.objects.filter(pk=version.pk).update(progress=0, n_waiting=0)
    return True


def _is_unused(version: ModelVersion) -> bool:
    """Return whether an encoder is neither live nor wanted, and keep it so in this transaction."""
    now = next((one for one in lock_kind(version.kind) if one.pk == version.pk), None)
    return now is not None and not (now.is_active or now.is_desired)
