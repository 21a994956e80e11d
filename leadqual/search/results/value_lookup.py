"""Look up filter values of a workspace: countries, technologies, lists and the like."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from facet_index.facet_values import ValueCodes
from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, ContactList
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.owners import NO_OWNER, possible_owners
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_MEMBERSHIPS, COMPANY_TYPED, MEMBERSHIPS, STAFF, TYPED
from leadqual.search.index.index_queries import value_codes
from leadqual.search.index.open_indexes import index_of
from leadqual.search.named_records import visible_to
from leadqual.search.query.known_values import (
    SuggestedValue,
    ValueLookup,
    ValueMatch,
    match_values,
    shorten,
)
from leadqual.search.query.query import (
    CompanyQuery,
    ContactQuery,
    is_key,
)
from leadqual.taxonomy.models import Department
from leadqual.taxonomy.selectors import levels, living_functions

_MAX_ROWS = 5_000

_LISTS = ContactList.objects.filter(deleted_at=None)
_WORKFLOW_PARAMS = ("owner", "status", "custom")
_MEMBERSHIP_ROWS: Mapping[str, Callable[[Workspace], "QuerySet[Any]"]] = {
    "list": lambda workspace: _LISTS.filter(workspace=workspace),
    "campaign": lambda workspace: workspace.campaigns.all(),
    "import": lambda workspace: workspace.import_batches.annotate(name=F("file_name")),
}
MIN_LETTERS = 4
LONG_WORD = 8
"""Minimum letters to correct two typos instead of one."""
Q = TypeVar("Q", ContactQuery, CompanyQuery)


@dataclass(frozen=True, slots=True)
class WorkspaceValues:
    """Filter values of people or companies; see `query.known_values.ValueLookup`.

    Args:
        user: whose private lists can be searched; None for shared lists alone.
    """

    workspace: Workspace
    of_companies: bool = False
    user: User | None = None

    def __call__(self, param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:
        """Return text → its match; at most two queries."""
        if param in _WORKFLOW_PARAMS:
            record = "company" if self.of_companies else "contact"
            return _match_workflow_values(self.workspace, record, param, texts)
        if param in by_param(COMPANY_MEMBERSHIPS if self.of_companies else MEMBERSHIPS):
            return self._match_memberships(param, texts)
        if param == "company" and not self.of_companies:
            return _match_existing_keys(Company.objects.filter(workspace=self.workspace), texts)
        if param in by_param(STAFF) and self.of_companies:
            return match_values(texts, staff_names(param))
        if param not in (COMPANY_TYPED if self.of_companies else TYPED):
            return {}
        with index_of(self.workspace.pk) as index:
            return _match_codes(texts, value_codes(index, param, of_companies=self.of_companies))

    def _match_memberships(self, param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:
        rows = _MEMBERSHIP_ROWS[param](self.workspace)
        if param != "list":
            return _match_memberships(rows, texts)
        rows = rows.filter(records="companies" if self.of_companies else "people")
        return _match_visible_lists(rows, self.user, texts)


def staff_names(param: str) -> Mapping[str, str]:
    """Return slug → name for filters of companies by their people; one query."""
    rows: QuerySet[Any] = {
        "has_department": Department.objects.filter(retired_at=None),
        "has_function": living_functions(),
    }.get(param, levels())
    return dict(rows.values_list("slug", "name"))


def _match_memberships(rows: "QuerySet[Any]", texts: Collection[str]) -> Mapping[str, ValueMatch]:
    names = rows.order_by("-pk").values_list("pk", "name")[:_MAX_ROWS]
    matches = match_values(texts, {str(key): name for key, name in names})
    # Similar digits of keys mean nothing, so no suggestions for them.
    found = {
        text: replace(match, nearest=() if is_key(text) else match.nearest, allowed=())
        for text, match in matches.items()
    }
    older = _match_existing_keys(rows, [text for text in texts if not found[text].value])
    return {**found, **{text: match for text, match in older.items() if match.value}}


def _match_visible_lists(
    rows: "QuerySet[Any]", user: User | None, texts: Collection[str]
) -> Mapping[str, ValueMatch]:
    """Match texts to the lists that a person may see; the search does not keep keys of others."""
    found = _match_memberships(rows.filter(visible_to(user)), texts)
    unknown = [text for text in texts if not found[text].value]
    hidden = {text for text, match in _match_existing_keys(rows, unknown).items() if match.value}
    return {
        text: ValueMatch(is_hidden=True) if text in hidden else match
        for text, match in found.items()
    }


def shared_lists(workspace: Workspace, *, of_companies: bool) -> ValueLookup:
    """Return a look-up for searches without a person: of lists alone, and of shared ones."""
    values = WorkspaceValues(workspace, of_companies)
    return lambda param, texts: values(param, texts) if param == "list" else {}


def _match_workflow_values(
    workspace: Workspace, record: str, param: str, texts: Collection[str]
) -> Mapping[str, ValueMatch]:
    if param == "custom":
        return _match_custom_fields(workspace, record, texts)
    if param == "status":
        return match_values(texts, statuses_of(workspace).names())
    return _match_owners(workspace, texts)


def _match_owners(workspace: Workspace, texts: Collection[str]) -> dict[str, ValueMatch]:
    """Match texts to owners by key, email or name; one query."""
    owners = sorted(possible_owners(workspace), key=lambda user: str(user).casefold())
    keys = {NO_OWNER: NO_OWNER, **{user.email: str(user.pk) for user in owners}}
    found = {text: ValueMatch(text) for text in texts if text in keys.values()}
    others = [text for text in texts if text not in found]
    names = {NO_OWNER: NO_OWNER, **{user.email: str(user) for user in owners}}
    for text, match in match_values(others, names).items():
        nearest = [SuggestedValue(near.value, near.value) for near in match.nearest]
        found[text] = replace(match, value=keys.get(match.value, ""), nearest=nearest)
    return found


def _match_custom_fields(
    workspace: Workspace, record: str, texts: Collection[str]
) -> dict[str, ValueMatch]:
    """Match texts that name a custom field with a value; the values are not looked up."""
    labels = {field.code: field.label for field in fields_of(workspace, record)}
    codes = {text.partition(":")[0] for text in texts}
    matches = match_values(codes, labels)
    found = {}
    for text in texts:
        code, _, value = text.partition(":")
        match = matches[code]
        suffix = f":{value}" if value else ""
        if match.value and value:
            found[text] = ValueMatch(match.value + suffix)
        elif match.value:
            fact = f"Custom field “{match.value}” needs a value: `{match.value}:VALUE`."
            found[text] = ValueMatch(fact=fact)
        else:
            nearest = [SuggestedValue(near.value + suffix, near.name) for near in match.nearest]
            allowed = [code + suffix for code in match.allowed]
            fact = f"There is no custom field “{shorten(code)}”."
            found[text] = ValueMatch("", nearest, allowed, fact)
    return found


def _match_existing_keys(rows: "QuerySet[Any]", texts: Collection[str]) -> dict[str, ValueMatch]:
    """Return matches for keys of existing rows, and no match for the others."""
    keys = [text for text in texts if is_key(text)]
    existing_keys = {str(pk) for pk in rows.filter(pk__in=keys).values_list("pk", flat=True)}
    return {
        text: ValueMatch(str(int(text)) if str(int(text)) in existing_keys else "") for text in keys
    }


def _match_codes(texts: Collection[str], codes: ValueCodes) -> dict[str, ValueMatch]:
    if all(codes.code(text) > 0 for text in texts):
        return {text: ValueMatch(text) for text in texts}
    return match_values(texts, {text: text for text in codes.texts if text})
