"""Suggestions by API."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.labeling import suggestions
from leadqual.labeling.api.business_models import CompanyCorrectionOutput
from leadqual.labeling.api.titles import (
    FunctionSlugsField,
    TitleCorrectionInput,
    TitleCorrectionOutput,
)
from leadqual.labeling.corrections.correction_input import word_of
from leadqual.labeling.models.suggestions import Suggestion, annotate_open
from leadqual.labeling.suggestions import (
    SuggestionAuthor,
    SuggestionInput,
    accept_business_model,
    suggestions_about,
)
from leadqual.leads.models import Company, JobTitle
from leadqual.search.results.record_rows import companies_of


class SuggestionRequest(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/{id}/suggestions`."""

    functions = FunctionSlugsField(
        allow_null=True,
        help_text="Function slugs; an empty list means unclassified, null only reports that the "
        "labels "
        "are wrong.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class SuggestionOutput(serializers.ModelSerializer[Suggestion]):
    """A suggestion. `author` is null for anonymous visitors."""

    kind = serializers.CharField(help_text="`title`, `company` or `reply`.")
    author = serializers.CharField(allow_null=True)
    is_open = serializers.BooleanField(help_text="Whether the suggestion is waiting for review.")

    class Meta:
        model = Suggestion
        fields = [
            "id",
            "kind",
            "text",
            "job_title",
            "company",
            "functions",
            "label",
            "level",
            "industry",
            "note",
            "author",
            "n_times",
            "state",
            "is_open",
            "answer",
            "correction",
            "business_model_correction",
            "created_at",
            "updated_at",
        ]


class AcceptedModelInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /suggestions/{id}/accept-business-model`."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices)


class CompanySuggestionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/{id}/suggestions`."""

    business_model = serializers.ChoiceField(
        choices=Company.BusinessModel.choices,
        allow_null=True,
        help_text="Null only reports that the prediction is wrong.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)


class ReturnInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /suggestions/{id}/return`."""

    note = serializers.CharField(max_length=300)


class SuggestionQuery(op.Query):
    """Parameters of `GET /suggestions`."""

    kind = serializers.ChoiceField(
        choices=Suggestion.Kind.values, required=False, help_text="Kind of record."
    )
    state = serializers.ChoiceField(
        choices=Suggestion.State.values,
        required=False,
        help_text="State of the suggestions to list.",
    )
    open = op.BooleanParameter(
        required=False, help_text="Return only suggestions waiting for review."
    )


class SuggestionViewSet(WorkspaceViewSet[Suggestion]):
    """Suggestions of a workspace: reviewed, or withdrawn by their authors."""

    key, rows = "suggestion", staticmethod(suggestions.suggestions_of)

    @op.get(
        "suggestions",
        query=SuggestionQuery,
        lists=SuggestionOutput,
        pages=NewestFirst,
        role=Role.QUALIFIER,
    )
    def list_suggestions(self, query: op.Body) -> QuerySet[Suggestion]:
        """List suggestions, newest first."""
        wanted = {name: query[name] for name in ("kind", "state") if name in query}
        found = self.get_queryset().filter(**wanted)
        if query.get("open"):
            found = found & suggestions.open_suggestions(self.workspace)
        return annotate_open(found)

    @op.post(
        "suggestions/<int:suggestion_id>/accept-business-model",
        body=AcceptedModelInput,
        returns=CompanyCorrectionOutput,
        status=201,
    )
    def accept_business_model_suggestion(self, suggestion: Suggestion, body: op.Body) -> Any:
        """Accept a business model suggestion, as is or changed."""
        return accept_business_model(
            suggestion=suggestion,
            business_model=body["business_model"],
            reviewer=self.user,
        )

    @op.post(
        "suggestions/<int:suggestion_id>/accept",
        body=TitleCorrectionInput,
        returns=TitleCorrectionOutput,
        status=201,
    )
    def accept_suggestion(self, suggestion: Suggestion, body: op.Body) -> Any:
        """Accept a title suggestion, as is or changed."""
        return suggestions.accept(
            suggestion=suggestion, correction_input=word_of(body), reviewer=self.user
        )

    @op.post("suggestions/<int:suggestion_id>/return", body=ReturnInput, returns=SuggestionOutput)
    def return_suggestion(self, suggestion: Suggestion, body: op.Body) -> Any:
        """Return a suggestion to its authors with a note."""
        note = body["note"]
        suggestions.give_back(suggestion=suggestion, note=note, reviewer=self.user)
        reload_or_404(suggestion)
        return suggestion

    @op.post("suggestions/<int:suggestion_id>/withdraw", returns=SuggestionOutput, role=Role.VIEWER)
    def withdraw_suggestion(self, suggestion_id: int) -> Suggestion:
        """Withdraw a suggestion of your own."""
        own = suggestions.suggested_by(self.workspace, self.user)
        row = get_object_or_404(own, pk=suggestion_id)
        suggestions.withdraw(suggestion=row)
        reload_or_404(row)
        return row


class TitleSuggestionViewSet(WorkspaceViewSet[JobTitle]):
    """Suggestions on one title."""

    key, queryset = "title", JobTitle.objects.all()
    write_role = Role.VIEWER

    @op.post(
        "titles/<int:title_id>/suggestions",
        body=SuggestionRequest,
        returns=SuggestionOutput,
        status=201,
    )
    def suggest_title(self, title: JobTitle, body: op.Body) -> Any:
        """Suggest labels for a title. Nothing changes until a reviewer accepts them."""
        functions = body["functions"]
        suggested = SuggestionInput(
            kind=Suggestion.Kind.TITLE,
            text=title.title,
            functions=None if functions is None else tuple(dict.fromkeys(functions)),
            note=body.get("note", ""),
        )
        return suggestions.suggest(
            workspace=self.workspace,
            suggested=suggested,
            suggester=SuggestionAuthor(author=self.user),
            title=title,
        )


class CompanySuggestionViewSet(WorkspaceViewSet[Company]):
    """Suggestions on one company."""

    key, rows = "company", staticmethod(companies_of)
    write_role = Role.VIEWER

    @op.post(
        "companies/<int:company_id>/suggestions",
        body=CompanySuggestionInput,
        returns=SuggestionOutput,
        status=201,
    )
    def suggest_company(self, company: Company, body: op.Body) -> Any:
        """Suggest a business model. Nothing changes until a reviewer accepts it."""
        suggested = suggestions_about(
            company,
            body["business_model"] or "",
            note=body.get("note", ""),
        )
        return suggestions.suggest(
            workspace=self.workspace,
            suggested=suggested,
            suggester=SuggestionAuthor(author=self.user),
            company=company,
        )
