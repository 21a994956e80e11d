"""Examples of events hold values that real events can hold."""

from collections.abc import Iterator, Mapping

import pytest

from classifiers.replies.intents import INTENTS, category_of
from leadqual.campaigns.models import Verdict
from leadqual.imports.models import ImportBatch
from leadqual.leads.firmographics.industries import industries
from leadqual.leads.models import FIRST_STATUS, Company, DoNotContact, Export, SavedSearch
from leadqual.monitoring.models import Alert
from leadqual.monitoring.signals import SIGNALS
from leadqual.registry.models import ModelVersion
from leadqual.search.exports.export_formats import ALL_FORMATS
from leadqual.taxonomy.models import Function, Level
from leadqual.webhooks.event_types import EVENT_TYPES

pytestmark = pytest.mark.django_db
_FREE = frozenset(
    {
        *("external_id", "external_ids", "contact_external_id", "company_external_id", "email"),
        *("first_name", "last_name", "phone", "linkedin_url", "title", "name", "domain", "website"),
        *("city", "state", "size", "tags", "error", "version", "former_version", "reason"),
        *("updated_at", "received_at", "since", "entry.value", "country"),
    }
)
"""Texts of people, of other tools and of time; all others are one of a few."""


def choices() -> dict[str, set[str]]:
    """Return `type: path`, or a path of all types → values that the product knows."""
    levels = set(Level.objects.values_list("slug", flat=True))
    return {
        "functions": set(Function.objects.values_list("slug", flat=True)),
        "level": levels,
        "industry": {one.name for one in industries()},
        "business_model": set(Company.BusinessModel.values),
        "status": {FIRST_STATUS},  # Others are those of the workspace.
        "import.finished: status": set(ImportBatch.Status.values),
        "import.finished: kind": set(ImportBatch.Kind.values),
        "model.promoted: kind": set(ModelVersion.Kind.values),
        "entry.kind": set(DoNotContact.Kind.values),
        "saved_search.records": set(SavedSearch.Records.values),
        "records": set(Export.Records.values),
        "format": set(ALL_FORMATS),
        "value": set(Verdict.Value.values),
        "intent": set(INTENTS),
        "category": {category_of(one) for one in INTENTS},
        "area": set(Alert.Area.values),
        "signal": set(SIGNALS),
    }


def texts_in(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the value of each text."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from texts_in(value, f"{path}.{key}".strip("."))
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value, path)
    elif isinstance(data, str) and data:
        yield path, data


def test_each_text_of_an_example_is_free_or_one_of_the_real_choices() -> None:
    known, wrong = choices(), []
    for kind, event_type in EVENT_TYPES.items():
        for path, value in texts_in(event_type.example):
            if path in _FREE or path.rpartition(".")[2] in _FREE:
                continue
            if value not in known.get(f"{kind}: {path}", known.get(path, set())):
                wrong.append(f"{kind}: {path} = {value}")

    assert wrong == []


def test_the_category_of_the_example_is_that_of_its_intent() -> None:
    example = EVENT_TYPES["reply.classified"].example

    assert example["category"] == category_of(str(example["intent"]))
