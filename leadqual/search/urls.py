"""Addresses of leads."""

from django.urls import path

from leadqual.search.api import contacts_and_companies as endpoints
from leadqual.search.api import (
    export_history,
    exports,
)

api = [
    path("contacts", endpoints.ContactListView.as_view(), name="contacts"),
    path("contacts/export", exports.ContactExportView.as_view(), name="contact-export"),
    path("contacts/<int:contact_id>", endpoints.ContactView.as_view(), name="contact"),
    path("companies", endpoints.CompanyListView.as_view(), name="companies"),
    path("companies/export", exports.CompanyExportView.as_view(), name="company-export"),
    path("companies/<int:company_id>", endpoints.CompanyView.as_view(), name="company"),
    path("lists/<int:list_id>/export", exports.ListExportView.as_view(), name="list-export"),
    path("exports", export_history.ExportListView.as_view(), name="exports"),
    path("exports/<int:export_id>", export_history.ExportView.as_view(), name="export"),
    path(
        "exports/<int:export_id>/file", export_history.ExportFileView.as_view(), name="export-file"
    ),
    path("search/counts", endpoints.SearchCountsView.as_view(), name="search-counts"),
    path("companies/counts", endpoints.CompanyCountsView.as_view(), name="company-counts"),
]
