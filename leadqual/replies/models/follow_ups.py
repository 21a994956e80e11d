"""What follows a reply: tasks of people, and what a workspace wants to follow by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Contact
from leadqual.replies.models.replies import Reply


class ReplySettings(models.Model):
    """What follows replies of a workspace without a person."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, related_name="reply_settings"
    )
    stops_company = models.BooleanField(
        default=False, help_text="An unsubscribe marks the whole company Do not contact."
    )

    class Meta:
        verbose_name_plural = "reply settings"

    def __str__(self) -> str:
        return f"reply settings of {self.workspace_id}"


class Task(models.Model):
    """Something that somebody has to do because of a reply: arrange the meeting it agrees to."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="tasks")
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="task")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tasks")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="tasks",
        null=True,
        blank=True,
    )
    due_on = models.DateField()
    created_at = ClockedField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="done_tasks",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(done_at=None) | Q(done_by=None), name="open_task_is_done_by_nobody"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_on", "id"],
                condition=Q(done_at=None),
                name="open_task_by_due_day",
            )
        ]

    def __str__(self) -> str:
        return f"task of reply {self.reply_id}"
