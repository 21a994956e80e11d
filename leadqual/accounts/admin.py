"""Users, workspaces and the audit log in the admin.

Staff set no passwords, create no users and add no members: people are invited, choose their own
password, and reset it with a link sent to their address.
"""

from typing import Any, cast

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.members import has_other_manager
from leadqual.accounts.models import AuditRow, Member, User, Workspace
from leadqual.accounts.services import open_memberships
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.services import set_limits
from leadqual.core.staff_admin.model_admins import ReadOnlyAdmin, ReadOnlyInline

_FLAGS = ("is_active", "is_staff", "is_superuser")

_LIMITS = tuple(f"max_{quota}" for quota in Quota)


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not at run time
    """Flags of a user."""

    class Meta:
        model = User
        fields = _FLAGS

    def clean_is_active(self) -> bool:
        """Refuse to deactivate the last manager of a workspace who can sign in."""
        is_active = bool(self.cleaned_data["is_active"])
        if is_active:
            return is_active
        last_managed = [
            one for one in open_memberships(self.instance) if not has_other_manager(one)
        ]
        if last_managed:
            names = ", ".join(str(one.workspace) for one in last_managed)
            raise forms.ValidationError(
                f"This is the last manager of {names}. Make someone else a manager "
                "first, or delete the workspace."
            )
        return is_active


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not at run time
    """Users: deactivate, reactivate, make staff."""

    form = UserForm
    ordering = ["email"]
    list_display = ["email", "first_name", "last_name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "first_name", "last_name"]
    fields = ["email", "first_name", "last_name", *_FLAGS, "last_login", "date_joined"]
    actions = ["send_password_reset"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People are invited in the settings of a workspace."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Accounts are deactivated: what they did stays in the audit log."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Make personal fields read-only for staff, and staff rights for all but superusers."""
        personal_fields = ("email", "first_name", "last_name", "last_login", "date_joined")
        if not cast("User", request.user).is_superuser:
            return (
                *personal_fields,
                "is_staff",
                "is_superuser",
                *(["is_active"] if _is_staff_user(obj) else []),
            )
        return (
            (*personal_fields, *_FLAGS)
            if obj is not None and obj.pk == request.user.pk
            else personal_fields
        )

    @transaction.atomic
    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: "forms.ModelForm[User]",
        change: bool,
    ) -> None:
        """Save the flags, and record the change in the audit log."""
        changed = [name for name in _FLAGS if name in form.changed_data]
        super().save_model(request, obj, form, change)
        if changed:
            record_audit(
                workspace=None,
                actor=cast("User", request.user),
                action="account.changed_by_staff",
                subject=f"user:{obj.pk}",
                name=obj.email,
                before={name: form.initial[name] for name in changed},
                after={name: getattr(obj, name) for name in changed},
            )

    @admin.action(description="Send a password reset link")
    def send_password_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send each active user the password reset email."""
        n_sent = 0
        for user in queryset.filter(is_active=True):
            form = ResetPasswordForm(data={"email": user.email})
            if form.is_valid():
                form.save(request)
                n_sent += 1
        messages.success(request, f"{n_sent} email{'' if n_sent == 1 else 's'} queued.")


def _is_staff_user(user: Any) -> bool:
    return user is not None and (user.is_staff or user.is_superuser)


class MemberInline(ReadOnlyInline):
    """Members of a workspace; managers invite and remove them."""

    model = Member
    fields = ["user", "role"]


@admin.register(Workspace)
class WorkspaceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not at run time
    """Workspaces with their members; staff set their limits and nothing else."""

    list_display = ["name", "slug", "created_at", *_LIMITS]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "created_at", "deleted_at", *_LIMITS]
    readonly_fields = ["name", "slug", "created_at", "deleted_at"]
    inlines = [MemberInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Workspaces are created on their own page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Workspaces are deleted in their settings, or by a command."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: Workspace,
        form: "forms.ModelForm[Workspace]",
        change: bool,
    ) -> None:
        """Save the limits, and record the change in the audit log."""
        limits = {quota: getattr(obj, f"max_{quota}") for quota in Quota}
        set_limits(workspace=obj, limits=limits, author=cast("User", request.user))


@admin.register(AuditRow)
class AuditRowAdmin(ReadOnlyAdmin):
    """The audit log of all workspaces and of the installation."""

    list_display = ["created_at", "workspace", "who", "in_words", "ip_address"]
    list_filter = ["action"]
    list_select_related = ["workspace", "actor", "api_key__created_by"]
    search_fields = ["subject", "action", "name"]
    date_hierarchy = "created_at"
