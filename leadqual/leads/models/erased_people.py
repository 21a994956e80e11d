"""People erased on request, as keyed hashes: they are not stored again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField


class ErasedPerson(models.Model):
    """An erased person, known only by hashes of identifiers."""

    class Reason(models.TextChoices):
        REQUEST = "request", "Requested by the person"
        OTHER = "other", "Another reason"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="erased_people")
    reason = models.CharField(max_length=7, choices=Reason, default=Reason.REQUEST)
    was_do_not_contact = models.BooleanField(
        default=False,
        help_text="Whether lifting the erasure marks the person Do not contact again.",
    )
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="erased_people",
        null=True,
        blank=True,
    )
    erased_at = ClockedField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="lifted_erasures",
        null=True,
        blank=True,
    )
    lifted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was lifted; the person can be imported again."
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "erased people"
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["request", "other"]), name="erased_person_reason"
            )
        ]

    def __str__(self) -> str:
        return f"erased person {self.pk}"


class ErasedKey(models.Model):
    """The keyed hash of one identifier of an erased person; deleted when the erasure is lifted."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        LINKEDIN = "linkedin", "LinkedIn URL"
        EXTERNAL_ID = "external_id", "External ID"
        PHONE = "phone", "Phone"

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="erased_keys", db_index=False
    )
    person = models.ForeignKey(ErasedPerson, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=11, choices=Kind)
    digest = models.CharField(max_length=64, help_text="HMAC-SHA-256, in hexadecimal.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="erased_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["email", "linkedin", "external_id", "phone"]),
                name="erased_key_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
