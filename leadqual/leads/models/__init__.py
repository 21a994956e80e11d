"""The data of a workspace: companies, contacts, their titles, lists and saved searches."""

from leadqual.leads.models.changes import ContactFormerKey, RecordChange
from leadqual.leads.models.companies import Company
from leadqual.leads.models.contacts import Contact
from leadqual.leads.models.custom_fields import CustomField
from leadqual.leads.models.deleted_records import DeletedRecord
from leadqual.leads.models.do_not_contact import DoNotContact, SuppressionLine, SuppressionList
from leadqual.leads.models.erased_people import ErasedKey, ErasedPerson
from leadqual.leads.models.exports import Export, ExportedRange
from leadqual.leads.models.facet_changes import FacetChange, FacetState
from leadqual.leads.models.fact_reports import FactReport
from leadqual.leads.models.job_titles import JobTitle, TitleLabel
from leadqual.leads.models.lists import CompanyListEntry, ContactList, ListEntry
from leadqual.leads.models.merged_records import MergedRecord
from leadqual.leads.models.notes import Note
from leadqual.leads.models.prediction_log import FormerBusinessModel
from leadqual.leads.models.record_sums import RecordSum, TitleSum
from leadqual.leads.models.records import MAX_LEAD_SCORE
from leadqual.leads.models.saved_searches import (
    CompanyColumns,
    PeopleColumns,
    SavedSearch,
    SearchVisit,
)
from leadqual.leads.models.statuses import FIRST_STATUS, SalesStatus
from leadqual.leads.models.watched_searches import SearchMatch, SearchWatcher, WatchedSearch

__all__ = [
    "FIRST_STATUS",
    "MAX_LEAD_SCORE",
    "Company",
    "CompanyColumns",
    "CompanyListEntry",
    "Contact",
    "ContactFormerKey",
    "ContactList",
    "CustomField",
    "DeletedRecord",
    "DoNotContact",
    "ErasedKey",
    "ErasedPerson",
    "Export",
    "ExportedRange",
    "FacetChange",
    "FacetState",
    "FactReport",
    "FormerBusinessModel",
    "JobTitle",
    "ListEntry",
    "MergedRecord",
    "Note",
    "PeopleColumns",
    "RecordChange",
    "RecordSum",
    "SalesStatus",
    "SavedSearch",
    "SearchMatch",
    "SearchVisit",
    "SearchWatcher",
    "SuppressionLine",
    "SuppressionList",
    "TitleLabel",
    "TitleSum",
    "WatchedSearch",
]
