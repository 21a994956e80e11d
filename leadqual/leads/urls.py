"""Addresses of leads."""

from django.urls import path

from leadqual.leads import api as endpoints
from leadqual.leads import (
    api_deletion,
    api_do_not_contact,
    api_exports,
    api_lists,
    api_saved,
    views,
    views_columns,
    views_company,
    views_decision_makers,
    views_deletion,
    views_exports,
    views_lists,
    views_saved,
    views_stopping,
    views_values,
)
from leadqual.leads.pages import deleted_records, do_not_contact

_LIST = "people/lists/<int:list_id>"
_SAVED = "people/saved/<int:search_id>"

pages = [
    path("people/", views.people, name="people"),
    path("people/functions/", views.find_functions, name="find_functions"),
    path("people/values/", views_values.of_people, name="people_values"),
    path("people/export/", views_exports.export, name="export"),
    path("people/exports/", views_exports.exports, name="exports"),
    path("people/columns/", views_columns.choose, name="columns"),
    path("people/saved/", views_saved.saved_searches, name="saved"),
    path("people/saved/names/", views_saved.names, name="saved_names"),
    path("people/saved/palette/", views_saved.for_palette, name="saved_palette"),
    path(f"{_SAVED}/", views_saved.open_search, name="saved_open"),
    path(f"{_SAVED}/rename/", views_saved.rename, name="saved_rename"),
    path(f"{_SAVED}/delete/", views_saved.delete, name="saved_delete"),
    path(f"{_SAVED}/restore/", views_saved.restore, name="saved_restore"),
    path("people/lists/", views_lists.lists, name="lists"),
    path("people/lists/add/", views_lists.add, name="add_to_list"),
    path(
        "people/lists/decision-makers/",
        views_decision_makers.decision_makers,
        name="decision_makers",
    ),
    path(f"{_LIST}/", views_lists.one_list, name="list"),
    path(f"{_LIST}/export/", views_exports.export_list, name="list_export"),
    path(f"{_LIST}/rename/", views_lists.rename, name="list_rename"),
    path(f"{_LIST}/delete/", views_lists.delete, name="list_delete"),
    path(f"{_LIST}/restore/", views_lists.restore, name="list_restore"),
    path(f"{_LIST}/remove/", views_lists.remove, name="list_remove"),
    path(f"{_LIST}/people/", views_lists.put_back, name="list_put_back"),
    path(f"{_LIST}/addings/<uuid:request_id>/undo/", views_lists.undo, name="list_undo"),
    path("settings/do-not-contact/", do_not_contact.do_not_contact, name="do_not_contact"),
    path("settings/do-not-contact/<int:entry_id>/lift/", do_not_contact.lift, name="lift_entry"),
    path(
        "settings/do-not-contact/<int:entry_id>/restore/",
        do_not_contact.restore,
        name="restore_entry",
    ),
    path("people/stop/", views_stopping.stop_people, name="stop_people"),
    path("people/stop/<uuid:request_id>/undo/", views_stopping.undo, name="undo_stop_people"),
    path("people/<int:contact_id>/", views.person, name="person"),
    path("people/<int:contact_id>/stop/", views.stop, name="stop"),
    path("people/<int:contact_id>/allow/", views.allow, name="allow"),
    path("people/<int:contact_id>/delete/", views_deletion.delete_contact, name="delete_contact"),
    path(
        "companies/<int:company_id>/delete/", views_deletion.delete_company, name="delete_company"
    ),
    path("deleted/<int:deletion_id>/restore/", views_deletion.restore, name="restore_deleted"),
    path(
        "deleted/steps/<uuid:request_id>/restore/",
        deleted_records.restore_many,
        name="restore_many",
    ),
    path("people/delete/", deleted_records.delete_people, name="delete_people"),
    path("companies/delete/", deleted_records.delete_companies, name="delete_companies"),
    path("settings/deleted/", deleted_records.deleted_records, name="deleted_records"),
    path("companies/", views.companies, name="companies"),
    path("companies/values/", views_values.of_companies, name="company_values"),
    path("companies/palette/", views_company.for_palette, name="companies_palette"),
    path("companies/<int:company_id>/", views_company.company, name="company"),
]
api = [
    path("do-not-contact", api_do_not_contact.EntryListView.as_view(), name="do-not-contact"),
    path(
        "do-not-contact/<int:entry_id>",
        api_do_not_contact.EntryView.as_view(),
        name="do-not-contact-entry",
    ),
    path("contacts", endpoints.ContactListView.as_view(), name="contacts"),
    path("contacts/export", api_exports.ContactExportView.as_view(), name="contact-export"),
    path("contacts/<int:contact_id>", endpoints.ContactView.as_view(), name="contact"),
    path("companies", endpoints.CompanyListView.as_view(), name="companies"),
    path("companies/<int:company_id>", endpoints.CompanyView.as_view(), name="company"),
    path("lists", api_lists.ListListView.as_view(), name="lists"),
    path("lists/<int:list_id>", api_lists.ListView.as_view(), name="list"),
    path("lists/<int:list_id>/export", api_exports.ListExportView.as_view(), name="list-export"),
    path("exports", api_exports.ExportListView.as_view(), name="exports"),
    path("lists/<int:list_id>/entries", api_lists.EntryListView.as_view(), name="list-entries"),
    path(
        "lists/<int:list_id>/entries/<int:contact_id>",
        api_lists.EntryView.as_view(),
        name="list-entry",
    ),
    path(
        "lists/<int:list_id>/addings/<uuid:request_id>",
        api_lists.AddingView.as_view(),
        name="list-adding",
    ),
    path(
        "lists/<int:list_id>/decision-makers",
        api_lists.DecisionMakersView.as_view(),
        name="list-decision-makers",
    ),
    path("searches", api_saved.SavedSearchListView.as_view(), name="searches"),
    path("searches/<int:search_id>", api_saved.SavedSearchView.as_view(), name="search"),
    path("deletions", api_deletion.DeletionListView.as_view(), name="deletions"),
    path(
        "deletions/<int:deletion_id>/restore",
        api_deletion.DeletionRestoreView.as_view(),
        name="deletion-restore",
    ),
    path("search/counts", endpoints.SearchCountsView.as_view(), name="search-counts"),
    path("companies/counts", endpoints.CompanyCountsView.as_view(), name="company-counts"),
]
