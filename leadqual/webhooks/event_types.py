"""Events that a webhook can subscribe to, with their filters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

TEST_EVENT = "webhook.test"
"""Sent only when somebody asks for it; nobody subscribes to it."""

_CONTACT_EXAMPLE: Mapping[str, object] = {
    "id": 1,
    "external_id": "crm-1",
    "email": "anna@example.com",
    "first_name": "Anna",
    "last_name": "Berg",
    "phone": "",
    "linkedin_url": None,
    "title": "Head of Sales",
    "functions": ["sales"],
    "level": "vp",
    "company": {"id": 2, "external_id": None, "name": "Example", "domain": "example.com"},
    "city": "Berlin",
    "state": "",
    "country": "Germany",
    "status": "new",
    "tags": [],
    "custom": {},
    "do_not_contact": False,
    "lead_score": None,
    "updated_at": "2026-11-25T09:00:00+00:00",
}
_COMPANY_EXAMPLE: Mapping[str, object] = {
    "id": 2,
    "external_id": None,
    "name": "Example",
    "domain": "example.com",
    "website": "https://example.com",
    "linkedin_url": None,
    "industry": "Software",
    "size": "51-200",
    "employees": None,
    "city": "Berlin",
    "state": "",
    "country": "Germany",
    "business_model": "b2b",
    "status": "new",
    "tags": [],
    "custom": {},
    "updated_at": "2026-11-25T09:00:00+00:00",
}
_TITLE_EXAMPLE: Mapping[str, object] = {
    "id": 3,
    "title": "Head of Sales",
    "functions": ["sales"],
    "level": "vp",
    "n_contacts": 4,
    "is_undone": False,
}
_PEOPLE_FILTERS = ("country", "function", "list")
_COMPANY_FILTERS = ("country",)


@dataclass(frozen=True, slots=True)
class FilterKind:
    """A filter on the events of an endpoint.

    Args:
        help_text: for the description of the API.
        model: label of the model whose keys it takes; "" where it takes texts.
    """

    code: str
    label: str
    help_text: str
    model: str = ""


FILTERS: Mapping[str, FilterKind] = {
    kind.code: kind
    for kind in (
        FilterKind(
            "country", "Country", "Countries by name or ISO code; stored by their English names."
        ),
        FilterKind("function", "Function", "Slugs of functions."),
        FilterKind("list", "List", "IDs of lists that a person is on.", "leads.ContactList"),
        FilterKind("saved_search", "View", "IDs of saved searches.", "leads.SavedSearch"),
        FilterKind("campaign", "Campaign", "IDs of campaigns.", "campaigns.Campaign"),
        FilterKind("intent", "Intent", "Slugs of intents."),
    )
}


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event."""

    code: str
    words: str
    example: Mapping[str, object]
    filters: tuple[str, ...] = ()


