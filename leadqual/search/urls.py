"""Addresses of leads."""

from django.urls import path

from leadqual.search.api import (
    bulk_actions,
    deletion,
    export_history,
    exports,
    lists,
    record_changes,
    record_lookup,
)
from leadqual.search.api import contacts_and_companies as endpoints
from leadqual.search.api import (
    custom_fields as api_custom_fields,
)
from leadqual.search.api import (
    do_not_contact as api_do_not_contact,
)
from leadqual.search.api import (
    fact_reports as api_fact_reports,
)
from leadqual.search.api import (
    timeline as api_timeline,
)
from leadqual.search.api.searches import saved_search_watches, saved_searches
from leadqual.search.pages import (
    company,
    company_lists,
    decision_makers,
    deleted_records,
    do_not_contact_settings,
    people_and_companies,
)
from leadqual.search.pages import (
    deletion as pages_deletion,
)
from leadqual.search.pages import (
    do_not_contact as pages_do_not_contact,
)
from leadqual.search.pages import (
    exports as pages_exports,
)
from leadqual.search.pages import (
    lists as pages_lists,
)
from leadqual.search.pages import (
    saved_searches as pages_saved_searches,
)
from leadqual.search.pages.filters import value_suggestions
from leadqual.search.pages.records import (
    bulk_change,
    custom_fields,
    edit_record,
    fact_reports,
    open_company,
    open_person,
    repeat,
    timeline,
)
from leadqual.search.pages.table import table_columns

_LIST = "people/lists/<int:list_id>"
_SAVED = "people/saved/<int:search_id>"

