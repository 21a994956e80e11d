"""The audit log."""

from collections import defaultdict
from collections.abc import Mapping

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper

from leadqual.accounts.models.api_keys import ApiKey
from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Workspace
from leadqual.core.clock import ClockedField

ACTIONS: Mapping[str, str] = {
    "account.account_connected": "Single sign-on connected: {name}",
    "account.account_disconnected": "Single sign-on disconnected: {name}",
    "account.changed_by_staff": "Account changed by staff: {name}",
    "account.email_changed": "Email address changed for {name}",
    "account.email_confirmed": "Email address confirmed for {name}",
    "account.email_deleted": "Email address removed for {name}",
    "account.password_changed": "Password changed for {name}",
    "account.password_reset": "Password reset for {name}",
    "account.password_set": "Password set for {name}",
    "account.recovery_codes_generated": "Recovery codes generated for {name}",
    "account.sessions_ended": "Sessions signed out: {name}",
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
    "backup.made": "Backup made: {name}",
    "backup.not_made": "Backup failed: {problem}",
    "backup.not_verified": "Backup not verified: {name}: {problem}",
    "backup.restored": "Backup restored: {name}",
    "backup.verified": "Backup verified by restoring it: {name}",
    "campaign.archived": "Campaign archived: {name}",
    "campaign.changed": "Campaign changed: {name}",
    "campaign.companies_added": "{n_companies} companies added to campaign {name}",
    "campaign.companies_removed": "{n_companies} companies removed from campaign {name}",
    "campaign.created": "Campaign created: {name}",
    "campaign.examples_changed": (
        "Examples of campaign {name} changed: {n_added} added, {n_removed} removed"
    ),
    "campaign.exported": "Recommendations exported from campaign {name}",
    "campaign.likes_exported": "Liked companies exported from campaign {name}",
    "campaign.reasons_changed": "Reasons of campaign {name} changed",
    "campaign.restored": "Campaign restored: {name}",
    "campaign.weights_changed": "Weights of campaign {name} changed",
    "company.created": "Company created: {name}",
    "company.exported": "{n_companies} companies exported from {name}",
    "company.edited": "Company edited: {name}",
    "company.edit_undone": "Edit undone for {name}",
    "company.corrected": "Business model corrected for {name}",
    "company.correction_undone": "Business model correction undone for {name}",
    "contact.created": "Person created: {name}",
    "contact.edited": "Person edited: {name}",
    "contact.edit_undone": "Edit undone for {name}",
    "contact.paused": "Person paused until {until}: {name}",
    "contact.pause_ended": "Pause ended for {name}",
    "contacts.exported": "{n_people} people exported from {name}",
    "costs.applied": "Misclassification costs applied to all companies",
    "costs.changed": "Misclassification costs changed",
    "costs.undone": "Misclassification costs reverted",
    "custom_field.changed": "Custom field changed: {name}",
    "custom_field.created": "Custom field created: {name}",
    "custom_field.deleted": "Custom field deleted: {name}",
    "custom_field.restored": "Custom field restored: {name}",
    "do_not_contact.lifted": "Do not contact removed for {name}",
    "do_not_contact.lifted_many": "Do not contact removed for {n_addresses} addresses",
    "do_not_contact.set": "Do not contact set for {name}",
    "do_not_contact.set_many": "Do not contact set for {n_addresses} addresses",
    "duplicate.dismissed": "Not a duplicate: {name} and {other}",
    "duplicate.restored": "Duplicate dismissal undone: {name} and {other}",
    "encoder.desired": "Encoder chosen: {name}",
    "encoder.withdrawn": "Encoder no longer chosen: {name}",
    "enrichment.resumed": "Enrichment resumed: {name}",
    "enrichment.started": "Enrichment started: {name}",
    "enrichment.stopped": "Enrichment stopped: {name}",
    "failed_job.rerun": "Failed job run again: {name}",
    "field_webhook.created": "Field webhook created: {name}",
    "field_webhook.deleted": "Field webhook deleted: {name}",
    "inbound_form.address_renewed": "New address for the inbound form {name}",
    "inbound_form.changed": "Inbound form changed: {name}",
    "inbound_form.created": "Inbound form created: {name}",
    "routing_rule.changed": "Routing rule changed: {name}",
    "routing_rule.created": "Routing rule created: {name}",
    "routing_rule.deleted": "Routing rule deleted: {name}",
    "routing_rule.moved": "Routing rule moved: {name}",
    "import.checked": "Import dry run started: {name}",
    "import.discarded": "Import discarded: {name}",
    "import.done": "Import finished: {name}",
    "import.failed": "Import failed: {name}",
    "import.paused": "Import paused: {name}",
    "import.reopened": "Import reset to column mapping: {name}",
    "import.resumed": "Import resumed: {name}",
    "import.sent": "Import file uploaded: {name}",
    "import.started": "Import started: {name}",
    "import.stopped": "Import stopped: {name}",
    "import.undo_started": "Import undo started: {name}",
    "import.undone": "Import undone: {name}",
    "invitation.created": "Invitation sent to {name}",
    "invitation.resent": "Invitation resent to {name}",
    "invitation.withdrawn": "Invitation withdrawn for {name}",
    "language_model.changed": "Language model changed: {name}",
    "language_model.deleted": "Language model removed: {name}",
    "lead_score.rules_changed": "Lead score changed",
    "lead_score.rules_reset": "Lead score reset to default",
    "lead_score.rules_undone": "Lead score change undone",
    "learned_function.put_in_force": "Learned function activated: {name}",
    "learned_function.put_in_force_undone": "Learned function activation undone: {name}",
    "learned_function.switched_off": "Learned function turned off: {name}",
    "learned_function.switched_on": "Learned function turned on: {name}",
    "list.companies_added": "{n_companies} companies added to list {name}",
    "list.companies_removed": "{n_companies} companies removed from list {name}",
    "list.created": "List created: {name}",
    "list.deleted": "List deleted: {name}",
    "list.exported": "{n_people} people exported from list {name}",
    "list.hidden": "List made private",
    "list.people_added": "{n_people} people added to list {name}",
    "list.people_removed": "{n_people} people removed from list {name}",
    "list.renamed": "List renamed: {name}",
    "list.restored": "List restored: {name}",
    "list.shared": "List shared with the workspace: {name}",
    "mailbox.changed": "Mailbox changed: {name}",
    "mailbox.connected": "Mailbox connected: {name}",
    "mailbox.paused": "Mailbox paused: {name}",
    "mailbox.removed": "Mailbox removed: {name}",
    "mailbox.resumed": "Mailbox resumed: {name}",
    "mailbox.turned_off": "Mailbox turned off after failed sign-ins: {name}",
    "member.joined": "Member joined: {name}",
    "member.left": "Member left: {name}",
    "member.removed": "Member removed: {name}",
    "member.role_changed": "Role changed for {name}",
    "model.promoted": "Model promoted: {name}",
    "model.registered": "Model registered: {name}",
    "model.shadowed": "Shadow mode started for {name}",
    "model.training": "Training requested from {name}",
    "model.withdrawn": "Model retired: {name}",
    "person.erased": "Person erased: {name}",
    "person.erasure_lifted": "Erasure lifted: {name}",
    "person.exported": "Personal data exported: {name}",
    "person.searched": "Personal data searched: {name}",
    "privacy_request.declined": "Privacy request declined: {name}",
    "privacy_request.done": "Privacy request answered: {name}",
    "privacy_request.opened": "Privacy request received: {name}",
    "record.deleted": "Deleted: {name}",
    "record.merge_undone": "Merge undone: {other} and {name} are separate records again",
    "record.merged": "{other} merged into {name}",
    "record.restored": "Restored: {name}",
    "records.change_undone": "Change of {n_records} records undone",
    "records.changed": "{n_records} records changed: {name}",
    "reply.confirmed": "Reply intent confirmed: {name}",
    "reply.contact_created": "Contact created from reply: {name}",
    "reply.contact_known": "Contact referred by a reply already exists: {name}",
    "reply.corrected": "Reply intent corrected: {name}",
    "reply.dismissed": "Proposed action dismissed: {name}",
    "reply_settings.changed": "Reply settings changed",
    "reply.snoozed": "Reply snoozed: {name}",
    "reply.undone": "Last label undone on reply: {name}",
    "reply.unsnoozed": "Reply returned to the inbox: {name}",
    "reply_step.marked": "{n_replies} replies labeled in bulk",
    "reply_step.undone": "Labels of {n_replies} replies undone",
    "sales_status.archived": "Status archived: {name}",
    "sales_status.changed": "Status changed: {name}",
    "sales_status.created": "Status created: {name}",
    "sales_status.moved": "Status moved: {name}",
    "sales_status.restored": "Status restored: {name}",
    "search.changed": "View changed: {name}",
    "search.created": "View created: {name}",
    "search.deleted": "View deleted: {name}",
    "search.restored": "View restored: {name}",
    "search.unwatched": "Stopped watching view: {name}",
    "search.watched": "Watching view: {name}",
    "share_link.created": "Link shared to {name} until {expires}",
    "share_link.restored": "Shared link works again: {name}",
    "share_link.revoked": "Shared link revoked: {name}",
    "sign_in.blocked": "Sign-in blocked for {name}: limit by {limit} reached",
    "sign_in.failed": "Sign-in failed for {name}",
    "suggestion.kept": "Suggestion declined for {name}",
    "suggestion.returned": "Suggestion returned for {name}",
    "task.changed": "Task changed: {name}",
    "task.created": "Task added: {name}",
    "task.deleted": "Task deleted: {name}",
    "task.done": "Task done: {name}",
    "task.reopened": "Task reopened: {name}",
    "taxonomy.function_drafted": "New function drafted: {name}",
    "taxonomy.function_withdrawn": "Draft of a new function discarded: {name}",
    "taxonomy.gone_back": "Taxonomy reverted to an earlier version: {name}",
    "taxonomy.published": "Taxonomy published: {name}",
    "title.approval_withdrawn": "Approval withdrawn for {name}",
    "title.corrected": "Title corrected: {name}",
    "title.correction_approved": "Correction approved for {name}",
    "title.correction_returned": "Correction returned for {name}",
    "title.correction_undone": "Correction undone for {name}",
    "titles.corrected_together": "{titles} titles corrected in bulk: {name}",
    "titles.step_undone": "Bulk correction of {titles} titles undone: {name}",
    "watching.limits_set": "Alert thresholds changed",
    "suppression_list.done": (
        "Suppression list imported: {name}, {n_entries} entries, {n_rejected} invalid lines"
    ),
    "suppression_list.failed": "Suppression list import failed: {name}",
    "suppression_list.imported": "Suppression list uploaded: {name}",
    "suppression_list.undone": (
        "Suppression list undone: {name}, {n_people} people can be contacted again"
    ),
    "webhook.changed": "Webhook changed: {name}",
    "webhook.created": "Webhook created: {name}",
    "webhook.deleted": "Webhook deleted: {name}",
    "webhook.resent": "{n_deliveries} webhook deliveries resent to {name}",
    "webhook.secret_rotated": "Webhook secret rotated: {name}",
    "webhook.tested": "Test event sent to webhook {name}",
    "webhook.turned_off": "Webhook turned off after repeated failure: {name}",
    "workspace.created": "Workspace created: {name}",
    "workspace.deleted": "Workspace deleted: {name}",
    "workspace.export_downloaded": "Export of the workspace downloaded: {name}",
    "workspace.export_started": "Export of the workspace started: {name}",
    "workspace.limits_changed": "Limits of the workspace changed: {name}",
    "workspace.purged": "Workspace purged: {name}",
    "workspace.renamed": "Workspace renamed: {name}",
    "workspace.restored": "Workspace restored: {name}",
    "workspace.sample_data_removed": (
        "Sample data removed from {name}: {n_people} people, {n_companies} companies"
    ),
    "workspace.title_overlap_changed": "Share of titles for double labeling changed",
    "workspace.two_step_optional": "Two-step verification no longer required in {name}",
    "workspace.two_step_required": "Two-step verification required in {name}",
}

