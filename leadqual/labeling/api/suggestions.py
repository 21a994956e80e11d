"""Suggestions by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.query_parameters import is_asked
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.labeling.api.business_models import CompanyCorrectionOutput
from leadqual.labeling.api.function_slugs import FunctionSlugsField
from leadqual.labeling.api.titles import (
    TitleCorrectionInput,
    TitleCorrectionOutput,
)
from leadqual.labeling.models.suggestions import Suggestion, with_waiting
from leadqual.labeling.suggestions import selectors, services
from leadqual.labeling.suggestions.company_suggestions import (
    accept_business_model,
    suggestions_about,
)
from leadqual.labeling.suggestions.services import SuggestionAuthor, SuggestionInput
from leadqual.leads.models import Company, JobTitle
from leadqual.search.results.selectors import companies_of


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
            *("id", "kind", "text", "job_title", "company", "functions", "label"),
            *("level", "industry", "note", "author", "n_times"),
            *("state", "is_open", "answer", "correction"),
            *("business_model_correction", "created_at", "updated_at"),
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


class NewestFirst(CursorPages):
    """Pages of suggestions, the newest first."""

    ordering = "-id"


class SuggestionListView(APIView):
    """Suggestions of a workspace."""

    read_role = Role.QUALIFIER

    @extend_schema(
        operation_id="list_suggestions",
        parameters=[
            OpenApiParameter("kind", enum=Suggestion.Kind.values),
            OpenApiParameter("state", enum=Suggestion.State.values),
            OpenApiParameter(
                "open", bool, description="Return only suggestions waiting for review."
            ),
        ],
        responses={200: SuggestionOutput(many=True)},
    )
    def get(self, request: ApiRequest) -> Response:
        """List suggestions, newest first."""
        workspace = request.workspace
        found = selectors.suggestions_of(workspace)
        if is_asked(request, "open"):
            found = found & selectors.open_suggestions(workspace)
        for name in ("kind", "state"):
            if value := request.query_params.get(name):
                found = found.filter(**{name: value.replace("\0", "")})
        pages = NewestFirst()
        page = pages.paginate_queryset(with_waiting(found), request, view=self)
        return pages.get_paginated_response(SuggestionOutput(page, many=True).data)


class TitleSuggestionView(APIView):
    """Suggestions on one title."""

    write_role = Role.VIEWER

    @extend_schema(
        operation_id="suggest_title", request=SuggestionRequest, responses={201: SuggestionOutput}
    )
    def post(self, request: ApiRequest, title_id: int) -> Response:
        """Suggest labels for a title. Nothing changes until a reviewer accepts them."""
        titles = JobTitle.objects.filter(workspace=request.workspace)
        title = get_object_or_404(titles, pk=title_id)
        body = SuggestionRequest(data=request.data)
        body.is_valid(raise_exception=True)
        functions = body.validated_data["functions"]
        said = SuggestionInput(
            kind=Suggestion.Kind.TITLE,
            text=title.title,
            functions=None if functions is None else tuple(dict.fromkeys(functions)),
            note=body.validated_data.get("note", ""),
        )
        row = services.suggest(
            workspace=request.workspace,
            said=said,
            voice=SuggestionAuthor(author=request.user),
            title=title,
        )
        return Response(SuggestionOutput(row).data, status=status.HTTP_201_CREATED)


class CompanySuggestionView(APIView):
    """Suggestions on one company."""

    write_role = Role.VIEWER

    @extend_schema(
        operation_id="suggest_company",
        request=CompanySuggestionInput,
        responses={201: SuggestionOutput},
    )
    def post(self, request: ApiRequest, company_id: int) -> Response:
        """Suggest a business model. Nothing changes until a reviewer accepts it."""
        company = get_object_or_404(companies_of(request.workspace), pk=company_id)
        body = CompanySuggestionInput(data=request.data)
        body.is_valid(raise_exception=True)
        said = suggestions_about(
            company,
            body.validated_data["business_model"] or "",
            note=body.validated_data.get("note", ""),
        )
        row = services.suggest(
            workspace=request.workspace,
            said=said,
            voice=SuggestionAuthor(author=request.user),
            company=company,
        )
        return Response(SuggestionOutput(row).data, status=status.HTTP_201_CREATED)


class AcceptBusinessModelView(APIView):
    """A suggestion about a company becomes a correction."""

    @extend_schema(
        operation_id="accept_business_model_suggestion",
        request=AcceptedModelInput,
        responses={201: CompanyCorrectionOutput},
    )
    def post(self, request: ApiRequest, suggestion_id: int) -> Response:
        """Accept a business model suggestion, as is or changed."""
        rows = selectors.suggestions_of(request.workspace)
        row = get_object_or_404(rows, pk=suggestion_id)
        body = AcceptedModelInput(data=request.data)
        body.is_valid(raise_exception=True)
        said = accept_business_model(
            suggestion=row,
            business_model=body.validated_data["business_model"],
            reviewer=request.user,
        )
        return Response(CompanyCorrectionOutput(said).data, status=status.HTTP_201_CREATED)


class AcceptView(APIView):
    """A suggestion becomes a correction."""

    @extend_schema(
        operation_id="accept_suggestion",
        request=TitleCorrectionInput,
        responses={201: TitleCorrectionOutput},
    )
    def post(self, request: ApiRequest, suggestion_id: int) -> Response:
        """Accept a title suggestion, as is or changed."""
        rows = selectors.suggestions_of(request.workspace)
        row = get_object_or_404(rows, pk=suggestion_id)
        body = TitleCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        said = services.accept(suggestion=row, word=body.word(), reviewer=request.user)
        return Response(TitleCorrectionOutput(said).data, status=status.HTTP_201_CREATED)


class WithdrawView(APIView):
    """A suggestion is withdrawn by its author."""

    write_role = Role.VIEWER

    @extend_schema(
        operation_id="withdraw_suggestion", request=None, responses={200: SuggestionOutput}
    )
    def post(self, request: ApiRequest, suggestion_id: int) -> Response:
        """Withdraw a suggestion of your own."""
        own = selectors.suggested_by(request.workspace, request.user)
        row = get_object_or_404(own, pk=suggestion_id)
        services.withdraw(suggestion=row)
        reload_or_404(row)
        return Response(SuggestionOutput(row).data)


class ReturnView(APIView):
    """A suggestion goes back."""

    @extend_schema(
        operation_id="return_suggestion", request=ReturnInput, responses={200: SuggestionOutput}
    )
    def post(self, request: ApiRequest, suggestion_id: int) -> Response:
        """Return a suggestion to its authors with a note."""
        rows = selectors.suggestions_of(request.workspace)
        row = get_object_or_404(rows, pk=suggestion_id)
        body = ReturnInput(data=request.data)
        body.is_valid(raise_exception=True)
        note = body.validated_data["note"]
        services.give_back(suggestion=row, note=note, reviewer=request.user)
        reload_or_404(row)
        return Response(SuggestionOutput(row).data)