pages = [
    path("people/", people_and_companies.people, name="people"),
    path("people/functions/", people_and_companies.find_functions, name="find_functions"),
    path("people/values/", value_suggestions.of_people, name="people_values"),
    path("people/export/", pages_exports.export, name="export"),
    path("people/exports/", pages_exports.exports, name="exports"),
    path("people/columns/", table_columns.choose, name="columns"),
    path("people/saved/", pages_saved_searches.saved_searches, name="saved"),
    path("people/saved/names/", pages_saved_searches.names, name="saved_names"),
    path("people/saved/palette/", pages_saved_searches.for_palette, name="saved_palette"),
    path(f"{_SAVED}/", pages_saved_searches.open_search, name="saved_open"),
    path(f"{_SAVED}/rename/", pages_saved_searches.rename, name="saved_rename"),
    path(f"{_SAVED}/update/", pages_saved_searches.update, name="saved_update"),
    path(f"{_SAVED}/delete/", pages_saved_searches.delete, name="saved_delete"),
    path(f"{_SAVED}/restore/", pages_saved_searches.restore, name="saved_restore"),
    path(f"{_SAVED}/watch/", pages_saved_searches.watch, name="saved_watch"),
    path(f"{_SAVED}/unwatch/", pages_saved_searches.unwatch, name="saved_unwatch"),
    path(f"{_SAVED}/matches/", pages_saved_searches.matches, name="saved_matches"),
    path("people/lists/", pages_lists.lists, name="lists"),
    path("people/lists/add/", pages_lists.add, name="add_to_list"),
    path(
        "people/lists/decision-makers/",
        decision_makers.decision_makers,
        name="decision_makers",
    ),
    path(f"{_LIST}/", pages_lists.one_list, name="list"),
    path(f"{_LIST}/export/", pages_exports.export_list, name="list_export"),
    path(f"{_LIST}/rename/", pages_lists.rename, name="list_rename"),
    path(f"{_LIST}/delete/", pages_lists.delete, name="list_delete"),
    path(f"{_LIST}/restore/", pages_lists.restore, name="list_restore"),
    path(f"{_LIST}/remove/", pages_lists.remove, name="list_remove"),
    path(f"{_LIST}/people/", pages_lists.put_back, name="list_put_back"),
    path(f"{_LIST}/additions/<uuid:request_id>/undo/", pages_lists.undo, name="list_undo"),
    path("settings/do-not-contact/", do_not_contact_settings.do_not_contact, name="do_not_contact"),
    path(
        "settings/do-not-contact/<int:entry_id>/lift/",
        do_not_contact_settings.lift,
        name="lift_entry",
    ),
    path(
        "settings/do-not-contact/<int:entry_id>/restore/",
        do_not_contact_settings.restore,
        name="restore_entry",
    ),
    path(
        "people/do-not-contact/", pages_do_not_contact.set_do_not_contact, name="set_do_not_contact"
    ),
    path(
        "people/do-not-contact/<uuid:request_id>/undo/",
        pages_do_not_contact.undo,
        name="undo_do_not_contact",
    ),
    path("people/repeat/", repeat.repeat_people, name="repeat_people"),
    path("companies/repeat/", repeat.repeat_companies, name="repeat_companies"),
    path("people/change/", bulk_change.change_people, name="change_people"),
    path("companies/change/", bulk_change.change_companies, name="change_companies"),
    path("people/new/", edit_record.new_contact, name="new_contact"),
    path("companies/new/", edit_record.new_company, name="new_company"),
    path("people/<int:contact_id>/edit/", edit_record.edit_contact, name="edit_contact"),
    path("companies/<int:company_id>/edit/", edit_record.edit_company, name="edit_company"),
    path("people/<int:contact_id>/timeline/", timeline.of_contact, name="contact_timeline"),
    path("people/<int:contact_id>/notes/", timeline.add_contact_note, name="contact_notes"),
    path("companies/<int:company_id>/timeline/", timeline.of_company, name="company_timeline"),
    path("companies/<int:company_id>/notes/", timeline.add_company_note, name="company_notes"),
    path("records/notes/<int:note_id>/edit/", timeline.edit_note, name="edit_note"),
    path("records/notes/<int:note_id>/delete/", timeline.delete_note, name="delete_note"),
    path("records/notes/<int:note_id>/restore/", timeline.restore_note, name="restore_note"),
    path("people/<int:contact_id>/report/", fact_reports.report_contact, name="report_contact"),
    path("companies/<int:company_id>/report/", fact_reports.report_company, name="report_company"),
    path("settings/reported-values/", fact_reports.fact_reports, name="fact_reports"),
    path(
        "settings/reported-values/<int:report_id>/apply/",
        fact_reports.apply_report,
        name="apply_fact_report",
    ),
    path(
        "settings/reported-values/<int:report_id>/dismiss/",
        fact_reports.dismiss_report,
        name="dismiss_fact_report",
    ),
    path(
        "settings/reported-values/<int:report_id>/reopen/",
        fact_reports.reopen,
        name="reopen_fact_report",
    ),
    path("settings/custom-fields/", custom_fields.custom_fields, name="custom_fields"),
    path(
        "settings/custom-fields/<int:field_id>/", custom_fields.change, name="change_custom_field"
    ),
    path(
        "settings/custom-fields/<int:field_id>/delete/",
        custom_fields.delete,
        name="delete_custom_field",
    ),
    path(
        "settings/custom-fields/<int:field_id>/restore/",
        custom_fields.restore,
        name="restore_custom_field",
    ),
    path("records/changes/<uuid:request_id>/undo/", edit_record.undo, name="undo_change"),
    path("records/changes/<uuid:request_id>/redo/", edit_record.redo, name="redo_change"),
    path("people/<int:contact_id>/", open_person.person, name="person"),
    path(
        "people/<int:contact_id>/do-not-contact/",
        people_and_companies.set_do_not_contact,
        name="mark_do_not_contact",
    ),
    path("people/<int:contact_id>/allow/", people_and_companies.allow, name="allow"),
    path(
        "companies/<int:company_id>/do-not-contact/",
        company.set_do_not_contact,
        name="mark_company_do_not_contact",
    ),
    path("companies/<int:company_id>/allow/", company.allow, name="allow_company"),
    path("people/<int:contact_id>/delete/", pages_deletion.delete_contact, name="delete_contact"),
    path(
        "companies/<int:company_id>/delete/", pages_deletion.delete_company, name="delete_company"
    ),
    path("deleted/<int:deletion_id>/restore/", pages_deletion.restore, name="restore_deleted"),
    path(
        "deleted/bulk/<uuid:request_id>/restore/",
        deleted_records.restore_many,
        name="restore_many",
    ),
    path("people/delete/", deleted_records.delete_people, name="delete_people"),
    path("companies/delete/", deleted_records.delete_companies, name="delete_companies"),
    path("settings/deleted/", deleted_records.deleted_records, name="deleted_records"),
    path("companies/", people_and_companies.companies, name="companies"),
    path("companies/export/", pages_exports.export_companies, name="export_companies"),
    path("companies/columns/", table_columns.choose_of_companies, name="company_columns"),
    path("companies/lists/add/", company_lists.add, name="add_companies_to_list"),
    path("companies/values/", value_suggestions.of_companies, name="company_values"),
    path("companies/<int:company_id>/", company.company, name="company"),
    path(
        "companies/<int:company_id>/preview/",
        open_company.company_preview,
        name="company_preview",
    ),
]
api = [
    path("contacts/delete", bulk_actions.ContactBulkDeletionView.as_view(), name="delete-contacts"),
    path(
        "companies/delete", bulk_actions.CompanyBulkDeletionView.as_view(), name="delete-companies"
    ),
    path(
        "deletions/bulk/<uuid:request_id>/restore",
        bulk_actions.BulkRestorationView.as_view(),
        name="restore-deletions",
    ),
    path(
        "contacts/do-not-contact",
        bulk_actions.DoNotContactStepListView.as_view(),
        name="mark-do-not-contact",
    ),
    path(
        "companies/do-not-contact",
        bulk_actions.CompanyDoNotContactStepListView.as_view(),
        name="mark-companies-do-not-contact",
    ),
    path(
        "contacts/do-not-contact/<uuid:request_id>",
        bulk_actions.DoNotContactStepView.as_view(),
        name="undo-do-not-contact",
    ),
    path(
        "record-changes/<uuid:request_id>/redo",
        record_changes.ChangeRedoView.as_view(),
        name="redo-change",
    ),
    path(
        "notes/<int:note_id>/restore", api_timeline.NoteRestoreView.as_view(), name="restore-note"
    ),
    path("lists/<int:list_id>/restore", lists.ListRestoreView.as_view(), name="restore-list"),
    path(
        "searches/<int:search_id>/restore",
        saved_searches.SavedSearchRestoreView.as_view(),
        name="restore-search",
    ),
    path(
        "custom-fields/<int:field_id>/restore",
        api_custom_fields.FieldRestoreView.as_view(),
        name="restore-custom-field",
    ),
    path(
        "do-not-contact/<int:entry_id>/restore",
        api_do_not_contact.EntryRestoreView.as_view(),
        name="restore-do-not-contact-entry",
    ),
    path(
        "fact-reports/<int:report_id>/apply",
        api_fact_reports.FactReportApplyView.as_view(),
        name="apply-fact-report",
    ),
    path(
        "fact-reports/<int:report_id>/reopen",
        api_fact_reports.FactReportReopenView.as_view(),
        name="reopen-fact-report",
    ),
    path("do-not-contact", api_do_not_contact.EntryListView.as_view(), name="do-not-contact"),
    path(
        "do-not-contact/<int:entry_id>",
        api_do_not_contact.EntryView.as_view(),
        name="do-not-contact-entry",
    ),
    path("contacts", endpoints.ContactListView.as_view(), name="contacts"),
    path("contacts/lookup", record_lookup.ContactLookupView.as_view(), name="contact-lookup"),
    path("companies/lookup", record_lookup.CompanyLookupView.as_view(), name="company-lookup"),
    path("contacts/export", exports.ContactExportView.as_view(), name="contact-export"),
    path(
        "contacts/bulk-changes",
        record_changes.ContactBulkChangeView.as_view(),
        name="contact-changes",
    ),
    path(
        "companies/bulk-changes",
        record_changes.CompanyBulkChangeView.as_view(),
        name="company-changes",
    ),
    path(
        "record-changes/<uuid:request_id>/undo",
        record_changes.ChangeUndoView.as_view(),
        name="change-undo",
    ),
    path(
        "contacts/<int:contact_id>/timeline",
        api_timeline.ContactTimelineView.as_view(),
        name="contact-timeline",
    ),
    path(
        "companies/<int:company_id>/timeline",
        api_timeline.CompanyTimelineView.as_view(),
        name="company-timeline",
    ),
    path(
        "contacts/<int:contact_id>/notes",
        api_timeline.ContactNotesView.as_view(),
        name="contact-notes",
    ),
    path(
        "companies/<int:company_id>/notes",
        api_timeline.CompanyNotesView.as_view(),
        name="company-notes",
    ),
    path("notes/<int:note_id>", api_timeline.NoteView.as_view(), name="note"),
    path(
        "contacts/<int:contact_id>/fact-reports",
        api_fact_reports.ContactFactReportsView.as_view(),
        name="contact-fact-reports",
    ),
    path(
        "companies/<int:company_id>/fact-reports",
        api_fact_reports.CompanyFactReportsView.as_view(),
        name="company-fact-reports",
    ),
    path("fact-reports", api_fact_reports.FactReportListView.as_view(), name="fact-reports"),
    path(
        "fact-reports/<int:report_id>",
        api_fact_reports.FactReportView.as_view(),
        name="fact-report",
    ),
    path("custom-fields", api_custom_fields.FieldListView.as_view(), name="custom-fields"),
    path(
        "custom-fields/<int:field_id>", api_custom_fields.FieldView.as_view(), name="custom-field"
    ),
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
    path("searches", saved_searches.SavedSearchListView.as_view(), name="searches"),
    path("searches/<int:search_id>", saved_searches.SavedSearchView.as_view(), name="search"),
    path(
        "searches/<int:search_id>/watch",
        saved_search_watches.SavedSearchWatchView.as_view(),
        name="search-watch",
    ),
    path(
        "searches/<int:search_id>/matches",
        saved_search_watches.SavedSearchMatchListView.as_view(),
        name="search-matches",
    ),
    path("deletions", deletion.DeletionListView.as_view(), name="deletions"),
    path(
        "deletions/<int:deletion_id>/restore",
        deletion.DeletionRestoreView.as_view(),
        name="deletion-restore",
    ),
    path("search/counts", endpoints.SearchCountsView.as_view(), name="search-counts"),
    path("companies/counts", endpoints.CompanyCountsView.as_view(), name="company-counts"),
]
