"""Reads of lists; every one is bound to a workspace, by itself or by its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, ContactList, ListEntry
from leadqual.leads.records.record_names import owner_names, tag_names
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.selectors import contacts_of

MAX_GATHERED = 12
"""Lists, campaigns, and imports, beside the search."""

COUNTED = ("list", "campaign", "tag")
"""What is gathered and counted beside each search; files of imports may have millions of rows."""


@dataclass(frozen=True, slots=True)
class ListAddition:
    """Some people who came into a list together.

    Args:
        request_id: by which the adding is undone.
        n_people: those of them who are still in the list.
        author: who added them.
        added_at: when.
    """

    request_id: UUID
    n_people: int
    author: User
    added_at: datetime


def lists_of(workspace: Workspace) -> QuerySet[ContactList]:
    """Return every list with its author, the newest first; deleted ones are not there."""
    return (
        ContactList.objects.filter(workspace=workspace, deleted_at=None)
        .select_related("author", "workspace")
        .order_by("-created_at", "-pk")
    )


def counted_lists(workspace: Workspace) -> QuerySet[ContactList]:
    """Return every list with `n_people`, `n_stopped` (not to be contacted) and `added_at`."""
    stopped = Q(entries__contact__do_not_contact=True)
    return lists_of(workspace).annotate(
        n_people=Count("entries"),
        n_stopped=Count("entries", filter=stopped),
        added_at=Max("entries__created_at"),
    )


def deleted_lists(workspace: Workspace) -> QuerySet[ContactList]:
    """Return the lists that were put away, for the undo."""
    return ContactList.objects.filter(workspace=workspace, deleted_at__isnull=False)


def people_in(contact_list: ContactList) -> QuerySet[Contact]:
    """Return the people of a list with what a row shows, those not to be contacted too."""
    return contacts_of(contact_list.workspace).filter(list_entries__contact_list=contact_list)


def last_adding(contact_list: ContactList) -> ListAddition | None:
    """Return the adding whose people came last, as far as they are still there; two queries."""
    entries = ListEntry.objects.filter(contact_list=contact_list)
    last = entries.select_related("added_by").order_by("-created_at", "-pk").first()
    if last is None:
        return None
    n_people = entries.filter(request_id=last.request_id).count()
    return ListAddition(last.request_id, n_people, last.added_by, last.created_at)


def gathered_names(workspace: Workspace, query: ContactQuery) -> dict[str, dict[str, str]]:
    """Return `list`, `campaign` and `import` → key → name: the newest, and all that are named.

    And `tag` → each of the most frequent tags, and `owner` → key → name.
    """
    lists = ContactList.objects.filter(workspace=workspace, deleted_at=None)
    campaigns = workspace.campaigns.all()
    imports = workspace.import_batches.annotate(name=F("file_name"))
    shown = {
        "list": (lists, lists),
        "campaign": (campaigns.filter(archived_at=None), campaigns),
        "import": (imports.filter(finished_at__isnull=False).exclude(status="undone"), imports),
    }
    names = {
        param: _newest(living, every, [*query.ticked(param), *query.refused(param)])
        for param, (living, every) in shown.items()
    }
    tags = (*query.ticked("tag"), *query.refused("tag"))
    tagged = {**tag_names(workspace, most=MAX_GATHERED), **{tag: tag for tag in tags}}
    return {**names, "tag": tagged, "owner": owner_names(workspace)}


def _newest(
    living: "QuerySet[Any]", every: "QuerySet[Any]", named: Sequence[str]
) -> dict[str, str]:
    """Return the last ones; those that are named come behind where they are older."""
    newest = living.order_by("-created_at", "-pk").values_list("pk", "name")[:MAX_GATHERED]
    found = {str(key): name for key, name in newest}
    if missing := [key for key in named if key not in found]:
        older = every.filter(pk__in=missing).order_by("pk").values_list("pk", "name")
        found |= {str(key): name for key, name in older}
    return found
