"""Addresses of leads."""

from django.urls import path

from leadqual.search.api import contacts_and_companies as endpoints
from leadqual.search.api import (
    export_history,
    exports,
    lists,
    record_lookup,
)

_LIST = "people/lists/<int:list_id>"
_SAVED = "people/saved/<int:search_id>"

api = [
    path("lists/<int:list_id>/restore", lists.ListRestoreView.as_view(), name="restore-list"),
    path("contacts", endpoints.ContactListView.as_view(), name="contacts"),
    path("contacts/lookup", record_lookup.ContactLookupView.as_view(), name="contact-lookup"),
    path("companies/lookup", record_lookup.CompanyLookupView.as_view(), name="company-lookup"),
    path("contacts/export", exports.ContactExportView.as_view(), name="contact-export"),
    path("contacts/<int:contact_id>", endpoints.ContactView.as_view(), name="contact"),
    path("companies", endpoints.CompanyListView.as_view(), name="companies"),
    path("companies/export", exports.CompanyExportView.as_view(), name="company-export"),
    path("companies/<int:company_id>", endpoints.CompanyView.as_view(), name="company"),
    path("lists", lists.ListListView.as_view(), name="lists"),
    path("lists/<int:list_id>", lists.ListView.as_view(), name="list"),
    path("lists/<int:list_id>/export", exports.ListExportView.as_view(), name="list-export"),
    path("exports", export_history.ExportListView.as_view(), name="exports"),
    path("exports/<int:export_id>", export_history.ExportView.as_view(), name="export"),
    path(
        "exports/<int:export_id>/file", export_history.ExportFileView.as_view(), name="export-file"
    ),
    path("lists/<int:list_id>/entries", lists.EntryListView.as_view(), name="list-entries"),
    path(
        "lists/<int:list_id>/entries/<int:contact_id>",
        lists.EntryView.as_view(),
        name="list-entry",
    ),
    path(
        "lists/<int:list_id>/companies",
        lists.CompanyEntryListView.as_view(),
        name="list-companies",
    ),
    path(
        "lists/<int:list_id>/companies/<int:company_id>",
        lists.CompanyEntryView.as_view(),
        name="list-company",
    ),
    path(
        "lists/<int:list_id>/additions/<uuid:request_id>",
        lists.AddingView.as_view(),
        name="list-adding",
    ),
    path(
        "lists/<int:list_id>/decision-makers",
        lists.DecisionMakersView.as_view(),
        name="list-decision-makers",
    ),
    path("search/counts", endpoints.SearchCountsView.as_view(), name="search-counts"),
    path("companies/counts", endpoints.CompanyCountsView.as_view(), name="company-counts"),
]
