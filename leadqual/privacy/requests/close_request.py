"""A privacy request is answered or declined."""

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import WrongValue
from leadqual.privacy.errors import NoReasonError
from leadqual.privacy.models import PrivacyRequest


@transaction.atomic
def close_request(
    *, request: PrivacyRequest, author: User, state: str, reason: str = ""
) -> PrivacyRequest:
    """Say that a request was answered or declined; a closed one stays as it is.

    Raises:
        NoReasonError: it is declined without a reason; nothing has been written.
    """
    if state == PrivacyRequest.State.DECLINED and not reason.strip():
        raise NoReasonError(
            "Enter the reason for declining. Nothing was changed.", WrongValue("reason")
        )
    row = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != PrivacyRequest.State.OPEN:
        return row
    row.state, row.reason = state, reason.strip()[:300]
    row.closed_by, row.closed_at = author, timezone.now()
    row.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    record_audit(
        workspace=row.workspace,
        actor=author,
        action=f"privacy_request.{state}",
        subject=f"privacy_request:{row.pk}",
        name=row.get_kind_display(),
    )
    return row
