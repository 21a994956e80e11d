"""Fills an installation, and later says what of it is lost: `python upgraded_rows.py FOLDER`.

It runs with the code of a version and then with the current code, so it imports from `leadqual` and
`tests` only what fills. First it sets up, fills the demo workspace, adds a row of everything that
has an address, and notes what all pages and the API answer. Run again with the same folder, it sets
up as `leadqual up` does, and prints what is missing, and what cannot be changed, as JSON.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

COPY = "before"
"""Schema with the rows of before."""
NOT_ASKED = (
    *("admin/", "account/"),
    # What the code says, not the rows.
    *("api/docs/", "api/v1/schema", "api/v1/openapi.json", "api/v1/webhooks/event-types"),
    "api/v1/audit-log",  # One page of it, to which further questions add.
)
NOT_COMPARED = {
    "last_used_at": "changes whenever the key is used",
    "used": "what was used in the last hour",
    "words": "texts of a timeline, which the code writes",
}
"""Field of an answer → why it is not as it was."""
_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = %s AND table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position
"""
_PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main(folder: Path) -> None:
    """Fill, or compare."""
    django.setup()
    call_command("setup_leadqual", demo_later=True)
    call_command("fill_demo")
    noted = folder / "answers.json"
    with override_settings(STORAGES=settings.STORAGES | _PLAIN, ALLOWED_HOSTS=["*"]):
        if noted.exists():
            before = json.loads(noted.read_text(encoding="utf-8"))
            lost = {**lost_rows(), **lost_answers(before), **refused_changes(before)}
            sys.stdout.write(f"\n{json.dumps(lost)}\n")
        else:
            noted.write_text(json.dumps(fill()), encoding="utf-8")
            copy_rows()


def fill() -> dict[str, Any]:
    """Add a row of everything; returns who asks, and each answer by its path."""
    from leadqual.accounts.keys.services import create_api_key
    from leadqual.accounts.models import Scope, User, Workspace
    from leadqual.taxonomy.drafts.services import start_draft
    from tests.architecture.access import addresses
    from tests.two_workspaces import SECRET, keys_for, secret_rows

    author = User.objects.create_superuser(f"{SECRET}@leadqual.example", "only-for-upgrades")
    workspace = Workspace.objects.create(name="Full", slug="full")
    keys = secret_rows(workspace, author)
    start_draft(name="Draft", author=author)
    scopes = [scope.value for scope in Scope if scope.name != "INSTALLATION"]
    _, key = create_api_key(workspace=workspace, name="Test", scopes=scopes, author=author)
    paths = []
    for address in addresses():
        if "GET" in address.methods and not address.route.startswith(NOT_ASKED):
            try:
                paths.append(address.path(keys_for(keys, address.route, address.arguments)))
            except LookupError:  # Of no row.
                continue
    found = {"author": author.pk, "key": key, "contact": keys["contact_id"]}
    return found | {"answers": dict(answers(found, paths))}


def answers(asker: dict[str, Any], paths: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield each path that is answered, with its answer where that is JSON."""
    from leadqual.accounts.models import User

    browser, program = Client(raise_request_exception=False), program_of(asker)
    browser.force_login(User.objects.get(pk=asker["author"]), settings.AUTHENTICATION_BACKENDS[0])
    for path in paths:
        answer = (program if path.startswith("/api/v1/") else browser).get(path)
        if answer.status_code == 200:
            is_json = answer.headers["Content-Type"] == "application/json"
            yield path, answer.json() if is_json else None


def program_of(asker: dict[str, Any]) -> Client:
    """Return a program that has the API key."""
    headers = {"Authorization": f"Bearer {asker['key']}"}
    return Client(raise_request_exception=False, headers=headers)


def refused_changes(asker: dict[str, Any]) -> dict[str, str]:
    """Return what cannot be changed any more, having moved a person from status to status."""
    path = f"/api/v1/contacts/{asker['contact']}"
    answer = program_of(asker).patch(path, {"status": "won"}, "application/json")
    return {} if answer.status_code == 200 else {path: answer.content.decode()}


def copy_rows() -> None:
    """Copy every table."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {COPY}")
        for table in columns("public"):
            cursor.execute(f'CREATE TABLE {COPY}."{table}" AS TABLE public."{table}"')


def columns(schema: str) -> dict[str, list[str]]:
    """Return the columns of each table."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [schema])
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def lost_rows() -> dict[str, str]:
    """Return what is gone: columns, and rows that are not as they were, by table."""
    lost: dict[str, str] = {}
    now = columns("public")
    with connection.cursor() as cursor:
        for table, names in columns(COPY).items():
            kept = [f'"{name}"' for name in names if name in now.get(table, [])]
            lost |= {f"{table}.{name}": "gone" for name in names if f'"{name}"' not in kept}
            row = f"ROW({', '.join(kept)})::text"
            cursor.execute(
                f'SELECT count(*), min(row) FROM (SELECT {row} AS row FROM {COPY}."{table}" '
                f'EXCEPT ALL SELECT {row} FROM public."{table}") lost'
                if kept
                else "SELECT 0, ''"
            )
            n_lost, example = cursor.fetchone()
            if n_lost:
                lost[table] = f"{n_lost} rows, such as {example[:300]}"
    return lost


def lost_answers(before: dict[str, Any]) -> dict[str, str]:
    """Return each path that is no longer answered, or without what it held."""
    now = dict(answers(before, list(before["answers"])))
    return {
        path: " ".join(differences(answer, now[path])) if path in now else "not answered"
        for path, answer in before["answers"].items()
        if path not in now or any(differences(answer, now[path]))
    }


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Yield what is no longer there; further fields and items are no difference."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() - NOT_COMPARED.keys():
            yield from differences(old[name], new.get(name), f"{place}.{name}")
    elif isinstance(old, list) and isinstance(new, list):
        for number, one in enumerate(old):  # Asking adds rows to logs.
            if all(any(differences(one, other)) for other in new):
                yield f"{place}.{number}: {one!r} is not in {new!r};"
    elif old != new:
        yield f"{place}: {old!r} is {new!r};"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
