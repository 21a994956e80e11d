"""Calls of operations on the workspace, its members and keys, webhooks, mailboxes and models."""

from typing import Any

from leadqual.accounts.models import Member, Workspace, WorkspaceExport
from leadqual.accounts.workspaces.workspace_export import write_export
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.document.document import to_plain
from leadqual.taxonomy.document.document_parsing import read_plain
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts import services
from leadqual.taxonomy.drafts.publish_draft import publish
from leadqual.taxonomy.versions import live_version
from tests.clients.calls.call import Call, Keys, author_of, colleague_of

_MAILBOX = {
    "host": "imap.kelvia.example",
    "username": "sales@kelvia.example",
    "secret": "secret",
    "sign_in": "password",
    "security": "tls",
}


def _colleague(keys: Keys) -> Keys:
    return {"member_id": Member.objects.get(user=colleague_of(keys)).pk}


def _candidate(_: Keys) -> Keys:
    live = ModelVersion.objects.filter(is_active=True, kind="titles")[0]
    live.pk, live.version, live.is_active, live.promoted_at = None, "candidate", False, None
    live.save()
    return {"version_id": live.pk}


def _draft(keys: Keys) -> Keys:
    author = author_of(keys)
    draft = services.start_draft(name="Fewer functions", author=author)
    edited = read_plain(_renamed(keys)["document"])
    services.edit_draft(draft_id=draft.pk, edit=lambda _: edited, author=author)
    return {"draft_id": draft.pk}


def _renamed(_: Keys) -> dict[str, Any]:
    document = to_plain(read_document())
    function = document["departments"][0]["functions"][0]
    function["name"] = f"{function['name']} and more"
    return {"document": document}


def _published(keys: Keys) -> Keys:
    version = publish(
        draft_id=_draft(keys)["draft_id"], reason="A better name.", author=author_of(keys)
    )
    return {"version_id": version.pk}


def _published_over(keys: Keys) -> Keys:
    former = live_version()
    _published(keys)
    return {"version_id": former.pk}


def _its_name(keys: Keys) -> dict[str, Any]:
    return {"name": Workspace.objects.get(members=keys["member_id"]).name}


def _written_export(keys: Keys) -> None:
    write_export(WorkspaceExport.objects.get(pk=keys["workspace_export_id"]))


SETTINGS: dict[str, Call] = {
    "update_workspace": Call({"name": "Kelvia"}),
    "delete_workspace": Call(_its_name),
    "get_workspace_export_file": Call(prepare=_written_export),
    "create_invitation": Call({"email": "bo@kelvia.example", "role": "viewer"}),
    "update_member": Call({"role": "qualifier"}, prepare=_colleague),
    "remove_member": Call(prepare=_colleague),
    "evaluate_model": Call(prepare=_candidate),
    "create_api_key": Call({"name": "Nightly", "scopes": ["read"]}),
    "update_api_key": Call({"name": "Nightly"}),
    "rotate_api_key": Call({"overlap_hours": 1}),
    "connect_mailbox": Call(_MAILBOX),
    "test_mailbox_connection": Call(_MAILBOX, problem=(422, "mailbox_unreachable")),
    "test_mailbox": Call(problem=(422, "mailbox_sign_in")),
    "update_mailbox": Call({"name": "Sales"}),
    "create_webhook": Call({"url": "https://kelvia.example/", "event_types": ["alert.opened"]}),
    "update_webhook": Call({"description": "Alerts"}),
    "resend_webhook_events": Call(
        {"since": "2020-01-01T00:00:00Z", "until": "2020-01-02T00:00:00Z"}
    ),
    "test_webhook": Call({"event_type": "webhook.test"}),
    "acknowledge_alert": Call({"note": "Seen."}),
    "set_alert_thresholds": Call({"thresholds": {"drift_index": 0.3}}),
    "set_lead_score_rules": Call({"tier_a": 70}),
    "preview_lead_score_rules": Call({"tier_a": 70}),
    "train_model": Call({"kind": "titles"}),
    "start_shadow": Call(prepare=_candidate),
    "stop_shadow": Call(prepare=_candidate),
    "retire_model": Call(prepare=_candidate),
    "create_taxonomy_draft": Call({"name": "Fewer functions"}),
    "get_taxonomy_draft": Call(prepare=_draft),
    "set_taxonomy_draft": Call(_renamed, prepare=_draft),
    "discard_taxonomy_draft": Call(prepare=_draft),
    "reopen_taxonomy_draft": Call(prepare=_draft),
    "undo_taxonomy_edit": Call(prepare=_draft),
    "revert_taxonomy_change": Call({"key": "function:executive:name"}, prepare=_draft),
    "rebase_taxonomy_draft": Call({}, prepare=_draft),
    "get_taxonomy_preview": Call(prepare=_draft),
    "start_taxonomy_preview": Call(prepare=_draft),
    "publish_taxonomy_draft": Call({"reason": "A better name."}, prepare=_draft),
    "restore_taxonomy_version": Call({"reason": "As it was."}, prepare=_published_over),
    "undo_taxonomy_version": Call(prepare=_published),
    "promote_model": Call({"reason": "Better on new titles."}),
}
