"""The parameters of a search, read from an address or from the query string in a body."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from leadqual.accounts.models import User, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_FACETS, COMPANY_SCOPES, FACETS
from leadqual.search.query.query import (
    COMPANY_SORTS,
    CONTACT_SORTS,
    ContactQuery,
    Search,
    params_of,
)
from leadqual.search.query.query_parsing import Notes, UnknownValue
from leadqual.search.results.kinds import RecordKind

_MAX_LISTED = 20
_Field = serializers.Field[Any, Any, Any, Any]
_HELP = {  # Where the label of a facet does not say enough.
    "business_model": "Business model of the company.",
    "campaign": "ID of a campaign: people of its companies.",
    "city": "City, by its English name.",
    "company": "IDs of single companies.",
    "company_industry": "Industry of the company.",
    "confidence": "Lowest score of the labels that count, 0 to 1.",
    "contact": "IDs of single contacts.",
    "country": "Country, by its English name.",
    "custom": "Value of a custom field, as `code:value`.",
    "department": "Slug of a department: people with a function in it.",
    "do_not_contact": "`no` excludes whoever may not be contacted, `yes` finds nobody else.",
    "exclude": "Value that nothing found may have, as `filter:value`, such as `country:France`.",
    "founded": "Band of founding years.",
    "function": "Slug of a function.",
    "funding": "Band of total funding.",
    "has_department": "Slug of a department: companies with people in it.",
    "has_function": "Slug of a function: companies with people who hold it.",
    "has_level": "Slug of a level: companies with people at it.",
    "import": "ID of an import: records that its file named.",
    "industry": "Industry: of the company, or of the title when people are searched.",
    "level": "Slug of a level.",
    "list": "ID of a list.",
    "owner": "Email or ID of the owner; `none` for records without one.",
    "q": "Words, phrases or a question, such as `head of sales in Norway`.",
    "region": "Region of the world.",
    "sector": "Sector of the company.",
    "since": "ID of a contact: only contacts added after it.",
    "size": "Band of employees, such as `51-200`.",
    "sort": "Order of the results. Default: `relevance` with words in `q`, else `name`.",
    "status": "Status of the record.",
    "tag": "Tag of the record.",
    "technology": "Technology that the company uses.",
    "unclassified": "`1`: people whose title has no function.",
    "verdict": "Verdict on the company in any campaign.",
}


class SearchParameters(op.Query):
    """Parameters of a search: texts that the search reads itself, but for closed sets of values."""

    def get_fields(self) -> dict[str, Any]:
        """Return a copy of the fields, of a request only of those that it names."""
        fields: Mapping[str, Any] = self._declared_fields
        names_given = getattr(self, "initial_data", fields)
        return {name: deepcopy(field) for name, field in fields.items() if name in names_given}


def search_parameters(query: type[Search], **further: _Field) -> type[SearchParameters]:
    """Return the parameters of a search, with further ones of an operation."""
    fields = {**_fields_of(query), **further}
    return type(f"{query.__name__}Parameters", (SearchParameters,), fields)


def _fields_of(query: type[Search]) -> dict[str, _Field]:
    is_of_people = query is ContactQuery
    facets = by_param(FACETS if is_of_people else (*COMPANY_FACETS, *COMPANY_SCOPES))
    choices_by_param = {
        name: list(facet.choices) for name, facet in facets.items() if facet.choices
    }
    choices_by_param["sort"] = list(CONTACT_SORTS if is_of_people else COMPANY_SORTS)
    others = (*(("confidence", "since") if is_of_people else ()), "q", "sort")

    def field(name: str, **settings: Any) -> _Field:
        if name in choices_by_param:
            return serializers.ChoiceField(choices_by_param[name], required=False, **settings)
        return serializers.CharField(
            required=False, allow_blank=True, trim_whitespace=False, **settings
        )

    def description(name: str) -> str:
        return _HELP.get(name) or f"{facets[name].label}."

    return {
        **{
            name: serializers.ListField(
                child=field(name), required=False, help_text=description(name)
            )
            for name in query.ticks()
        },
        **{name: field(name, help_text=_HELP[name]) for name in others},
    }


def read_search(
    kind: RecordKind[Any, Any], params_given: op.Body, workspace: Workspace, user: User
) -> Any:
    """Read a search from parameters, among which there may be others.

    Raises:
        ValidationError: something was not understood; left out, it would widen the search unseen.
    """
    params = {
        name: [value] if isinstance(value, str) else value
        for name, value in params_given.items()
        if isinstance(value, str | list)
    }
    query, notes = kind.read(params, workspace, user)
    reject_unclear_parameters(notes)
    return query


def read_search_text(
    kind: RecordKind[Any, Any], text: str, workspace: Workspace, user: User
) -> Any:
    """Read the query string of a search, as the field `query` of a body has it.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = kind.read(params, workspace, user)
    known = query.names()
    unclear_values = [unknown for values in notes.by_param.values() for unknown in values]
    details: list[ErrorDetail] = [
        ChoiceDetail(f"Unknown parameter “{name[:60]}”.", "invalid", sent=name, allowed=known)
        for name in sorted(set(params) - known)
    ]
    if details := [*details, *_error_details(unclear_values)]:
        raise error_with_choices({"query": details})
    return query


def reject_unclear_parameters(notes: Notes) -> None:
    """Refuse what was not understood: left out, it would widen the search unseen.

    Raises:
        ValidationError: with an entry for each value, by parameter.
    """
    if notes:
        raise error_with_choices(
            {
                param: _error_details(unclear_values)
                for param, unclear_values in notes.by_param.items()
            }
        )


def _error_details(unclear_values: Iterable[UnknownValue | str]) -> list[ErrorDetail]:
    return [_error_detail(unknown) for unknown in list(unclear_values)[:_MAX_LISTED]]


def _error_detail(unknown: UnknownValue | str) -> ErrorDetail:
    if isinstance(unknown, str):
        return ErrorDetail(unknown, "invalid")
    prefix = f"{unknown.param}:" if unknown.is_excluded else ""
    nearest = f"{prefix}{unknown.nearest[0].value}" if unknown.nearest else ""
    return ChoiceDetail(
        unknown.sentence,
        "invalid",
        sent=f"{prefix}{unknown.text}",
        allowed=[f"{prefix}{value}" for value in unknown.allowed],
        nearest=nearest,
    )
