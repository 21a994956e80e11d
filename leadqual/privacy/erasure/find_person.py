"""Find a person's data: as counts for members and as JSON for the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.apps import apps
from django.db.models import FileField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.leads.erased_people import digests_of
from leadqual.leads.models import ErasedKey, ErasedPerson
from leadqual.privacy.erasure.identity import identify
from leadqual.privacy.erasure.person import Identifiers, Person
from leadqual.privacy.erasure.traces import Traces, traces_of
from leadqual.privacy.erasure.uploads import uploads_of
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.register_entries import Table

MAX_ROWS = 10_000
"""Rows of one table in an export; a person has far fewer."""

_EXCLUDED_MODELS = frozenset({"leads.ErasedPerson", "leads.ErasedKey", "privacy.Erasure"})
_MAX_SAMPLE = 80
_SECRETS = ("_hash", "_digest", "password", "secret", "token", "fingerprint", "prefix")


@dataclass(frozen=True, slots=True)
class TableHolding:
    """The data of a person in one table."""

    table: Table
    n_rows: int
    sample: str


def find(workspace: Workspace, identifiers: Identifiers) -> tuple[Person, list[TableHolding]]:
    """Return a person's data by table, without empty tables.

    Raises:
        LeadqualError: none is given, or it cannot be read.
    """
    person = identify(workspace, identifiers)
    traces = traces_of(person)
    found = []
    for table in TABLES:
        rows = rows_of(table, person, traces)
        if rows is not None and (n_rows := rows.count()):
            first = rows.first()
            found.append(TableHolding(table, n_rows, str(first)[:_MAX_SAMPLE]))
    return person, found


def export(workspace: Workspace, identifiers: Identifiers) -> dict[str, object]:
    """Return everything that is held of a person, from every table, as plain JSON values.

    Raises:
        LeadqualError: none is given, or it cannot be read.
    """
    person = identify(workspace, identifiers)
    traces = traces_of(person)
    tables = [
        {
            "table": table.model,
            "holds": table.holds,
            "purpose": table.why,
            "retention": table.kept,
            "rows": rows,
        }
        for table in TABLES
        if (rows := list(_export_table(table, person, traces)))
    ]
    accounts = User.objects.filter(email__in=person.emails, memberships__workspace=workspace)
    return {
        "identifiers": {
            "emails": list(person.emails),
            "linkedin_urls": list(person.linkedin_urls),
            "external_ids": list(person.external_ids),
            "phones": list(person.phones),
            "names": [" ".join(name).strip() for name in person.names],
        },
        "tables": tables,
        "files": [
            {"file": one.file_name, "holds": "uploaded contacts", "since": str(one.created_at)}
            for one in uploads_of(workspace, person, traces)
        ],
        "accounts": [
            {"email": one.email, "name": one.get_full_name(), "since": str(one.date_joined)}
            for one in accounts
        ],
    }


def record_lookup(
    *,
    workspace: Workspace,
    actor: User | None,
    action: Literal["person.searched", "person.exported"],
) -> None:
    """Record access to a person's data, without naming the person.

    Args:
        workspace: whose data.
        actor: who looked; None for the command line.
        action: what they did.
    """
    record_audit(
        workspace=workspace,
        actor=actor,
        action=action,
        subject="person:",
        name="everything stored about one person",
    )


def find_erasure(person: Person) -> ErasedPerson | None:
    """Return the erasure of this person that still keeps them away, found by their hashes."""
    digests = digests_of(person.workspace_id, person.identity)
    keys = ErasedKey.objects.filter(workspace=person.workspace_id, digest__in=list(digests))
    people = ErasedPerson.objects.filter(pk__in=keys.values_list("person"), lifted_at=None)
    return people.order_by("pk").first()


def rows_of(table: Table, person: Person, traces: Traces) -> QuerySet[Any] | None:
    """Return the rows about a person, or that name them; None where nothing can be looked for."""
    if table.model in _EXCLUDED_MODELS or not table.workspace:
        return None
    wanted = _linked_rows(table, person)
    rows: QuerySet[Any] = apps.get_model(table.model)._default_manager.all()
    if table.searched and traces.pattern:
        rows, named = filter_naming(rows, table, traces)
        wanted |= named
    if not wanted:
        return None
    return rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")


def filter_naming(rows: QuerySet[Any], table: Table, traces: Traces) -> tuple[QuerySet[Any], Q]:
    wanted = Q()
    for column in table.searched:
        rows = rows.annotate(**{f"{column}_text": Cast(column, TextField())})
        wanted |= Q(**{f"{column}_text__iregex": traces.pattern})
    return rows, wanted


def _linked_rows(table: Table, person: Person) -> Q:
    wanted = Q()
    for lookup, name in [*table.links.items(), *table.shown.items()]:
        if keys := getattr(person, name):
            wanted |= Q(**{lookup: list(keys)})
    return wanted


def _export_table(table: Table, person: Person, traces: Traces) -> Iterator[dict[str, object]]:
    rows = rows_of(table, person, traces)
    if rows is None:
        return
    for row in rows[:MAX_ROWS].iterator():
        since = getattr(row, table.since, None) if table.since else None
        yield {"since": _json_value(since), "values": _values(row, table, person, traces)}


def _values(row: Model, table: Table, person: Person, traces: Traces) -> dict[str, object]:
    """Return a row about the person; of one that names them, the texts that do so.

    What else such a row holds is of others: a key, a colleague, a user. Secrets are never in it.
    """
    links = [*table.links.items(), *table.shown.items()]
    linked = {lookup.removesuffix("__in"): getattr(person, name) for lookup, name in links}
    is_theirs = any(
        getattr(row, f"{column}_id" if hasattr(row, f"{column}_id") else column) in set(keys)
        for column, keys in linked.items()
    )
    naming_texts = {
        column
        for column in table.searched
        if traces.are_in(getattr(row, f"{column}_text", "") or "")
    }
    named = {"id", *(naming_texts or table.searched)}
    return {
        field.attname: _json_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not isinstance(field, FileField)
        and not field.attname.endswith(_SECRETS)
        and (is_theirs or field.attname in named)
    }


def _json_value(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    return value
