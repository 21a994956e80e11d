"""What an audit row says, by action: one sentence for each, and the kinds to filter by.

`{name}` is the name of the subject; other fields are keys of the details of the row.
"""

from collections import defaultdict
from collections.abc import Mapping

ACTIONS: Mapping[str, str] = {
    "account.email_changed": "Email address changed for {name}",
    "account.email_confirmed": "Email address confirmed for {name}",
    "account.email_deleted": "Email address removed for {name}",
    "account.password_changed": "Password changed for {name}",
    "account.password_reset": "Password reset for {name}",
    "account.password_set": "Password set for {name}",
    "account.recovery_codes_generated": "Recovery codes generated for {name}",
    "account.signed_in": "Signed in: {name}",
    "account.totp_activated": "Authenticator app activated for {name}",
    "account.totp_deactivated": "Authenticator app deactivated for {name}",
    "account.webauthn_added": "Passkey added for {name}",
    "account.webauthn_removed": "Passkey removed for {name}",
    "alert.seen": "Alert acknowledged: {name}",
    "api_key.changed": "API key changed: {name}",
    "api_key.created": "API key created: {name}",
    "api_key.revoked": "API key revoked: {name}",
    "api_key.rotated": "API key rotated: {name}",
    "api_key.taken_over": "API key taken over: {name}",
    "audit_log.exported": "Audit log exported as {format}",
    "company.corrected": "Business model corrected for {name}",
    "company.correction_undone": "Business model correction undone for {name}",
    "contacts.exported": "{n_people} contacts exported from {name}",
    "costs.applied": "Misclassification costs applied to all companies",
    "costs.changed": "Misclassification costs changed",
    "costs.undone": "Misclassification costs reverted",
    "do_not_contact.lifted": "Do not contact lifted for {name}",
    "do_not_contact.lifted_many": "Do not contact lifted for {n_addresses} addresses",
    "do_not_contact.set": "Do not contact set for {name}",
    "do_not_contact.set_many": "Do not contact set for {n_addresses} addresses",
    "encoder.desired": "Encoder chosen: {name}",
    "encoder.withdrawn": "Encoder no longer chosen: {name}",
    "import.checked": "Import dry run started: {name}",
    "import.discarded": "Import discarded: {name}",
    "import.done": "Import finished: {name}",
    "import.failed": "Import failed: {name}",
    "import.paused": "Import paused: {name}",
    "import.reopened": "Import set back to column mapping: {name}",
    "import.resumed": "Import resumed: {name}",
    "import.sent": "Import file uploaded: {name}",
    "import.started": "Import started: {name}",
    "import.stopped": "Import stopped: {name}",
    "import.undo_started": "Import undo started: {name}",
    "import.undone": "Import undone: {name}",
    "invitation.created": "Invitation sent to {name}",
    "invitation.resent": "Invitation sent again to {name}",
    "invitation.withdrawn": "Invitation withdrawn for {name}",
    "learned_function.put_in_force": "Learned function activated: {name}",
    "learned_function.put_in_force_undone": "Learned function activation undone: {name}",
    "learned_function.switched_off": "Learned function switched off: {name}",
    "learned_function.switched_on": "Learned function switched on: {name}",
    "list.created": "List created: {name}",
    "list.deleted": "List deleted: {name}",
    "list.exported": "{n_people} contacts exported from list {name}",
    "list.people_added": "{n_people} people added to list {name}",
    "list.people_removed": "{n_people} people removed from list {name}",
    "list.renamed": "List renamed: {name}",
    "list.restored": "List restored: {name}",
    "member.joined": "Member joined: {name}",
    "member.left": "Member left: {name}",
    "member.removed": "Member removed: {name}",
    "member.role_changed": "Role changed for {name}",
    "model.promoted": "Model promoted: {name}",
    "model.registered": "Model registered: {name}",
    "model.shadowed": "Shadow test started for {name}",
    "model.training": "Training requested from {name}",
    "model.withdrawn": "Model withdrawn: {name}",
    "person.erased": "Person erased: {name}",
    "person.erasure_lifted": "Erasure lifted: {name}",
    "person.exported": "Personal data exported: {name}",
    "reply.confirmed": "Reply intent confirmed: {name}",
    "reply.contact_created": "Contact created from reply: {name}",
    "reply.contact_known": "Contact of reply already on record: {name}",
    "reply.corrected": "Reply intent corrected: {name}",
    "reply.dismissed": "Proposal of reply dismissed: {name}",
    "reply.undone": "Last step undone on reply: {name}",
    "reply_step.marked": "{n_replies} replies labeled at once",
    "reply_step.undone": "Labels of {n_replies} replies undone",
    "search.changed": "Saved search changed: {name}",
    "search.created": "Search saved: {name}",
    "search.deleted": "Saved search deleted: {name}",
    "search.restored": "Saved search restored: {name}",
    "sign_in.blocked": "Sign-in blocked for {name}: limit by {limit} reached",
    "sign_in.failed": "Sign-in failed for {name}",
    "suggestion.kept": "Suggestion declined for {name}",
    "suggestion.returned": "Suggestion returned for {name}",
    "taxonomy.gone_back": "Taxonomy restored to an earlier version: {name}",
    "taxonomy.published": "Taxonomy published: {name}",
    "title.approval_withdrawn": "Approval withdrawn for {name}",
    "title.corrected": "Title corrected: {name}",
    "title.correction_approved": "Correction approved for {name}",
    "title.correction_returned": "Correction returned for {name}",
    "title.correction_undone": "Correction undone for {name}",
    "titles.corrected_together": "{titles} titles corrected at once: {name}",
    "titles.step_undone": "Correction of {titles} titles undone: {name}",
    "watching.limits_set": "Alert thresholds changed",
    "workspace.renamed": "Workspace renamed: {name}",
    "workspace.title_overlap_changed": "Share of titles for double labeling changed",
}

FORMER_ACTIONS: Mapping[str, str] = {"member.added": "Member added: {name}"}
"""Written by earlier versions; their rows stay."""

KINDS: Mapping[str, str] = {
    "account": "Accounts and sign-ins",
    "alert": "Alerts",
    "api_key": "API keys",
    "audit_log": "Audit log",
    "company": "Companies",
    "contacts": "Exports",
    "costs": "Misclassification costs",
    "do_not_contact": "Do not contact",
    "encoder": "Encoders",
    "import": "Imports",
    "invitation": "Invitations",
    "learned_function": "Learned functions",
    "list": "Lists",
    "member": "Members",
    "model": "Models",
    "person": "Personal data",
    "reply": "Replies",
    "reply_step": "Replies at once",
    "search": "Saved searches",
    "sign_in": "Failed sign-ins",
    "suggestion": "Suggestions",
    "taxonomy": "Taxonomy",
    "title": "Titles",
    "titles": "Titles at once",
    "watching": "Monitoring",
    "workspace": "Workspace",
}
"""What stands before the dot of an action, in the words of the filter."""


def sentence(action: str, *, name: str, details: Mapping[str, object]) -> str:
    """Return what a row says, e.g. "Member added: Ben Roth"; also of an unknown action."""
    template = ACTIONS.get(action) or FORMER_ACTIONS.get(action)
    if template is None:
        words = action.replace(".", " ").replace("_", " ")
        return f"{words[:1].upper()}{words[1:]}: {name}"
    values = {key: _counted(value) for key, value in details.items()}
    return template.format_map(defaultdict(lambda: "–", {**values, "name": name}))


def _counted(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
