"""Who may do what, and where."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users that log in with their mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password nobody can log in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Create a user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """A person who logs in with a mail address; staff edit the taxonomy."""

    username = None  # type: ignore[assignment]  # the address takes its place
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc,assignment]  # another manager than AbstractUser's

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def initials(self) -> str:
        """Two letters for the round button of the account."""
        names = [self.first_name, self.last_name]
        letters = "".join(name[0] for name in names if name) or self.email[:2]
        return letters.upper()


class Workspace(models.Model):
    """A tenant: everything but the taxonomy and the models belongs to exactly one."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    title_overlap = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text="Percent of the job titles that two people label."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(title_overlap__range=(0, 100)), name="workspace_title_overlap"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do; each role may also do what those before it may."""

    VIEWER = "viewer", "Viewer"
    QUALIFIER = "qualifier", "Qualifier"
    MANAGER = "manager", "Manager"

    def includes(self, other: "Role") -> bool:
        """Say whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Member(models.Model):
    """A user in a workspace with a role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.role})"


class ApiKey(models.Model):
    """A key for programs, bound to one workspace; only its hash is stored."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100, help_text="What the key is for.")
    prefix = models.CharField(max_length=12, help_text="First characters, to recognise it by.")
    key_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key.")
    role = models.CharField(max_length=10, choices=Role, default=Role.QUALIFIER)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="api_key_role"),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class AuditRow(models.Model):
    """One thing that somebody did; never changed, never deleted."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="audit_rows", null=True, blank=True
    )
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="audit_rows", null=True, blank=True
    )
    action = models.CharField(max_length=60, help_text="E.g. `do_not_contact.set`.")
    subject = models.CharField(max_length=120, help_text="Kind and key, e.g. `contact:17`.")
    details = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="audit_by_time"),
            models.Index(Lower("subject"), name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    @property
    def in_words(self) -> str:
        """Return what was done, as in "Import undone: import 3"."""
        done = self.action.replace(".", " ").replace("_", " ").replace("api key", "API key")
        kind, _, key = self.subject.partition(":")
        about = "" if kind == "workspace" else f": {kind.replace('_', ' ')} {key}".rstrip()
        return f"{done[:1].upper()}{done[1:]}{about.replace('api key', 'API key')}"
