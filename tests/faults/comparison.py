"""What was acknowledged beside what the tables and the receiver hold: nothing lost or doubled."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from tests.faults.acknowledged import Acknowledged, Entry

Rows = list[dict[str, Any]]

_PENDING: Mapping[str, LiteralString] = {
    "imports": (
        "SELECT count(*) AS n FROM imports_importbatch WHERE status IN "
        "('queued', 'running', 'checking', 'undoing')"
    ),
    "titles": "SELECT count(*) AS n FROM leads_jobtitle WHERE classified_at IS NULL",
    "replies": "SELECT count(*) AS n FROM replies_reply WHERE state = 'pending'",
    "events": ("SELECT count(*) AS n FROM webhooks_webhookevent WHERE sequence IS NULL"),
    "deliveries": "SELECT count(*) AS n FROM webhooks_webhookdelivery WHERE state = 'waiting'",
}


class Tables:
    """Reads the tables of an installation.

    Args:
        url: of its database.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def rows(self, query: LiteralString, *values: object) -> Rows:
        """Return the rows of a query."""
        with psycopg.connect(self._url, connect_timeout=10, row_factory=dict_row) as connection:
            return connection.execute(query, values).fetchall()

    def unfinished(self) -> dict[str, int]:
        """Return how much work of each kind waits; empty when all is done."""
        counted = {kind: self.rows(query)[0]["n"] for kind, query in _PENDING.items()}
        return {kind: n for kind, n in counted.items() if n}

    def n_in_workspace(self, slug: str) -> dict[str, int]:
        """Return how many people and companies a workspace has, by table."""
        return {
            "leads_contact": self.rows(
                "SELECT count(*) AS n FROM leads_contact c "
                "JOIN accounts_workspace w ON w.id = c.workspace_id WHERE w.slug = %s",
                slug,
            )[0]["n"],
            "leads_company": self.rows(
                "SELECT count(*) AS n FROM leads_company c "
                "JOIN accounts_workspace w ON w.id = c.workspace_id WHERE w.slug = %s",
                slug,
            )[0]["n"],
        }


def differences(
    tables: Tables, acknowledged: Acknowledged, received: Mapping[str, int]
) -> Iterator[str]:
    """Yield what is lost, doubled or unfinished, one line each.

    Args:
        tables: of the installation, at rest.
        acknowledged: what its clients were answered.
        received: message id → how often a receiver got it, with a good signature.
    """
    yield from _imports(tables, acknowledged.of("imports"))
    yield from _upserts(tables, acknowledged.of("upserts"))
    yield from _verdicts(tables, acknowledged.of("verdicts"))
    yield from _corrections(tables, acknowledged.of("corrections"))
    yield from _replies(tables, acknowledged.of("replies"))
    yield from _events(tables, acknowledged)
    campaigns = {one["campaign"] for one in acknowledged.of("verdicts")}
    yield from _deliveries(tables, received, campaigns)


def _imports(tables: Tables, entries: list[Entry]) -> Iterator[str]:
    found = {
        row["id"]: row
        for row in tables.rows(
            "SELECT id, file_name, status, n_rows, n_created, n_rejected FROM imports_importbatch "
            "WHERE file_name LIKE 'file%%.example.csv'"
        )
    }
    yield from _each_once("import", [one["domain"] for one in entries], found.values(), _domain)
    for one in entries:
        row = found.get(one["id"], {})
        wanted = {
            "status": "done",
            "n_rows": one["n_rows"],
            "n_created": one["n_rows"] - one["n_rejected"],
            "n_rejected": one["n_rejected"],
        }
        had = {name: row.get(name) for name in wanted}
        if had != wanted:
            yield f"import {one['id']} is {had}, not {wanted}"
        people = tables.rows(
            "SELECT count(*) AS n, count(DISTINCT email) AS n_distinct FROM leads_contact "
            "WHERE email LIKE %s",
            f"person%@{one['domain']}",
        )[0]
        if set(people.values()) != {wanted["n_created"]}:
            yield f"import {one['id']} left {people} people, not {wanted['n_created']}"


def _upserts(tables: Tables, entries: list[Entry]) -> Iterator[str]:
    found = tables.rows(
        "SELECT email, first_name FROM leads_contact WHERE email LIKE 'bulk%%@seed%%.example'"
    )
    wanted = {email: f"Turn{one['turn']}" for one in entries for email in one["emails"]}
    yield from _each_once("upserted person", wanted, found, lambda row: row["email"])
    names = {row["email"]: row["first_name"] for row in found}
    yield from (
        f"{email} is called {names.get(email)}, not {name}"
        for email, name in wanted.items()
        if names.get(email) != name
    )


def _domain(row: Mapping[str, Any]) -> str:
    return str(row["file_name"]).removesuffix(".csv")


def _verdicts(tables: Tables, entries: list[Entry]) -> Iterator[str]:
    campaigns = sorted({one["campaign"] for one in entries})
    found = tables.rows(
        "SELECT id, request_id::text, campaign_id, company_id, value, is_current "
        "FROM campaigns_verdict WHERE campaign_id = ANY(%s)",
        campaigns,
    )
    ids = [one["request_id"] for one in entries]
    yield from _each_once("verdict", ids, found, lambda row: row["request_id"])
    last = {(one["campaign"], one["company"]): one["value"] for one in entries}
    current = {
        (row["campaign_id"], row["company_id"]): row["value"] for row in found if row["is_current"]
    }
    yield from (
        f"verdict on {key} is {current.get(key)}, not {value}"
        for key, value in last.items()
        if current.get(key) != value
    )


