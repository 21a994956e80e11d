"""Users, workspaces, members, invitations, exports and outgoing emails."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

# Users.


class UserManager(BaseUserManager["User"]):
    """Creates users who sign in with their email address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Create a user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """A person who signs in with an email address; staff can edit the taxonomy."""

    username = None  # type: ignore[assignment]  # the address takes its place
    email = models.EmailField(unique=True)

    session_epoch = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Sessions of an earlier epoch are signed out."
    )

    password_reset_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Older passkeys need the password as well, until it was entered with them once.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    open_memberships: list[Any]
    """Rows of `Member` of the signed-in user, oldest first; set by `UserBackend`."""

    objects = UserManager()  # type: ignore[misc,assignment]  # another manager than AbstractUser's

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return a hash that ends sessions when the password or the epoch changes."""
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in stubs
        if not self.session_epoch:
            return own
        salted = salted_hmac("leadqual.session_epoch", f"{own} {self.session_epoch}", secret=secret)
        return salted.hexdigest()

    @property
    def initials(self) -> str:
        """Two letters for the account button."""
        names = [self.first_name, self.last_name]
        letters = "".join(name[0] for name in names if name) or self.email[:2]
        return letters.upper()


class Workspace(models.Model):
    """A tenant: all data except the taxonomy and the models belongs to exactly one."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    title_overlap = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text="Percentage of titles to double-label."
    )
    requires_two_step = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Members without two-step verification cannot access the workspace.",
    )
    webhook_events = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        editable=False,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=60))),
        help_text="Event types that active webhooks listen to.",
    )
    max_contacts = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="Most contacts; 0 for no limit, empty for the default of the installation.",
    )
    max_companies = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="Most companies; 0 for no limit, empty for the default of the installation.",
    )
    max_jobs = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Most imports, exports and the like that are queued or running; 0 for no limit, "
        "empty for the default of the installation.",
    )
    max_requests = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Most API requests a minute; 0 for no limit, empty for the default of the "
        "installation.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="When it was deleted; it can be restored until it is purged.",
    )
    deleted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="deleted_workspaces",
        null=True,
        blank=True,
        help_text="Empty if it was deleted by a command.",
    )
    purged_rows = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Rows purged so far, by table.",
    )
    sample_steps = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Steps of the sample data that are done; empty without sample data.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(title_overlap__range=(0, 100)), name="workspace_title_overlap"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def purged_from(self) -> datetime | None:
        """Return when its data may be deleted for good; None if the workspace is not deleted."""
        if self.deleted_at is None:
            return None
        return self.deleted_at + timedelta(days=settings.WORKSPACE_RESTORE_DAYS)


class Role(models.TextChoices):
    """What a member may do; each role includes those before it."""

    VIEWER = "viewer", "Viewer"
    QUALIFIER = "qualifier", "Qualifier"
    MANAGER = "manager", "Manager"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Member(models.Model):
    """A user in a workspace with a role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)
    visited_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person last opened the home page here."
    )
    former_visit_at = models.DateTimeField(
        null=True, blank=True, help_text="When the visit before the last one ended."
    )
    hides_first_steps = models.BooleanField(
        default=False, db_default=False, help_text="The person dismissed the first steps."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.role})"


# Invitations to a workspace.


class Invitation(models.Model):
    """An email address invited to a workspace; the link contains a secret that is sent once."""

    class State(models.TextChoices):
        """State of an invitation, computed from the other fields."""

        OPEN = "open", "Pending"
        EXPIRED = "expired", "Expired"
        VOID = "void", "No longer valid"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(help_text="In lower case.")
    role = models.CharField(max_length=10, choices=Role, default=Role.QUALIFIER)
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the secret in the link."
    )
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sent_invitations")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    queued_at = models.DateTimeField(
        null=True, blank=True, help_text="When the last email was requested."
    )
    last_sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was sent; empty until then."
    )
    n_sent = models.PositiveSmallIntegerField(
        default=0, help_text="Emails requested, including the first one."
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_one_end"
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace} ({self.role})"

    def state_at(self, now: datetime) -> State:
        """Return the state; one query if nothing else has ended the invitation.

        An invitation is valid only while its sender may invite: it is void once that person was
        removed, demoted or deactivated.
        """
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.expires_at <= now:
            return self.State.EXPIRED
        managers = Member.objects.filter(
            workspace=self.workspace_id, user=self.invited_by_id, role=Role.MANAGER
        )
        is_valid = managers.filter(user__is_active=True).exists()
        return self.State.OPEN if is_valid else self.State.VOID


# Exports of whole workspaces.


class WorkspaceExport(models.Model):
    """A ZIP with all data of a workspace, written by a job and kept for a few days."""

    class State(models.TextChoices):
        """State of the job."""

        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="full_exports")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="workspace_exports")
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    n_rows = models.PositiveIntegerField(default=0, help_text="Rows written.")
    n_rows_total = models.PositiveIntegerField(default=0, help_text="Rows at the start.")
    n_bytes = models.PositiveBigIntegerField(default=0, help_text="Size of the file.")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(
        null=True, blank=True, help_text="Last heartbeat of the job."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="The file is deleted after this time."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="workspace_export_state",
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(state__in=["queued", "running"]),
                name="workspace_export_one_at_work",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.workspace} ({self.state})"


# Outgoing emails.


class OutgoingEmail(models.Model):
    """An email that was not sent yet; its row is deleted once it was."""

    class State(models.TextChoices):
        """State of the email."""

        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=60, help_text="Name of its template.")
    message = models.TextField(
        blank=True,
        help_text="Recipient, subject and text, encrypted because they contain links. Empty once "
        "it failed.",
    )
    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="outgoing_emails",
        null=True,
        blank=True,
        help_text="The account it is about.",
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        related_name="outgoing_emails",
        null=True,
        blank=True,
        help_text="The invitation whose link it contains.",
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True, help_text="Error of the last try.")
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(help_text="Not sent before this time.")
    tried_until = models.DateTimeField(help_text="Given up after this time.")
    claimed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a worker started to send it; only that worker sends it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "failed"]),
                name="outgoing_email_state",
            ),
            models.UniqueConstraint(
                fields=["invitation"], name="outgoing_email_one_of_an_invitation"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="outgoing_email_due")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
