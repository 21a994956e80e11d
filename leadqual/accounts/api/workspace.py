"""A workspace by API: its name, limits and exports, members, invitations and the audit log."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from leadqual.accounts import invitations, members
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.audit.audit_filters import AUTOMATIC, AuditFilters, audit_rows
from leadqual.accounts.invitation_emails import link_builder
from leadqual.accounts.invitation_states import EmailState, email_state, pending_invitations
from leadqual.accounts.members import members_of
from leadqual.accounts.models import AuditRow, Invitation, Member, Role, Workspace, WorkspaceExport
from leadqual.accounts.models.audit_actions import KINDS
from leadqual.accounts.workspaces import services
from leadqual.accounts.workspaces.quotas import Quota, Usage, usage_of
from leadqual.accounts.workspaces.services import delete_workspace
from leadqual.accounts.workspaces.workspace_export import download_name, open_export, start_export
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name

_AUTHOR_PATTERN = rf"^(user:\d{{1,18}}|key:\d{{1,18}}|{AUTOMATIC})$"
# JSON of the values before and after; what it holds depends on the action.
_VALUES_HELP = "Names and values; null if there are none."


class WorkspaceOutput(serializers.ModelSerializer[Workspace]):
    """The workspace that the key or the session is bound to."""

    class Meta:
        model = Workspace
        fields = ["id", "name", "slug", "created_at"]


class WorkspaceInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /workspace`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])

    def validate_name(self, name: str) -> str:
        """Join the words with single spaces."""
        return " ".join(name.split())


class QuotaUsageOutput(serializers.Serializer[Usage]):
    """How much of a limit is used."""

    quota = serializers.ChoiceField(choices=[(one.value, one.value) for one in Quota])
    used = serializers.IntegerField(
        allow_null=True,
        help_text="Records there are, jobs that are queued or running, or requests in this "
        "minute; `null` where requests are not counted because they have no limit.",
    )
    limit = serializers.IntegerField(allow_null=True, help_text="`null` for no limit.")


class WorkspaceUsageOutput(serializers.Serializer[Any]):
    """The limits of the workspace, each with what is used of it."""

    quotas = QuotaUsageOutput(many=True)


class WorkspaceDeleteInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /workspace/delete`."""

    name = serializers.CharField(
        max_length=200, help_text="Name of the workspace, so that nobody deletes it by accident."
    )
    without_export = serializers.BooleanField(
        default=False,
        help_text="Delete it even if no export of it can be downloaded.",
    )


class WorkspaceExportOutput(serializers.ModelSerializer[WorkspaceExport]):
    """An export of the whole workspace: a ZIP of CSV files, written by a job."""

    author = serializers.EmailField(source="author.email")
    file_state = serializers.ChoiceField(source="state", choices=WorkspaceExport.State.choices)

    class Meta:
        model = WorkspaceExport
        fields = [
            *("id", "author", "file_state", "n_rows", "n_rows_total", "n_bytes"),
            *("created_at", "finished_at", "expires_at"),
        ]


class MemberOutput(serializers.ModelSerializer[Member]):
    """A member of the workspace."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.get_full_name")
    role = serializers.ChoiceField(choices=Role.choices)

    class Meta:
        model = Member
        fields = ["id", "email", "name", "role", "created_at"]


class MemberInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /members/{id}`."""

    role = serializers.ChoiceField(choices=Role.choices)


class InvitationOutput(serializers.ModelSerializer[Invitation]):
    """A pending invitation, without its link."""

    role = serializers.ChoiceField(choices=Role.choices)
    state = serializers.SerializerMethodField()
    invited_by = serializers.EmailField(source="invited_by.email")
    email_state = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = [
            *("id", "email", "role", "state", "invited_by", "created_at", "expires_at"),
            *("last_sent_at", "email_state"),
        ]
        extra_kwargs = {  # as REST framework has it
            "last_sent_at": {"help_text": "Null until the email is sent."}
        }

    @extend_schema_field(serializers.ChoiceField(choices=["open", "expired", "void"]))
    def get_state(self, invitation: Invitation) -> str:
        """Return whether the link works; `void`: its sender is no longer a manager."""
        return invitation.state_at(timezone.now()).value

    @extend_schema_field(serializers.ChoiceField(choices=[one.value for one in EmailState]))
    def get_email_state(self, invitation: Invitation) -> str:
        """Return how far the email is; `delayed`: it is tried again, `failed`: resend it."""
        return email_state(invitation).value


class InvitationInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /invitations`."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.QUALIFIER)


class AuditLogQuery(op.Query):
    """Filters of `GET /audit-log`."""

    actor = serializers.RegexField(
        _AUTHOR_PATTERN, required=False, help_text="`user:7`, `key:3`, or `leadqual` for jobs."
    )
    kind = serializers.ChoiceField(
        [*KINDS], required=False, help_text="Part of the action before the dot."
    )
    search = serializers.CharField(
        required=False, max_length=200, help_text="Part of a name, or a subject: `contact:17`."
    )
    since = serializers.DateField(required=False, help_text="First day (UTC).")
    until = serializers.DateField(required=False, help_text="Last day (UTC).")
    address = serializers.IPAddressField(
        required=False, help_text="IP address that the change came from."
    )


class AuditEntryOutput(serializers.ModelSerializer[AuditRow]):
    """An audit log entry."""

    actor = serializers.CharField(
        source="who", help_text="A person, an API key with its creator, or LeadQual."
    )
    user_id = serializers.IntegerField(source="actor_id", allow_null=True)
    api_key_id = serializers.IntegerField(allow_null=True)
    summary = serializers.CharField(source="in_words")
    before = serializers.JSONField(allow_null=True, help_text=_VALUES_HELP)
    after = serializers.JSONField(allow_null=True, help_text=_VALUES_HELP)

    class Meta:
        model = AuditRow
        fields = [
            *("id", "created_at", "actor", "user_id", "api_key_id", "ip_address", "action"),
            *("summary", "subject", "name", "before", "after", "details"),
        ]


class OwnWorkspaceViewSet(WorkspaceViewSet[WorkspaceExport]):
    """The workspace and exports of it: for managers, by key with the scope `admin`."""

    key, write_role = "workspace_export", Role.MANAGER

    def get_queryset(self) -> QuerySet[WorkspaceExport]:
        return self.workspace.full_exports.select_related("author", "workspace")

    @op.get("workspace", returns=WorkspaceOutput)
    def get_workspace(self) -> Workspace:
        """Return the workspace."""
        return self.workspace

    @op.patch("workspace", body=WorkspaceInput, returns=WorkspaceOutput)
    def update_workspace(self, body: op.Body) -> Workspace:
        """Rename the workspace. Its slug stays the same."""
        services.rename_workspace(workspace=self.workspace, name=body["name"], author=self.user)
        return self.workspace

    @op.get("workspace/usage", returns=WorkspaceUsageOutput)
    def get_workspace_usage(self) -> dict[str, object]:
        """Return contacts, companies, jobs and requests a minute, with their limits.

        At the limit of contacts or companies, what would create one is refused with
        `workspace_full`; changes go on. At the limit of jobs, imports, exports and searches for
        duplicates are refused with `too_many_jobs`, above that of requests with `throttled`.
        """
        return {"quotas": usage_of(self.workspace)}

    @op.post("workspace/delete", body=WorkspaceDeleteInput, needs_current_secret=True)
    def delete_workspace(self, body: op.Body) -> None:
        """Delete the workspace. Members and API keys, this one too, lose access immediately.

        Export it first (`POST /workspace/exports`), or send `without_export`. A manager can
        restore it under Workspaces for 30 days, or as long as the installation says. After that,
        all data and files are permanently removed.
        """
        delete_workspace(
            workspace=self.workspace,
            typed_name=body["name"],
            author=self.user,
            without_export=body["without_export"],
        )

    list_workspace_exports = op.listing(
        "workspace/exports",
        WorkspaceExportOutput,
        "List exports of the whole workspace, newest first.",
        pages=NewestFirst,
        role=Role.MANAGER,
    )
    get_workspace_export = op.reading(
        "workspace/exports/<int:workspace_export_id>",
        WorkspaceExportOutput,
        "Return an export of the whole workspace and how far its file is.",
        role=Role.MANAGER,
    )

    @op.post("workspace/exports", returns=WorkspaceExportOutput, status=202)
    def create_workspace_export(self) -> WorkspaceExport:
        """Export everything the workspace holds, in the background.

        `file_state` of the answer and of `GET /workspace/exports/{id}` say when
        `GET /workspace/exports/{id}/file` has the file. It is kept until `expires_at`.
        Returns 409 while another export of the workspace is running.
        """
        return start_export(workspace=self.workspace, author=self.user)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @op.get(
        "workspace/exports/<int:workspace_export_id>/file",
        role=Role.MANAGER,
        further_errors=(409, 410),
    )
    def get_workspace_export_file(self, workspace_export: WorkspaceExport) -> FileResponse:
        """Return the ZIP of CSV files. The audit log says who downloaded it.

        Returns 409 while the file is being written, and 410 if it failed or has expired.
        """
        return FileResponse(
            open_export(workspace_export, reader=self.user),
            as_attachment=True,
            filename=download_name(workspace_export),
            content_type="application/zip",
            headers={"Cache-Control": "no-store"},
        )


class MemberViewSet(WorkspaceViewSet[Member]):
    """Members of the workspace."""

    key, rows, write_role = "member", staticmethod(members_of), Role.MANAGER

    list_members = op.listing(
        "members", MemberOutput, "List members, in the order they joined.", pages=SequencePages
    )
    get_member = op.reading("members/<int:member_id>", MemberOutput, "Return a member.")

    @op.patch("members/<int:member_id>", body=MemberInput, returns=MemberOutput)
    def update_member(self, member: Member, body: op.Body) -> Member:
        """Change the role of a member. The last manager cannot be changed."""
        members.change_role(member=member, role=Role(body["role"]), author=self.user)
        return member

    @op.delete("members/<int:member_id>")
    def remove_member(self, member: Member) -> None:
        """Remove a member. The account and the person's work are kept."""
        members.remove_member(member=member, author=self.user)


class InvitationViewSet(WorkspaceViewSet[Invitation]):
    """Pending invitations, for managers; the link goes by email alone."""

    key, rows = "invitation", staticmethod(pending_invitations)
    read_role = write_role = Role.MANAGER

    list_invitations = op.listing(
        "invitations",
        InvitationOutput,
        "List pending invitations, newest first.",
        pages=SequencePages,
    )
    get_invitation = op.reading(
        "invitations/<int:invitation_id>", InvitationOutput, "Return a pending invitation."
    )

    @op.post("invitations", body=InvitationInput, returns=InvitationOutput, status=201)
    def create_invitation(self, body: op.Body) -> Invitation:
        """Invite an email address. The single-use link is sent by email and never shown."""
        return invitations.invite(
            workspace=self.workspace,
            email=body["email"],
            role=Role(body["role"]),
            author=self.user,
            build_link=link_builder(self.request._request),
        )

    @op.delete("invitations/<int:invitation_id>")
    def withdraw_invitation(self, invitation: Invitation) -> None:
        """Withdraw an invitation. Its link stops working."""
        invitations.withdraw(invitation=invitation, author=self.user)

    @op.post("invitations/<int:invitation_id>/resend", returns=InvitationOutput)
    def resend_invitation(self, invitation: Invitation) -> Invitation:
        """Resend an invitation with a new link. The previous link stops working."""
        return invitations.resend(
            invitation=invitation, author=self.user, build_link=link_builder(self.request._request)
        )


class AuditLogViewSet(WorkspaceViewSet[AuditRow]):
    """The audit log of the workspace; for managers."""

    read_role = Role.MANAGER

    @op.get("audit-log", query=AuditLogQuery, lists=AuditEntryOutput, pages=NewestFirst)
    def list_audit_log(self, query: op.Body) -> QuerySet[AuditRow]:
        """List audit log entries, newest first."""
        return audit_rows(self.workspace, AuditFilters(**query))