def _corrections(tables: Tables, entries: list[Entry]) -> Iterator[str]:
    if not entries:
        return
    found = tables.rows(
        "SELECT id, job_title_id, is_current FROM labeling_correction WHERE id >= %s",
        min(one["id"] for one in entries),
    )
    yield from _each_once(
        "correction", [one["id"] for one in entries], found, lambda row: row["id"]
    )
    for title, one in {one["title"]: one for one in entries}.items():
        labels = tables.rows(
            "SELECT f.slug, l.source FROM leads_titlelabel l "
            "JOIN taxonomy_function f ON f.id = l.function_id WHERE l.job_title_id = %s",
            title,
        )
        wanted = [{"slug": slug, "source": "correction"} for slug in one["functions"]]
        if labels != wanted:
            yield f"title {title} has the labels {labels}, not {wanted}"


def _replies(tables: Tables, entries: list[Entry]) -> Iterator[str]:
    found = tables.rows(
        "SELECT id, message_id, state, intent FROM replies_reply "
        "WHERE message_id LIKE '%%@faults.example>'"
    )
    ids = [one["message_id"] for one in entries]
    yield from _each_once("reply", ids, found, lambda row: row["message_id"])
    stopped = {
        row["id"]: row
        for row in tables.rows(
            "SELECT c.id, c.do_not_contact, (SELECT count(*) FROM leads_donotcontact d "
            "WHERE d.key = lower(c.email)) AS n_entries FROM leads_contact c WHERE c.id = ANY(%s)",
            [one["contact"] for one in entries],
        )
    }
    asked = {one["contact"] for one in entries if one["says_stop"]}
    for contact in sorted({one["contact"] for one in entries}):
        row = stopped.get(contact, {})
        had = (row.get("do_not_contact"), row.get("n_entries"))
        wanted = (True, 1) if contact in asked else (False, 0)
        if had != wanted:
            yield f"Do not contact and its entries of person {contact} are {had}, not {wanted}"


def _events(tables: Tables, acknowledged: Acknowledged) -> Iterator[str]:
    """Compare events in the outbox with what they tell of: each exactly once."""
    for event_type, kinds in (
        ("import.finished", ("imports", "upserts")),
        ("reply.classified", ("replies",)),
        ("verdict.given", ("verdicts",)),
    ):
        told = tables.rows(
            "SELECT (data->>'id')::bigint AS id FROM webhooks_webhookevent "
            "WHERE type = %s AND endpoint_id IS NULL "
            "AND coalesce((data->'campaign'->>'id')::bigint = ANY(%s), true)",
            event_type,
            [one["campaign"] for one in acknowledged.of("verdicts")],  # The sample has its own.
        )
        ids = [one["id"] for kind in kinds for one in acknowledged.of(kind)]
        yield from _each_once(f"{event_type} event", ids, told, lambda row: row["id"])
    stops = [one["sender"].lower() for one in acknowledged.of("replies") if one["says_stop"]]
    told = tables.rows(
        "SELECT lower(data->'entry'->>'value') AS value FROM webhooks_webhookevent "
        "WHERE type = 'contact.do_not_contact'"
    )
    yield from _each_once("do-not-contact event", stops, told, lambda row: row["value"])
    (corrected,) = tables.rows(
        "SELECT count(*) AS n FROM webhooks_webhookevent WHERE type = 'title.corrected'"
    )
    if corrected["n"] != len(acknowledged.of("corrections")):
        n_made = len(acknowledged.of("corrections"))
        yield f"{corrected['n']} title.corrected events tell of {n_made} corrections"


def _deliveries(
    tables: Tables, received: Mapping[str, int], campaigns: Collection[int]
) -> Iterator[str]:
    """Compare deliveries with events; those of other campaigns, of the sample, may be older."""
    sent = tables.rows(
        "SELECT 'evt_' || replace(e.uid::text, '-', '') AS id, d.state, "
        "(e.data->'campaign'->>'id')::bigint AS campaign "
        "FROM webhooks_webhookevent e LEFT JOIN webhooks_webhookdelivery d ON d.event_id = e.id"
    )
    for row in sent:
        if row["campaign"] not in {None, *campaigns}:
            continue
        if row["state"] != "sent":
            yield f"event {row['id']} is {row['state']}, not sent"
        elif not received.get(row["id"]):
            yield f"event {row['id']} is marked sent, but the receiver never got it"
    yield from (
        f"the receiver got {one}, which is not in the outbox"
        for one in received.keys() - {row["id"] for row in sent}
    )


def _each_once(
    what: str,
    wanted: Iterable[object],
    rows: Iterable[Mapping[str, Any]],
    key: Any,
) -> Iterator[str]:
    """Yield what was acknowledged and is not there, is there twice, or was never acknowledged."""
    there, asked = Counter(key(row) for row in rows), Counter(wanted)
    yield from (f"{what} {one} is lost" for one in asked if not there[one])
    yield from (f"{what} {one} is there {n} times" for one, n in there.items() if n > 1)
    yield from (f"{what} {one} is there, but not acknowledged" for one in there if not asked[one])
