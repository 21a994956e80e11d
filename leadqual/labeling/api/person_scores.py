"""Scores of a person over all titles by API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.labeling.api.titles import LabelOutput
from leadqual.labeling.person_scores import (
    GroupScore,
    HeldTitle,
    Period,
    person_scores,
    saved_groups,
)
from leadqual.leads.models import Contact
from leadqual.search.results.record_rows import contacts_of
from leadqual.taxonomy.library_values import load_knowledge

MAX_GROUPS = 20


class HeldTitleOutput(serializers.Serializer[Any]):
    """A title that a contact holds or held, with its labels."""

    title = serializers.CharField(source="text")
    is_current = serializers.BooleanField(help_text="False for a past title.")
    is_main = serializers.BooleanField(help_text="True for the `title` of the contact.")
    labels = serializers.SerializerMethodField(help_text="Scores by function slug.")
    level = serializers.CharField()

    @extend_schema_field(serializers.DictField(child=LabelOutput()))
    def get_labels(self, title: HeldTitle) -> dict[str, dict[str, Any]]:
        """Return the labels in the shape of `POST /titles/classify`."""
        known = load_knowledge().taxonomy.by_slug
        return {
            slug: {"category": f"master_{known[slug].department}", "score": score}
            for slug, score in title.labels.items()
            if slug in known
        }


class ScoreOutput(serializers.Serializer[Any]):
    """Scores over the titles that count. A title without the function has score 0."""

    max = serializers.FloatField(source="score.maximum", help_text="Highest score of a title.")
    mean = serializers.FloatField(source="score.mean", help_text="Mean over the titles.")
    sum = serializers.FloatField(source="score.total", help_text="Sum over the titles.")


class FunctionScoreOutput(ScoreOutput):
    """Scores for one function."""

    function = serializers.CharField(source="slug")
    category = serializers.SerializerMethodField(
        help_text="`master_` followed by the department slug."
    )

    def get_category(self, one: GroupScore) -> str:
        """Return the department as labels name it."""
        return f"master_{one.department}"


class DepartmentScoreOutput(ScoreOutput):
    """Scores for a department: a title counts with its best function there."""

    department = serializers.CharField(source="slug")


class GroupScoreOutput(ScoreOutput):
    """Scores for a group of functions: a title counts with its best function there."""

    functions = serializers.ListField(child=serializers.CharField())


class SavedGroupScoreOutput(GroupScoreOutput):
    """Scores for a saved search that selects functions or departments and nothing else."""

    search = serializers.IntegerField(help_text="ID of the saved search.")
    name = serializers.CharField()


class PersonScoresOutput(serializers.Serializer[Any]):
    """Scores of a contact over current and past titles."""

    contact = serializers.IntegerField()
    period = serializers.ChoiceField(choices=[period.value for period in Period])
    n_titles = serializers.IntegerField(help_text="Number of titles that count.")
    titles = HeldTitleOutput(many=True, help_text="All titles, current ones first.")
    functions = FunctionScoreOutput(many=True, help_text="Functions of the titles, best first.")
    departments = DepartmentScoreOutput(many=True, help_text="Their departments, best first.")
    groups = GroupScoreOutput(many=True, help_text="The groups of `group`, in the same order.")
    saved_groups = SavedGroupScoreOutput(
        many=True,
        help_text="Function groups of the workspace: saved searches for functions only.",
    )


class PersonScoresQuery(op.Query):
    """Parameters of `GET /contacts/{id}/scores`."""

    period = serializers.ChoiceField(
        choices=[period.value for period in Period],
        default=Period.ALL.value,
        help_text="Which titles count; default `all`.",
    )
    group = serializers.ListField(
        child=serializers.CharField(allow_blank=True),
        max_length=MAX_GROUPS,
        default=list,
        help_text="Function slugs joined by commas: scores of this group are returned "
        f"too. Can be repeated, up to {MAX_GROUPS} times.",
    )

    def validate_group(self, sent: list[str]) -> list[list[str]]:
        """Return the slugs of each group."""
        groups = [[slug for part in row.split(",") if (slug := part.strip())] for row in sent]
        known = load_knowledge().taxonomy.by_slug
        if unknown := sorted({slug for group in groups for slug in group} - known.keys()):
            raise serializers.ValidationError(
                [f"No function has the slug {slug[:60]}." for slug in unknown[:5]]
            )
        if not all(groups):
            raise serializers.ValidationError("Name at least one function.")
        return groups


class PersonScoresViewSet(WorkspaceViewSet[Contact]):
    """A person as a whole."""

    key, rows = "contact", staticmethod(contacts_of)

    @op.get("contacts/<int:contact_id>/scores", query=PersonScoresQuery, returns=PersonScoresOutput)
    def get_contact_scores(self, contact: Contact, query: op.Body) -> dict[str, object]:
        """Return max, mean and sum of a contact's title scores by function and department."""
        period = Period(query["period"])
        found = person_scores(workspace=self.workspace, contact=contact, period=period)
        saved = [
            {
                "search": group.search_id,
                "name": group.name,
                "functions": group.functions,
                "score": found.of_group(group.functions).score,
            }
            for group in saved_groups(self.workspace)
        ]
        return {
            "contact": contact.pk,
            "period": period.value,
            "n_titles": len(found.counted),
            "titles": found.titles,
            "functions": found.functions,
            "departments": [each.department for each in found.departments],
            "groups": [found.of_group(group) for group in query["group"]],
            "saved_groups": saved,
        }
