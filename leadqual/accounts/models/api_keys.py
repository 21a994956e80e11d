"""API keys of a workspace, with their scopes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadqual.accounts.models.users import User
from leadqual.accounts.models.workspaces import Workspace


class Scope(models.TextChoices):
    """What a key may be used for; every operation of the API needs exactly one."""

    READ = "read", "Read"
    CLASSIFY = "classify", "Classify"
    WRITE = "write", "Write"
    REPLIES = "replies", "Replies"
    EXPORT = "export", "Export"
    ADMIN = "admin", "Admin"
    INSTALLATION = "installation", "Installation"


def default_scopes() -> list[str]:
    """Return the default scopes of a key."""
    return [Scope.READ.value]


class ApiKey(models.Model):
    """A key for programs, bound to one workspace; only hashes of its secrets are stored.

    After a rotation the previous secret works until `previous_valid_until`.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(
        max_length=100, help_text="Name of the key, e.g. the program that uses it."
    )
    scopes = ArrayField(
        models.CharField(max_length=12, choices=Scope),
        default=default_scopes,
        help_text="Permissions of the key, limited by the role of its owner.",
    )
    prefix = models.CharField(max_length=12, help_text="First characters of the secret.")
    key_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    previous_prefix = models.CharField(max_length=12, blank=True, default="")
    previous_key_hash = models.CharField(
        max_length=64, unique=True, null=True, blank=True
    )  # empty strings would violate the unique constraint
    previous_valid_until = models.DateTimeField(null=True, blank=True)
    previous_last_used_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="api_keys",
        help_text="The owner, whose role applies: its creator, or who took it over.",
    )
    issued_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="issued_keys",
        help_text="The key with which a program requested this secret; null for a person.",
    )
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Rate limit of this key; null for the default."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Null: never.")
    expiry_warned_at = models.DateTimeField(null=True, blank=True)
    rotated_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_ip = models.GenericIPAddressField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values), name="api_key_scopes_known"
            ),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="api_key_has_scope"),
            models.CheckConstraint(
                condition=Q(requests_per_minute=None) | Q(requests_per_minute__gt=0),
                name="api_key_rate_positive",
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
