"""What a workspace holds here: files of its export, and files that go with it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.leads.company_fields import COMPANY_FIELDS
from leadqual.leads.models import (
    Company,
    CompanyListEntry,
    Contact,
    ContactFormerKey,
    ContactList,
    CustomField,
    DoNotContact,
    FactReport,
    JobTitle,
    ListEntry,
    Note,
    SalesStatus,
    SavedSearch,
    TitleLabel,
)

_WORKED_ON = {
    "owner": "owner__email",
    **{name: name for name in ("status", "tags", "custom", "last_activity_at")},
}


def _contacts(workspace_id: int) -> QuerySet[Contact]:
    labels = TitleLabel.objects.filter(job_title=OuterRef("job_title")).order_by("function__slug")
    rows = Contact.objects.filter(workspace=workspace_id)
    return rows.annotate(functions=ArraySubquery(labels.values("function__slug")))


def _titles(workspace_id: int) -> QuerySet[JobTitle]:
    labels = TitleLabel.objects.filter(job_title=OuterRef("pk")).order_by("function__slug")
    rows = JobTitle.objects.filter(workspace=workspace_id)
    return rows.annotate(functions=ArraySubquery(labels.values("function__slug")))


EXPORT_FILES = (
    ExportFile(
        "contacts.csv",
        _contacts,
        {
            **{name: name for name in ("id", "external_id", "first_name", "last_name", "email")},
            **{name: name for name in ("phone", "linkedin_url", "title", "functions")},
            **{name: name for name in ("other_titles", "past_titles")},
            "level": "job_title__level__slug",
            "company": "company__name",
            "company_domain": "company__domain",
            **{name: name for name in ("city", "state", "country", "place", "do_not_contact")},
            **_WORKED_ON,
            **{name: name for name in ("lead_score", "lead_tier", "created_at", "updated_at")},
        },
    ),
    ExportFile(
        "companies.csv",
        lambda workspace_id: Company.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("id", *(field.code for field in COMPANY_FIELDS))},
            **{name: name for name in ("business_model", "business_model_probability")},
            **_WORKED_ON,
            **{name: name for name in ("created_at", "updated_at")},
        },
    ),
    ExportFile(
        "former_keys.csv",
        lambda workspace_id: ContactFormerKey.objects.filter(workspace=workspace_id),
        {name: name for name in ("contact_id", "kind", "value")},
    ),
    ExportFile(
        "notes.csv",
        lambda workspace_id: Note.objects.filter(workspace=workspace_id, deleted_at=None),
        {
            **{name: name for name in ("contact_id", "company_id", "text")},
            "author": "author__email",
            **{name: name for name in ("created_at", "edited_at")},
        },
    ),
    ExportFile(
        "fact_reports.csv",
        lambda workspace_id: FactReport.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("contact_id", "company_id", "field", "value")},
            "right_value": "right_value",
            "author": "author__email",
            **{name: name for name in ("created_at", "resolved_at", "is_applied")},
        },
    ),
    ExportFile(
        "custom_fields.csv",
        lambda workspace_id: CustomField.objects.filter(workspace=workspace_id, deleted_at=None),
        {
            **{name: name for name in ("record", "code", "label", "kind", "choices")},
            "created_by": "author__email",
            "created_at": "created_at",
        },
    ),
    ExportFile(
        "statuses.csv",
        lambda workspace_id: SalesStatus.objects.filter(workspace=workspace_id),
        {name: name for name in ("code", "label", "color", "kind", "position", "archived_at")},
    ),
    ExportFile(
        "titles.csv",
        _titles,
        {
            "title": "title",
            "functions": "functions",
            "level": "level__slug",
            "source": "source",
            "contacts": "n_contacts",
        },
    ),
    ExportFile(
        "do_not_contact.csv",
        lambda workspace_id: DoNotContact.objects.filter(workspace=workspace_id),
        {
            **{name: name for name in ("kind", "value", "reason", "origin")},
            "set_by": "author__email",
            "created_at": "created_at",
            "lifted_at": "lifted_at",
        },
    ),
    ExportFile(
        "lists.csv",
        lambda workspace_id: ContactList.objects.filter(workspace=workspace_id),
        {
            "id": "pk",
            "name": "name",
            "records": "records",
            "is_private": "is_private",
            "created_by": "author__email",
            "created_at": "created_at",
            "deleted_at": "deleted_at",
        },
    ),
    ExportFile(
        "company_list_entries.csv",
        lambda workspace_id: CompanyListEntry.objects.filter(contact_list__workspace=workspace_id),
        {
            "list": "contact_list__name",
            "company_id": "company_id",
            "name": "company__name",
            "domain": "company__domain",
            "added_by": "added_by__email",
            "added_at": "created_at",
        },
    ),
    ExportFile(
        "list_entries.csv",
        lambda workspace_id: ListEntry.objects.filter(contact_list__workspace=workspace_id),
        {
            "list": "contact_list__name",
            "contact_id": "contact_id",
            "email": "contact__email",
            "first_name": "contact__first_name",
            "last_name": "contact__last_name",
            "do_not_contact": "contact__do_not_contact",
            "added_by": "added_by__email",
            "added_at": "created_at",
        },
    ),
    ExportFile(
        "saved_searches.csv",
        lambda workspace_id: SavedSearch.objects.filter(workspace=workspace_id),
        {
            "name": "name",
            "query": "query",
            "columns": "columns",
            "is_private": "is_private",
            "created_by": "author__email",
            "created_at": "created_at",
            "deleted_at": "deleted_at",
        },
    ),
)
