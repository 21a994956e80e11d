"""The data of a workspace: companies, contacts, their titles, lists and saved searches."""

from leadqual.leads.models.changes import (
    ContactFormerKey,
    DeletedRecord,
    Export,
    ExportedRange,
    FacetChange,
    FacetState,
    FactReport,
    MergedRecord,
    RecordChange,
)
from leadqual.leads.models.do_not_contact import (
    DoNotContact,
    ErasedKey,
    ErasedPerson,
    SuppressionLine,
    SuppressionList,
)
from leadqual.leads.models.lists import CompanyListEntry, ContactList, ListEntry
from leadqual.leads.models.notes import Note
from leadqual.leads.models.prediction_log import FormerBusinessModel
from leadqual.leads.models.records import (
    MAX_LEAD_SCORE,
    Company,
    Contact,
    CustomField,
    JobTitle,
    RecordSum,
    TitleLabel,
    TitleSum,
)
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
