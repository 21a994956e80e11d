"""One contact or company by API, found by a key that another system knows."""

from collections.abc import Mapping

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.leads.merged_keys import merged_company, merged_contact
from leadqual.leads.websites import read_linkedin, read_website
from leadqual.search.api.serializers import CompanyOutput, ContactOutput
from leadqual.search.results import selectors

_ONE_OF = "Send exactly one of the keys."


def _parameters(**keys: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(name, str, description=about) for name, about in keys.items()]


CONTACT_KEYS = _parameters(
    external_id="ID in your system.",
    email="Email, in any case.",
    linkedin_url="URL of the profile.",
)
COMPANY_KEYS = _parameters(
    external_id="ID in your system.",
    domain="Domain, or any address of the website.",
    linkedin_url="URL of the page.",
)


class ContactLookupView(APIView):
    """One contact by a key."""

    further_errors = (404,)
    has_etag = True

    @extend_schema(
        operation_id="look_up_contact", parameters=CONTACT_KEYS, responses={200: ContactOutput}
    )
    def get(self, request: ApiRequest) -> Response:
        """Return the contact with this external ID, email or LinkedIn URL.

        A key of a merged contact finds the one that it was merged into.
        """
        name, value = _key(request.query_params.dict(), CONTACT_KEYS)
        if name == "email":
            value = value.lower()
        contacts = selectors.contacts_of(request.workspace)
        found = contacts.filter(**{name: value}).first()
        if found is None and (kept := merged_contact(request.workspace, {name: value})):
            found = contacts.filter(pk=kept.pk).first()
        if found is None:
            raise Http404
        return Response(ContactOutput(found).data)


class CompanyLookupView(APIView):
    """One company by a key."""

    further_errors = (404,)
    has_etag = True

    @extend_schema(
        operation_id="look_up_company", parameters=COMPANY_KEYS, responses={200: CompanyOutput}
    )
    def get(self, request: ApiRequest) -> Response:
        """Return the company with this external ID, domain or LinkedIn URL.

        A key of a merged company finds the one that it was merged into.
        """
        name, value = _key(request.query_params.dict(), COMPANY_KEYS)
        if name == "domain":
            website = read_website(value)
            value = website.domain if website and website.domain else value
        companies = selectors.companies_of(request.workspace)
        found = companies.filter(**{name: value}).first()
        if found is None and (kept := merged_company(request.workspace, {name: value})):
            found = companies.filter(pk=kept.pk).first()
        if found is None:
            raise Http404
        return Response(CompanyOutput(found).data)


def _key(sent: Mapping[str, str], known: list[OpenApiParameter]) -> tuple[str, str]:
    """Return the only key that was sent, as it is stored.

    Raises:
        ValidationError: none or several.
    """
    names = [parameter.name for parameter in known]
    given = [(name, sent[name].strip()) for name in names if sent.get(name, "").strip()]
    if len(given) != 1:
        raise ValidationError({names[0]: [_ONE_OF]})
    name, value = given[0]
    if "\0" in value:
        raise ValidationError({name: ["Null characters are not allowed."]})
    return name, (read_linkedin(value) or value) if name == "linkedin_url" else value
