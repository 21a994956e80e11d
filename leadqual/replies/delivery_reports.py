"""Delivery reports: one about an email we sent is trusted; others are left to a person.

Anybody can forge a report. See docs/decisions/0101-delivery-reports.md.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

from django.db.models import Q

from classifiers.replies.intents import OTHER, category_of
from classifiers.replies.rules.bounce_verdicts import Verdict
from classifiers.replies.rules.bounces import DeliveryReport, FailedRecipient
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.models import Reply, SentEmail

REASON = "bounced"
REPORT, TRUSTED = "x-leadqual-report", "x-leadqual-believed"
"""Internal entries of `Reply.headers`: a report as JSON, and its trusted verdict."""
_UNTRUSTED = "delivery report about no known email"
SENT_WITHIN = timedelta(days=14)
"""Maximum time between an email and a report on it; servers give up after five days."""


def headers_of_report(report: DeliveryReport | None) -> dict[str, str]:
    """Return the headers that store a report."""
    return (
        {REPORT: json.dumps(asdict(report), ensure_ascii=False).replace("\\u0000", "")}
        if report
        else {}
    )


def report_of(reply: Reply) -> DeliveryReport | None:
    """Return the delivery report of a reply; None if it is not one."""
    if REPORT not in reply.headers:
        return None
    kept = json.loads(reply.headers[REPORT])
    recipients = [
        FailedRecipient(recipient["addresses"], Verdict(recipient["verdict"]), recipient["words"])
        for recipient in kept.pop("recipients")
    ]
    return DeliveryReport(recipients, **kept)


def untrusted_reports() -> Q:
    """Return the condition of reports in review that may become trusted."""
    is_waiting = Q(state=Reply.State.REVIEW, corrected_at=None)
    return is_waiting & Q(headers__has_key=REPORT) & ~Q(headers__has_key=TRUSTED)


def is_about_blocked_sender() -> Q:
    """Return the condition of trusted reports that the sender was rejected."""
    return Q(**{f"headers__{TRUSTED}": Verdict.BLOCKED.value})


def words_of_report(reply: Reply) -> str:
    """Return the message of the server about the first recipient, without addresses."""
    report = report_of(reply)
    return report.recipients[0].words if report else ""


def apply_report(reply: Reply) -> None:
    """Apply a trusted report, and leave others to a person; the caller stores the reply.

    Call it in a transaction. If the address of a contact no longer exists, the contact is marked
    Do not contact, by an entry with its own origin that stays when a person corrects the reply.
    """
    report = report_of(reply)
    if report is None:
        return
    found = next(_matching_emails(reply, report), None) if report.is_from_server else None
    is_failure = any(failed.verdict != Verdict.PASSING for failed in report.recipients)
    if found or (is_failure and report.is_from_server):
        reply.intent, reply.category, reply.action = OTHER, category_of(OTHER), Reply.Action.NONE
    if found is None:
        if is_failure and reply.action == Reply.Action.NONE:
            reply.action = Reply.Action.REVIEW
            why = {"label": reply.intent, "because": "rule", "text": _UNTRUSTED, "score": 0.0}
            reply.why = [why, *reply.why]
        return
    sent, recipient = found
    reply.contact, reply.headers[TRUSTED] = sent.contact, recipient.verdict
    if recipient.verdict == Verdict.GONE and sent.contact is not None and sent.contact.email:
        set_do_not_contact(
            workspace=reply.workspace,
            email=sent.contact.email,
            reason=REASON,
            origin=f"bounce:{reply.pk}",
            author=None,
        )


def _matching_emails(
    reply: Reply, report: DeliveryReport
) -> Iterator[tuple[SentEmail, FailedRecipient]]:
    """Yield the sent emails that a report is about, with its entry on their only known receiver.

    Emails match by Message-ID, or by receiver and subject, as some servers change the ID. A
    receiver of an email can only forge a report about that email, and so about themselves.
    """
    sent = SentEmail.objects.filter(workspace=reply.workspace, is_claimed=False)
    known = sent.exclude(contact=None).select_related("contact").order_by("-sent_at", "-pk")
    for email in known.filter(message_id__in=reply.answers_to):
        if recipient := _recipient_of(email, report, reply):
            yield email, recipient
    subject = " ".join(report.subject.split())[:500]
    for recipient in report.recipients if subject else ():
        for address in recipient.addresses:
            matching = known.filter(
                contact__email=address,
                subject=subject,
                sent_at__gte=reply.received_at - SENT_WITHIN,
            )
            for email in matching[:1]:
                yield email, recipient


def _recipient_of(sent: SentEmail, report: DeliveryReport, reply: Reply) -> FailedRecipient | None:
    """Return the entry of a report on the address of an email; None if there is none."""
    address = str(sent.contact.email).lower() if sent.contact else ""
    named = [recipient for recipient in report.recipients if address in recipient.addresses]
    if named or list(report.receivers) != [address] or len(report.recipients) != 1:
        return named[0] if named else None
    # The email was forwarded, or had a hidden receiver, which also fails for other emails.
    (forwarded,) = report.recipients
    same_address = Q(**{f"headers__{REPORT}__icontains": f'"{forwarded.addresses[-1]}"'})
    reports = Reply.objects.filter(same_address, workspace=reply.workspace).exclude(pk=reply.pk)
    return None if reports.exclude(contact=sent.contact).exists() else forwarded
