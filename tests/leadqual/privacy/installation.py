"""A person in every place of a running LeadQual, brought there over HTTP as users do it.

`python -m tests.leadqual.privacy.installation STATE` tries an erasure on an installation that runs
in STATE (`leadqual up`), and lists every trace that is left.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import redis
import requests

from launcher.running_installation import running_environment
from launcher.servers.server_folder import ServerFolder
from launcher.up import status
from tests.leadqual.privacy.person import (
    COLLEAGUE,
    CSV,
    EMAIL,
    FORMER,
    LINKEDIN,
    PHONE,
    PRIVATE,
    WORDS,
    traces_in,
    workbook,
)
from tests.waiting import PATIENCE, until

NAME = "Zdenka Quastenberg"
DONE = {"done", "failed", "stopped", "undone"}
EML = f"""From: {NAME} <{EMAIL}>
To: sales@leadqual.example
Subject: Re: Cranes
Message-ID: <five@kranwerk>
Date: Mon, 2 Nov 2026 10:00:00 +0000
Content-Type: text/plain; charset=utf-8

{WORDS}

{NAME}, {PHONE}
"""


class Installation:
    """A running LeadQual as its demo user sees it.

    Args:
        state: its state folder.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self.address = until(lambda: status(state).address)
        self.environment = {**os.environ, **running_environment(state)}
        self.session = requests.Session()
        self._sign_in()

    def _sign_in(self) -> None:
        login = json.loads((self.state / "demo.json").read_text(encoding="utf-8"))
        page = "/account/login/"
        self.get(page)
        self.post(page, {"login": login["email"], "password": login["password"]})

    def get(self, path: str, **arguments: object) -> requests.Response:
        """Open a page or an endpoint."""
        return self._checked(self.session.get(self.address + path, timeout=PATIENCE, **arguments))  # type: ignore[arg-type]  # as of requests

    def post(
        self, path: str, body: object = None, *, files: object = None, **headers: str
    ) -> requests.Response:
        """Send a form to a page, JSON or files to an endpoint."""
        token = str(self.session.cookies["csrftoken"])
        sent: dict[str, Any] = {"files": files, "data": body}
        if path.startswith("/api/") and files is None:
            sent = {"json": body} if not isinstance(body, bytes) else {"data": body}
        answer = self.session.post(
            self.address + path,
            timeout=PATIENCE,
            headers={"X-CSRFToken": token, "Referer": self.address, **headers},
            **sent,
        )
        return self._checked(answer)

    def patch(self, path: str, body: dict[str, str]) -> requests.Response:
        """Change by the API."""
        token = str(self.session.cookies["csrftoken"])
        headers = {"X-CSRFToken": token, "Referer": self.address}
        return self._checked(
            self.session.patch(self.address + path, json=body, timeout=PATIENCE, headers=headers)
        )

    def delete(self, path: str) -> requests.Response:
        """Delete by the API."""
        token = str(self.session.cookies["csrftoken"])
        headers = {"X-CSRFToken": token, "Referer": self.address}
        return self._checked(
            self.session.delete(self.address + path, timeout=PATIENCE, headers=headers)
        )

    def api(self, path: str, body: object = None, **files: object) -> Any:
        """Call the API with a body, or with files."""
        return self.post(f"/api/v1/{path}", body, files=files or None).json()

    def _checked(self, answer: requests.Response) -> requests.Response:
        assert answer.ok, f"{answer.request.url}: {answer.status_code} {answer.text[:500]}"
        return answer

    # What is held

    def dump(self) -> bytes:
        """Return a dump of the database, as `pg_dump` of the installation writes it."""
        program = ServerFolder.of(self.state).postgres_programs / "pg_dump"
        url = self.environment["DATABASE_URL"]
        command = [str(program), "--dbname", url, "--inserts"]
        return subprocess.run(command, check=True, capture_output=True, timeout=300).stdout

    def statistics(self) -> bytes:
        """Return values of rows that Postgres keeps to plan queries; no dump holds them."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            rows = connection.execute(
                "SELECT tablename || ' ' || attname || ' ' || most_common_vals::text || ' ' ||"
                " coalesce(histogram_bounds::text, '') FROM pg_stats WHERE schemaname = 'public'"
            )
            return "\n".join(str(row[0]) for row in rows).encode()

    def redis(self) -> bytes:
        """Return every key and value of Redis."""
        client = redis.Redis.from_url(self.environment["REDIS_URL"])
        found = []
        for key in client.scan_iter(count=1_000):
            found += [key, client.dump(key) or b""]
        return b"\n".join(found)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Return every file below the state folder but the data files of Postgres."""
        homes = {self.state, ServerFolder.of(self.state).path}
        for path in sorted({one for home in homes for one in home.rglob("*")}):
            if path.is_file() and not {"postgres", "static"} & set(path.parts):
                yield str(path), _unpacked(path)

    def traces(self) -> dict[str, list[str]]:
        """Return where the person is named, and how."""
        found = {name: traces_in(content) for name, content in self.files()}
        found["statistics"] = traces_in(self.statistics())
        found["redis"] = traces_in(self.redis())
        for line in self.dump().splitlines():
            if traces := traces_in(line):
                found.setdefault(line.decode(errors="replace")[:60], []).extend(traces)
        return {name: sorted(set(traces)) for name, traces in found.items() if traces}


