"""Tables of what people suggest: labels that a reviewer makes a correction of, or returns."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from leadqual.accounts.models import Workspace
from leadqual.core.clock import ClockedField
from leadqual.leads.models import Company, JobTitle


class Suggestion(models.Model):
    """What one person says that a title, a company or a reply should be; a reviewer decides.

    A person who says so again before somebody decided changes this row: one person counts once.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "job title"
        COMPANY = "company", "company"
        REPLY = "reply", "reply"

    class State(models.TextChoices):
        SUGGESTED = "suggested", "suggested"
        ACCEPTED = "accepted", "accepted"
        RETURNED = "returned", "returned with a note"
        WITHDRAWN = "withdrawn", "withdrawn"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=7, choices=Kind)
    text = models.TextField(help_text="Title, company or reply, as shown.")
    key = models.CharField(
        max_length=200,
        help_text="Groups suggestions about the same subject; for titles, the normalized title.",
    )
    job_title = models.ForeignKey(
        JobTitle,
        on_delete=models.CASCADE,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty if no contact has the title, and for companies and replies.",
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.CASCADE,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty for titles and replies, and for companies entered in Look up.",
    )
    functions = models.JSONField(
        null=True,
        blank=True,
        help_text="Function slugs; an empty list means unclassified, null only reports an error.",
    )
    label = models.CharField(
        max_length=40, blank=True, default="", help_text="Business model or intent."
    )
    level = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="Level slug of a title; empty where the suggestion leaves it as it is.",
    )
    industry = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="Industry slug of a title; counts only with a level, empty means none.",
    )
    shown = models.JSONField(
        default=dict, help_text="What was shown: labels with scores, level, model."
    )
    note = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="Empty for an anonymous visitor.",
    )
    visitor = models.CharField(
        max_length=32,
        blank=True,
        default="",
        help_text="Keyed hash of the IP address; never the address.",
    )
    is_second = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Made by the second of two people who label the same title independently.",
    )
    n_times = models.PositiveIntegerField(
        default=1, help_text="How often this person suggested it."
    )
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    answer = models.CharField(
        max_length=300, blank=True, default="", help_text="Note of the reviewer for the author."
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reviewed_suggestions",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    correction = models.ForeignKey(
        "labeling.Correction",
        on_delete=models.SET_NULL,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="The correction it became; if that is undone, the suggestion needs review again.",
    )
    business_model_correction = models.ForeignKey(
        "labeling.BusinessModelCorrection",
        on_delete=models.SET_NULL,
        related_name="suggestions",
        null=True,
        blank=True,
        help_text="The correction of a company it became; see `correction`.",
    )
    created_at = ClockedField(auto_now_add=True)
    updated_at = ClockedField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["workspace", "kind", "key"], name="suggestion_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "author"],
                condition=Q(state="suggested"),
                name="one_open_suggestion_of_a_member",
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "visitor"],
                condition=Q(state="suggested", author=None),
                name="one_open_suggestion_of_a_visitor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "accepted", "returned", "withdrawn"]),
                name="suggestion_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["title", "company", "reply"]), name="suggestion_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk} about a {self.kind}"

    @property
    def label_in_words(self) -> str:
        """Return what a company or a reply should be, in words; "" where nobody says it."""
        return self._label_name(self.label)

    @property
    def shown_in_words(self) -> list[tuple[str, float | None]]:
        """Return the labels that were shown, in words, with their scores; none: Other, or unknown.

        Where Look up showed them, their names were kept with them.
        """
        return [(self._label_name(slug), score) for slug, score in self.shown.get("labels", ())]

    def _label_name(self, slug: str) -> str:
        names = {**dict(Company.BusinessModel.choices), **self.shown.get("names", {})}
        return str(names.get(slug, slug))

    @property
    def is_open(self) -> bool:
        """Return whether a reviewer has still to decide, or again since the correction was undone.

        A query where the correction was undone and the row was read without `annotate_open`: the
        person may have said something else since.
        """
        if "is_waiting" in self.__dict__:
            return bool(self.__dict__["is_waiting"])
        if self.state == self.State.SUGGESTED:
            return True
        settled_by = self.correction or self.business_model_correction
        is_undone = settled_by is not None and settled_by.undone_at is not None
        return is_undone and Suggestion.objects.filter(waiting(), pk=self.pk).exists()

    @property
    def state_text(self) -> str:
        """Return the state in words, with what became of the correction since."""
        if self.state != self.State.SUGGESTED and self.is_open:
            return "waiting for review again: the correction was undone"
        return "waiting for review" if self.is_open else self.get_state_display()


def annotate_open(rows: models.QuerySet[Suggestion]) -> models.QuerySet[Suggestion]:
    """Return suggestions to be shown, that know whether they are open; see `waiting`."""
    is_waiting = models.ExpressionWrapper(waiting(), output_field=models.BooleanField())
    return rows.annotate(is_waiting=is_waiting)


def waiting() -> Q:
    """Return what waiting for review: the newest word of each person on each thing, undecided.

    Undoing the correction that settled a suggestion puts it back into the queue, unless the same
    person has said something else since.
    """
    undone = Q(correction__undone_at__isnull=False)
    undone |= Q(business_model_correction__undone_at__isnull=False)
    same = {name: OuterRef(name) for name in ("workspace", "kind", "key", "visitor")}
    newer = Suggestion.objects.filter(**same, pk__gt=OuterRef("pk")).filter(
        Q(author=OuterRef("author")) | Q(author=None, visitor__gt="")
    )
    is_newest = Q(~Exists(newer))
    return Q(state="suggested") | (Q(state__in=["accepted", "returned"]) & undone & is_newest)