KINDS: Mapping[str, str] = {
    "duplicate": "Duplicates",
    "account": "Accounts and sign-ins",
    "alert": "Alerts",
    "api_key": "API keys",
    "audit_log": "Audit log",
    "backup": "Backups",
    "campaign": "Campaigns",
    "company": "Companies",
    "contact": "People",
    "contacts": "Exports",
    "costs": "Misclassification costs",
    "custom_field": "Custom fields",
    "inbound_form": "Inbound forms",
    "routing_rule": "Routing rules",
    "do_not_contact": "Do not contact",
    "encoder": "Encoders",
    "enrichment": "Enrichment",
    "failed_job": "Failed jobs",
    "field_webhook": "Field webhooks",
    "import": "Imports",
    "invitation": "Invitations",
    "language_model": "Language model",
    "lead_score": "Lead score",
    "learned_function": "Learned functions",
    "list": "Lists",
    "mailbox": "Mailboxes",
    "member": "Members",
    "model": "Models",
    "person": "Personal data",
    "privacy_request": "Privacy requests",
    "record": "Deleted records",
    "records": "Bulk changes",
    "reply": "Replies",
    "reply_settings": "Reply settings",
    "reply_step": "Bulk reply labels",
    "sales_status": "Statuses",
    "search": "Views",
    "share_link": "Shared links",
    "sign_in": "Failed sign-ins",
    "suggestion": "Suggestions",
    "suppression_list": "Suppression lists",
    "task": "Tasks",
    "taxonomy": "Taxonomy",
    "title": "Titles",
    "titles": "Bulk corrections",
    "watching": "Monitoring",
    "webhook": "Webhooks",
    "workspace": "Workspace",
}
"""Kind of an action (the part before the dot) → its label in the filter."""

