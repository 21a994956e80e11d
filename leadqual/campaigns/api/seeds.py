"""Seeds of a campaign by API: domains and customers that count as half a like each."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.campaigns.models import Campaign, Seed
from leadqual.campaigns.selectors import campaigns_of
from leadqual.campaigns.setup import seeds
from leadqual.campaigns.setup.search_scope import segment_of
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.resolved_ids import IDS_HELP, ResolvedIdsOutput
from leadqual.leads.record_ids import resolve_ids

_LONGEST_LINE = 2_000


class SeedsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /campaigns/{id}/seeds`; at least one of the three."""

    domains = serializers.ListField(
        child=serializers.CharField(max_length=_LONGEST_LINE),
        required=False,
        max_length=2 * seeds.MAX_SEEDS,
        help_text="Domains of example companies; unknown ones are used once the company is "
        "imported.",
    )
    company_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=seeds.MAX_SEEDS,
        help_text=f"Companies that are customers. {IDS_HELP}",
    )
    search = serializers.CharField(
        required=False,
        max_length=50_000,
        help_text="Query string of a company search, e.g. `?industry=Software`, that finds "
        "customers.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want at least one of the three."""
        if not attrs:
            raise serializers.ValidationError("Send `domains`, `company_ids` or `search`.")
        return attrs


class SeedsOutput(ResolvedIdsOutput):
    """The result of adding examples."""

    n_new = serializers.IntegerField(help_text="Examples that are new in the campaign.")
    found = serializers.ListField(
        child=serializers.CharField(), help_text="Domains of known companies."
    )
    unknown = serializers.ListField(
        source="waiting",
        child=serializers.CharField(),
        help_text="Domains without a company so far.",
    )
    n_duplicates = serializers.IntegerField(source="n_double")
    invalid = serializers.ListField(
        source="unreadable",
        child=serializers.CharField(),
        help_text="Lines that are not a company domain; skipped.",
    )


class SeedOutput(serializers.ModelSerializer[Seed]):
    """An example or customer. `company` is null while its domain is unknown."""

    name = serializers.SerializerMethodField()
    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)

    class Meta:
        model = Seed
        fields = [
            *("id", "origin", "domain", "company", "company_external_id", "name", "created_at")
        ]

    def get_name(self, seed: Seed) -> str:
        """Return the name of the company; empty while the domain is unknown."""
        return seed.company.name if seed.company else ""


def _campaign(request: ApiRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(campaigns_of(request.workspace), pk=campaign_id)


class SeedListView(APIView):
    """Seeds of one campaign."""

    @extend_schema(operation_id="list_seeds", responses={200: SeedOutput(many=True)})
    def get(self, request: ApiRequest, campaign_id: int) -> Response:
        """List examples and customers, including unknown domains."""
        pages = CursorPages()
        found = seeds.seeds_of(_campaign(request, campaign_id))
        page = pages.paginate_queryset(found, request, view=self) or []
        return pages.get_paginated_response(SeedOutput(page, many=True).data)

    @extend_schema(operation_id="add_seeds", request=SeedsInput, responses={201: SeedsOutput})
    def post(self, request: ApiRequest, campaign_id: int) -> Response:
        """Add examples and customers. They count immediately."""
        campaign = _campaign(request, campaign_id)
        body = SeedsInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        domains = seeds.look_up(campaign.workspace, values.get("domains", []))
        author = request.user
        with transaction.atomic():
            n_new = seeds.set_domains(
                campaign=campaign, domains=domains, keeps_others=True, author=author
            )
            given = values.get("company_ids", [])
            resolved = resolve_ids(campaign.workspace, "company", given)
            n_new += seeds.add_customers(campaign=campaign, company_ids=resolved.ids, author=author)
            if "search" in values:
                found = segment_of(campaign.workspace, values["search"])
                n_new += seeds.add_customers(
                    campaign=campaign,
                    company_ids=found.values_list("pk", flat=True),
                    author=author,
                )
        saved = {
            "n_new": n_new,
            "resolved": resolved,
            "found": list(domains.found),
            "waiting": list(domains.unknown),
            "n_double": domains.n_double,
            "unreadable": list(domains.unreadable),
        }
        return Response(SeedsOutput(saved).data, status=status.HTTP_201_CREATED)


class SeedView(APIView):
    """One seed."""

    @extend_schema(operation_id="remove_seed", responses={204: None})
    def delete(self, request: ApiRequest, campaign_id: int, seed_id: int) -> Response:
        """Remove an example or customer. The company is kept. Idempotent."""
        seeds.remove_seed(
            campaign=_campaign(request, campaign_id),
            seed_id=seed_id,
            author=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