def _unpacked(path: Path) -> bytes:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return b"\n".join(archive.read(name) for name in archive.namelist())
        return path.read_bytes()
    except FileNotFoundError:  # Written again meanwhile.
        return b""


def bring_in(place: Installation) -> int:
    """Bring the person into every place; returns the key of the contact."""
    _import(place, "zdenka-quastenberg.csv", CSV.encode())
    _import(place, "more.xlsx", workbook())
    rejected = f"Email,First name,Last name,Phone\nno address,Zdenka,Quastenberg,{PHONE}\n"
    _import(place, "rejected.csv", rejected.encode())
    changed = f"Email,Phone,Job title\n{EMAIL},{PHONE},Chief Crane Officer\n"
    _import(place, "changed.csv", changed.encode())
    _import(place, "dry.csv", changed.encode(), dry_run="true")
    page = {"file": ("mapping.csv", CSV.encode())}  # Its columns are never confirmed.
    place.post("/imports/send/", {"kind": "contacts"}, files=page)
    edited = {"email": EMAIL, "title": "Chief Sales Officer", "city": "Rostock"}
    contact_id = int(place.api("contacts", edited)["id"])
    _move(place, contact_id)
    _use(place, contact_id)
    _answer(place)
    _stop(place, contact_id)
    _take_out(place, contact_id)
    return contact_id


def _import(place: Installation, name: str, content: bytes, **options: str) -> None:
    batch = place.api("imports", {"kind": "contacts", **options}, file=(name, content))
    states = DONE | ({"checked"} if options else set())
    until(lambda: place.get(f"/api/v1/imports/{batch['id']}").json()["status"] in states)


def _move(place: Installation, contact_id: int) -> None:
    """Give the person three emails, one after the other, each in use, and then theirs again."""
    for email in FORMER:
        place.patch(f"/api/v1/contacts/{contact_id}", {"email": email})
        place.api("do-not-contact", {"value": email})
        note = {"name": "Kranwerk", "overview": f"Kranwerk builds cranes, says {email}."}
        place.api("companies", note)
        place.api("searches", {"name": f"By {email}", "query": f"q={email}"})
    place.patch(f"/api/v1/contacts/{contact_id}", {"email": EMAIL})
    field = {"record": "contact", "label": f"Opinion of {NAME}", "kind": "text"}
    place.api("custom-fields", field)
    _import(place, "from_zdenka_quastenberg_2026.csv", b"Email,Remark\nx@elsewhere.example,1\n")


def _use(place: Installation, contact_id: int) -> None:
    """Search, list, name and look at the person."""
    place.get("/people/", params={"q": NAME})
    place.get("/people/", params={"q": EMAIL})
    place.get(f"/people/{contact_id}/")
    place.get("/look-up/", params={"title": f"Assistant to {NAME}"})
    row = place.api("lists", {"name": f"For {NAME}"})
    place.api(f"lists/{row['id']}/entries", {"ids": [contact_id]})
    place.api("searches", {"name": NAME, "query": f"q={EMAIL}"})
    place.api("campaigns", {"name": NAME, "description": f"Like the company of {NAME} ({EMAIL})"})
    place.api("titles/classify", {"titles": [f"Assistant to {NAME}", "Head of Sales"]})
    company = {"name": "Kranwerk", "overview": f"Kranwerk builds cranes. Sales: {NAME}, {PHONE}."}
    place.api("companies", company)
    place.session.get(f"{place.address}/people/{EMAIL}/", timeout=PATIENCE)
    place.session.post(f"{place.address}/api/v1/contacts", data=f"{{{EMAIL}", timeout=PATIENCE)