FROM_COMMAND_LINE = "command line"
"""Value of `from` in the details of rows written by a command on the server."""


def sentence(action: str, *, name: str, details: Mapping[str, object]) -> str:
    """Return the sentence of a row, e.g. "Role changed: Ben Roth"; also for unknown actions."""
    template = ACTIONS.get(action)
    if template is None:
        words = action.replace(".", " ").replace("_", " ")
        return f"{words[:1].upper()}{words[1:]}: {name}"
    values = {key: _counted(value) for key, value in details.items()}
    return template.format_map(defaultdict(lambda: "–", {**values, "name": name}))


def _counted(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


class AuditRow(models.Model):
    """One recorded action.

    Append-only: the database refuses changes outside of `allow_audit_erasure`.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="audit_rows", null=True, blank=True
    )
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="audit_rows", null=True, blank=True
    )
    api_key = models.ForeignKey(
        ApiKey, on_delete=models.RESTRICT, related_name="audit_rows", null=True, blank=True
    )
    ip_address = models.GenericIPAddressField(
        null=True, blank=True, help_text="Interface it was done through."
    )
    action = models.CharField(max_length=60, help_text="Action, e.g. `do_not_contact.set`.")
    subject = models.CharField(max_length=120, help_text="Subject, e.g. `contact:17`.")
    name = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Name of the subject at that time, e.g. `anna@example.com`.",
    )
    before = models.JSONField(null=True, blank=True, help_text="Values before the change.")
    after = models.JSONField(null=True, blank=True, help_text="Values after the change.")
    details = models.JSONField(default=dict, blank=True)
    created_at = ClockedField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="audit_by_time"),
            models.Index(fields=["workspace", "-id"], name="audit_by_id"),
            models.Index(fields=["workspace", "action", "-id"], name="audit_by_action"),
            models.Index(Lower("subject"), name="audit_by_subject"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="audit_name_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    @property
    def in_words(self) -> str:
        """Return the action as a sentence, e.g. "Import undone: contacts.csv"."""
        kind, _, key = self.subject.partition(":")
        name = self.name or f"{kind.replace('_', ' ')} {key}".rstrip()
        return sentence(self.action, name=name, details=self.details)

    @property
    def who(self) -> str:
        """Return the person, LeadQual, or the API key or command line and for whom it acted."""
        if self.api_key is not None:
            return f"key {self.api_key} of {self.actor or self.api_key.created_by}"
        if self.details.get("from") == FROM_COMMAND_LINE:
            return f"command line, acting for {self.actor}" if self.actor else "command line"
        return str(self.actor) if self.actor else "LeadQual"