EVENT_TYPES: Mapping[str, EventType] = {
    kind.code: kind
    for kind in (
        EventType("contact.created", "A person was created.", _CONTACT_EXAMPLE, _PEOPLE_FILTERS),
        EventType(
            "contact.updated",
            "A person was changed, restored or merged.",
            _CONTACT_EXAMPLE,
            _PEOPLE_FILTERS,
        ),
        EventType("contact.deleted", "A person was deleted.", _CONTACT_EXAMPLE, _PEOPLE_FILTERS),
        EventType(
            "contact.do_not_contact",
            "An email address, domain, phone number or LinkedIn profile was marked Do not "
            "contact, or can be contacted again.",
            {
                "entry": {"kind": "email", "value": "anna@example.com", "reason": "unsubscribe"},
                "do_not_contact": True,
                "contact_ids": [1],
                "external_ids": ["crm-1"],
                "n_contacts": 1,
            },
        ),
        EventType("company.created", "A company was created.", _COMPANY_EXAMPLE, _COMPANY_FILTERS),
        EventType(
            "company.updated",
            "A company was changed, restored or merged.",
            _COMPANY_EXAMPLE,
            _COMPANY_FILTERS,
        ),
        EventType("company.deleted", "A company was deleted.", _COMPANY_EXAMPLE, _COMPANY_FILTERS),
        EventType(
            "title.labeled",
            "Job titles were classified, for the first time or by another model.",
            _TITLE_EXAMPLE,
            ("function",),
        ),
        EventType(
            "title.corrected",
            "A person corrected a job title, or undid it.",
            _TITLE_EXAMPLE,
            ("function",),
        ),
        EventType(
            "verdict.given",
            "A person gave a verdict on a company, or undid it.",
            {
                "id": 5,
                "campaign": {"id": 6, "name": "Spring"},
                "company_id": 2,
                "company_external_id": None,
                "value": "like",
                "weight": 1,
                "author_id": 4,
                "is_undone": False,
            },
            ("campaign",),
        ),
        EventType(
            "recommendation.new",
            "A company became one of the top recommendations of a campaign.",
            {
                "campaign": {"id": 6, "name": "Spring"},
                "company_ids": [2],
                "company_external_ids": [],
                "n_companies": 1,
            },
            ("campaign",),
        ),
        EventType(
            "saved_search.matched",
            "New people or companies match a watched, shared view; looked for every 5 minutes.",
            {
                "saved_search": {"id": 7, "name": "Sales in Germany", "records": "people"},
                "ids": [1],
                "external_ids": ["crm-1"],
                "n_new": 1,
                "n_changed": 0,
            },
            ("saved_search",),
        ),
        EventType(
            "reply.classified",
            "The intent of a reply was found.",
            {
                "id": 8,
                "intent": "positive_willing_to_meet",
                "category": "positive",
                "score": 0.97,
                "is_corrected": False,
                "contact_id": 1,
                "contact_external_id": "crm-1",
                "received_at": "2026-11-25T09:00:00+00:00",
            },
            ("intent",),
        ),
        EventType(
            "import.finished",
            "An import finished.",
            {
                "id": 9,
                "name": "people.csv",
                "kind": "contacts",
                "status": "done",
                "counts": {
                    "rows": 1,
                    "created": 1,
                    "updated": 0,
                    "unchanged": 0,
                    "skipped": 0,
                    "rejected": 0,
                    "cells": 6,
                    "do_not_contact": 0,
                },
                "error": "",
            },
        ),
        EventType(
            "export.finished",
            "An export was sent in full.",
            {
                "id": 10,
                "records": "people",
                "format": "csv",
                "list_id": None,
                "n_sent": 1,
                "author_id": 4,
            },
        ),
        EventType(
            "model.promoted",
            "A model version went live.",
            {"kind": "titles", "version": "titles-2", "former_version": "titles-1"},
        ),
        EventType(
            "alert.opened",
            "Monitoring opened an alert.",
            {
                "id": 11,
                "area": "data",
                "signal": "titles_language",
                "figure": 0.3,
                "limit": 0.2,
                "since": "2026-11-25T09:00:00+00:00",
            },
        ),
    )
}

EVENT_TYPE_CHOICES = [(kind.code, kind.words) for kind in EVENT_TYPES.values()]
"""For fields of the API."""


def filters_of(event_types: Collection[str]) -> list[FilterKind]:
    known = {code for name in event_types for code in EVENT_TYPES[name].filters}
    return [kind for code, kind in FILTERS.items() if code in known]


def passes_filters(
    event_type: str, facts: Mapping[str, Sequence[object]], filters: Mapping[str, Sequence[object]]
) -> bool:
    """Return whether an event has one of the selected values for each filter of its type.

    Filters of other types are ignored.
    """
    known = EVENT_TYPES[event_type].filters if event_type in EVENT_TYPES else ()
    return all(
        {_fold_value(value) for value in filters[code]}
        & {_fold_value(one) for one in facts.get(code, ())}
        for code in known
        if filters.get(code)
    )


def _fold_value(value: object) -> str:
    return str(value).strip().casefold()
