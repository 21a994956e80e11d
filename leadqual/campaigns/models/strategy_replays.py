"""What each order of cards would have cost in a campaign, worked out again from its verdicts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from leadqual.campaigns.models.campaigns import Campaign
from leadqual.core.clock import ClockedField


class Replay(models.Model):
    """One time that the verdicts of a campaign were asked for again in every order."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="replays")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="replays"
    )
    created_at = ClockedField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.FloatField(default=0, help_text="Progress, 0 to 1.")
    n_companies = models.PositiveIntegerField(default=0, help_text="Companies that were replayed.")
    found = models.JSONField(
        default=dict,
        help_text="Strategy → for each like, the number of the card that found it.",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(finished_at=None), name="one_replay_at_a_time"
            ),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="replay_progress"),
        ]

    def __str__(self) -> str:
        return f"replay of {self.campaign}"
