"""Steps of an erasure after the rows about the person are gone; each may be done twice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from leadqual.accounts.models import Workspace
from leadqual.privacy.erasure.audit import redact_audit
from leadqual.privacy.erasure.field_codes import rename_codes
from leadqual.privacy.erasure.invitations import delete_invitations
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.redaction import redact_table
from leadqual.privacy.erasure.replies import redact_replies
from leadqual.privacy.erasure.servers import forget_statistics, rewrite_redis_file
from leadqual.privacy.erasure.sessions import forget_messages
from leadqual.privacy.erasure.stored_answers import delete_answers
from leadqual.privacy.erasure.stored_files import (
    delete_emails,
    delete_exports,
    mask_logs,
    renew_company_files,
    renew_facets,
)
from leadqual.privacy.erasure.suppression import finish_lists
from leadqual.privacy.erasure.titles import redact_titles
from leadqual.privacy.erasure.traces import Traces
from leadqual.privacy.erasure.uploads import delete_uploads
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.register_entries import Table

Run = Callable[[Workspace, Person, Traces], int]


@dataclass(frozen=True, slots=True)
class ErasureStep:
    """One step.

    Args:
        name: table or kind of file.
        run: does it; returns how many rows or files of the workspace it changed.
    """

    name: str
    run: Run


_SPECIAL = {
    "replies.Reply": redact_replies,
    "accounts.AuditRow": redact_audit,
    "leads.Contact": redact_titles,
    "leads.JobTitle": redact_titles,
    "leads.SavedSearch": redact_titles,
    "leads.WatchedSearch": redact_titles,
    "leads.Export": redact_titles,
    "labelling.Correction": redact_titles,
    "labelling.TitleGroup": redact_titles,
    "labelling.LearnedFunction": redact_titles,
}


def _of_table(table: Table) -> ErasureStep:
    redact = partial(_SPECIAL.get(table.model, redact_table), table)

    def run(_workspace: Workspace, person: Person, traces: Traces) -> int:
        return redact(person, traces)

    return ErasureStep(table.model, run)


STEPS = (
    ErasureStep("field codes", rename_codes),
    ErasureStep("uploads", delete_uploads),
    ErasureStep("suppression", finish_lists),
    *(_of_table(table) for table in TABLES if table.searched),
    ErasureStep("facets", renew_facets),
    ErasureStep("indexes", renew_company_files),
    ErasureStep("exports", delete_exports),
    ErasureStep("email", delete_emails),  # Those of invitations among them.
    ErasureStep("accounts.Invitation", delete_invitations),
    ErasureStep("accounts.IdempotentRequest", delete_answers),
    ErasureStep("logs", mask_logs),
    ErasureStep("sessions.Session", forget_messages),
    ErasureStep("statistics", forget_statistics),
    ErasureStep("redis", rewrite_redis_file),
)
