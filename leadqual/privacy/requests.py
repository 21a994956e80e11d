"""A reply that asks for its writer's data, or for its erasure, opens a request."""

from calendar import monthrange
from datetime import date

from django.db import transaction
from django.utils import timezone

from classifiers.replies.rules.requests import ERASURE, privacy_requests
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.leads.services import set_do_not_contact
from leadqual.privacy.models import PrivacyRequest
from leadqual.replies.models import Reply
from leadqual.replies.selectors import addresses_of


@transaction.atomic
def close_request(
    *, request: PrivacyRequest, author: User, state: str, reason: str = ""
) -> PrivacyRequest:
    """Close a request as answered or declined; closed ones are unchanged.

    Raises:
        LeadqualError: it is declined without a reason; nothing has been written.
    """
    if state == PrivacyRequest.State.DECLINED and not reason.strip():
        raise LeadqualError(
            "Enter the reason for declining. Nothing was changed.",
            WrongValue("reason"),
            code="no_reason",
            status=422,
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


def one_month_after(day: date) -> date:
    """Return the same day of the next month, or its last day if there is no such day."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def open_requests(reply: Reply) -> list[PrivacyRequest]:
    """Open what a reply asks for; runs in the transaction that stores what the reply wants.

    Whoever wants to be erased is not written to meanwhile, as after a request to stop.
    """
    kinds = privacy_requests(f"{reply.subject}\n\n{reply.written or reply.text}")
    found = []
    for kind in sorted(kinds):
        row, is_new = PrivacyRequest.objects.get_or_create(
            reply=reply,
            kind=kind,
            defaults={
                "workspace": reply.workspace,
                "sender": reply.sender,
                "received_at": reply.received_at,
                "due_on": one_month_after(reply.received_at.date()),
            },
        )
        found.append(row)
        if is_new:
            record_audit(
                workspace=reply.workspace,
                actor=None,
                action="privacy_request.opened",
                subject=f"privacy_request:{row.pk}",
                name=row.get_kind_display(),
            )
    if ERASURE in kinds:
        for address in addresses_of(reply):
            set_do_not_contact(
                workspace=reply.workspace,
                email=address,
                reason="erasure_request",
                origin=f"reply:{reply.pk}",
                author=None,
            )
    return found