def _answer(place: Installation) -> None:
    """Let the person and a colleague reply."""
    mine = {"sender": EMAIL, "subject": "Re: Cranes", "message_id": "<one@kranwerk>"}
    place.api("replies", mine | {"text": f"Hello,\n\n{WORDS}\n\n{NAME}\n{PHONE}"})
    text = f"Zdenka is right.\n\nBoris\n\nOn Monday {NAME} <{EMAIL}> wrote:\n> {WORDS}\n> Zdenka"
    headers = {"In-Reply-To": "<one@kranwerk>", "References": "<one@kranwerk>"}
    theirs = {"sender": COLLEAGUE, "subject": "Re: Cranes", "message_id": "<two@kranwerk>"}
    place.api("replies", theirs | {"text": text, "headers": headers})
    asked = f"Please ask my colleague {NAME}, {EMAIL.upper()}, phone {PHONE}."
    place.api("replies", {"sender": "info@elsewhere.example", "text": asked})
    files = {"mails": ("zdenka-quastenberg.eml", EML.encode())}
    place.post("/imports/?panel=emails", {}, files=files)
    # A suggestion is known by the reply that it is about.
    until(lambda: "<five@kranwerk>" in [reply["message_id"] for reply in _replies(place)])
    place.get("/look-up/?panel=reply", params={"text": WORDS})
    place.post("/look-up/?panel=reply", {"text": f"{WORDS} {NAME}"})
    suggestion = {"text": f"{WORDS}", "note": f"See {EMAIL}", "label": "positive_need_information"}
    place.session.post(
        f"{place.address}/look-up/reply/suggest/",
        suggestion,
        headers={"X-CSRFToken": str(place.session.cookies["csrftoken"])},
        timeout=PATIENCE,
    )


def _replies(place: Installation) -> list[dict[str, Any]]:
    found = place.get("/api/v1/replies", params={"page_size": 500}).json()["results"]
    return [reply for reply in found if EMAIL in str(reply).lower()]


def _stop(place: Installation, contact_id: int) -> None:
    """Set do-not-contact in each way."""
    place.post(f"/people/{contact_id}/do-not-contact/")
    place.api("do-not-contact", {"value": LINKEDIN, "reason": f"asked {NAME}"})
    place.api("do-not-contact", {"value": PHONE})
    lines = f"Email\n{EMAIL}\n{PRIVATE} {PRIVATE}\nother@elsewhere.example\n"
    row = place.api(
        "suppression-lists",
        {"name": f"Objections of {NAME}", "origin": EMAIL},
        file=("zdenka-quastenberg.csv", lines.encode()),
    )
    path = f"/api/v1/suppression-lists/{row['id']}"
    until(lambda: place.get(path).json()["status"] in DONE)


def _take_out(place: Installation, contact_id: int) -> None:
    """Export the person in each way, and delete and restore a record."""
    everybody = {"q": NAME, "include_do_not_contact": "true"}
    for kind in ("csv", "xlsx", "parquet"):
        place.get("/api/v1/contacts/export", params={**everybody, "format": kind})
    place.api("persons/export", {"email": EMAIL})
    mine = place.get("/api/v1/replies").json()["results"]
    theirs = [one["id"] for one in mine if one["sender"] == EMAIL]
    place.delete(f"/api/v1/replies/{theirs[0]}")  # Kept for 30 days, as it was.
    place.post(f"/people/{contact_id}/delete/")  # A message that names them waits in the session.
    gone = place.get("/api/v1/deletions").json()["results"]
    there = next(one["id"] for one in gone if one["record_id"] == contact_id)
    place.post(f"/deleted/{there}/restore/")
    place.post("/settings/delete/export/")
    until(lambda: list((place.state / "exports").rglob("*.zip")))


def erase(place: Installation) -> dict[str, Any]:
    """Erase the person by the API, and wait until the job has done all steps."""
    erasure = place.api("persons/erase", {"email": FORMER[1]})
    path = f"/api/v1/persons/erasures/{erasure['id']}"
    return until(partial(_erased, place, path))


def export_again(place: Installation) -> None:
    """Export everything once more, and see that no answer names the person."""
    for kind in ("csv", "xlsx", "parquet"):
        asked = {"format": kind, "include_do_not_contact": "true"}
        assert not traces_in(place.get("/api/v1/contacts/export", params=asked).content)
    for path in ("exports", "audit-log", "replies", "do-not-contact", "deletions"):
        assert not traces_in(place.get(f"/api/v1/{path}").content), path
    place.post("/settings/delete/export/")
    until(lambda: list((place.state / "exports").rglob("*.zip")))


def _erased(place: Installation, path: str) -> dict[str, Any] | None:
    answer: dict[str, Any] = place.get(path).json()
    return answer if answer["finished_at"] else None


if __name__ == "__main__":
    installation = Installation(Path(sys.argv[1]))
    bring_in(installation)
    before = installation.traces()
    done = erase(installation)
    found = {"before": before, "erased": done, "after": installation.traces()}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
