"""One contact or company by API, found by a key that another system knows."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.leads.merged_keys import merged_company, merged_contact
from leadqual.leads.models import Company, Contact
from leadqual.leads.websites import read_linkedin, read_website
from leadqual.search.api.serializers import CompanyOutput, ContactOutput
from leadqual.search.results import selectors

_ONE_OF = "Send exactly one of the keys."


class _Keys(op.Query):
    external_id = serializers.CharField(required=False, help_text="ID in your system.")


class ContactKeys(_Keys):
    """Keys of a contact."""

    email = serializers.CharField(required=False, help_text="Email, in any case.")
    linkedin_url = serializers.CharField(required=False, help_text="URL of the profile.")


class CompanyKeys(_Keys):
    """Keys of a company."""

    domain = serializers.CharField(
        required=False, help_text="Domain, or any address of the website."
    )
    linkedin_url = serializers.CharField(required=False, help_text="URL of the page.")


class RecordLookupViewSet(WorkspaceViewSet[Any]):
    """One record by a key."""

    further_errors = (404,)
    has_etag = True

    @op.get("contacts/lookup", query=ContactKeys, returns=ContactOutput)
    def look_up_contact(self, query: op.Body) -> Contact:
        """Return the contact with this external ID, email or LinkedIn URL.

        A key of a merged contact finds the one that it was merged into.
        """
        name, value = _key(query)
        if name == "email":
            value = value.lower()
        contacts = selectors.contacts_of(self.workspace)
        found = contacts.filter(**{name: value}).first()
        if found is None and (kept := merged_contact(self.workspace, {name: value})):
            found = contacts.filter(pk=kept.pk).first()
        if found is None:
            raise Http404
        return found

    @op.get("companies/lookup", query=CompanyKeys, returns=CompanyOutput)
    def look_up_company(self, query: op.Body) -> Company:
        """Return the company with this external ID, domain or LinkedIn URL.

        A key of a merged company finds the one that it was merged into.
        """
        name, value = _key(query)
        if name == "domain":
            website = read_website(value)
            value = website.domain if website and website.domain else value
        companies = selectors.companies_of(self.workspace)
        found = companies.filter(**{name: value}).first()
        if found is None and (kept := merged_company(self.workspace, {name: value})):
            found = companies.filter(pk=kept.pk).first()
        if found is None:
            raise Http404
        return found


def _key(sent: op.Body) -> tuple[str, str]:
    """Return the only key that was sent, as it is stored.

    Raises:
        ValidationError: none or several.
    """
    if len(sent) != 1:
        raise ValidationError({"external_id": [_ONE_OF]})
    [(name, value)] = sent.items()
    return name, (read_linkedin(value) or value) if name == "linkedin_url" else value
