"""A person who is in every place of the product, and colleagues who must stay."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.files import File
from django.db import connection

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Role, User, Workspace
from leadqual.campaigns.setup.services import create_campaign
from leadqual.imports import services
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.prediction_log import ShownAnswer, key_of, log_shown
from leadqual.leads.models import Company, Contact, Export
from leadqual.leads.services import set_do_not_contact
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from leadqual.search.exports.services import ExportOptions, ExportRequester, start_export
from leadqual.search.index.index_file_job import build_files
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.leadqual.privacy.person import (
    CITY,
    COLLEAGUE,
    CSV,
    EMAIL,
    PHONE,
    PRIVATE,
    WORDS,
    traces_in,
    workbook,
)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Rows that tests look at.

    Args:
        contact_id: of the person.
        colleague: stays.
        quoting: a reply of the colleague that quotes the person.
        batch: the import that created both.
    """

    contact_id: int
    colleague: Contact
    quoting: Reply
    batch: ImportBatch


def bring(workspace: Workspace, author: User, content: bytes, name: str) -> ImportBatch:
    """Import a file of contacts."""
    batch = services.start_and_confirm(
        workspace=workspace,
        author=author,
        kind="contacts",
        file=File(io.BytesIO(content), name=name),
        file_name=name,
        changes={},
        options=Options(),
        is_queued=False,
    )
    run_import(batch.pk)
    batch.refresh_from_db()
    return batch


def put_everywhere(workspace: Workspace, author: User) -> Everywhere:
    """Bring a person into every table and file that can hold one."""
    batch = bring(workspace, author, CSV.encode(), "zdenka-quastenberg.csv")
    bring(workspace, author, workbook(), "more.xlsx")
    bad = f"Email\n{PRIVATE} at home\n"
    bring(workspace, author, bad.encode(), "bad.csv")
    contact = Contact.objects.get(workspace=workspace, email=EMAIL)
    colleague = Contact.objects.get(workspace=workspace, email=COLLEAGUE)
    save_contact(workspace=workspace, values=ContactValues(EMAIL, title="Chief Sales Officer"))
    row = create_list(workspace=workspace, name="For Zdenka Quastenberg", author=author)
    people = [contact.pk, colleague.pk]
    add_records(contact_list=row, keys=people, author=author, request_id=uuid4())
    quoting = _replies(workspace, author, colleague)
    _exports(workspace, author)
    campaign = create_campaign(workspace=workspace, name="Zdenka Quastenberg", author=author)
    campaign.description = f"Like the company of Zdenka Quastenberg ({EMAIL})"
    campaign.save()
    Company.objects.filter(workspace=workspace).update(
        overview="Kranwerk builds cranes. Sales: Zdenka Quastenberg.",
        events=["Zdenka QUASTENBERG joins"],
    )
    _notes(workspace, author, contact)
    _files(workspace)
    return Everywhere(contact.pk, colleague, quoting, batch)


def _replies(workspace: Workspace, author: User, colleague: Contact) -> Reply:
    first = _reply(workspace, EMAIL, f"Hello,\n\n{WORDS}\n\nZdenka Quastenberg", "<one@kranwerk>")
    correct_reply(reply=first, intent="positive_need_information", author=author)
    quoting = _reply(
        workspace,
        COLLEAGUE,
        f"Zdenka is right, I agree with that plan.\n\nBoris Tamm\n\n"
        f"On Monday Zdenka Quastenberg <{EMAIL}> wrote:\n> {WORDS}\n> Zdenka\n",
        "<two@kranwerk>",
        answers_to=("<one@kranwerk>",),
    )
    _reply(
        workspace,
        "info@elsewhere.example",
        f"Please ask my colleague Zdenka Quastenberg, {EMAIL.upper()}, phone {PHONE}.",
        "<three@elsewhere>",
    )
    _reply(workspace, PRIVATE, "It is me, from home.", "<four@mb>", answers_to=("<one@kranwerk>",))
    return quoting


def _reply(
    workspace: Workspace, sender: str, text: str, message_id: str, answers_to: tuple[str, ...] = ()
) -> Reply:
    mail = Mail(
        sender=sender,
        subject="Re: Cranes",
        text=text,
        message_id=message_id,
        answers_to=answers_to,
    )
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    return reply


def _exports(workspace: Workspace, author: User) -> None:
    query = ContactQuery(q="Zdenka Quastenberg")
    save_search(workspace=workspace, name="Zdenka Quastenberg", query=query, author=author)
    sending = start_export(
        workspace=workspace,
        query=query,
        requester=ExportRequester(author, Role.MANAGER, Export.Way.PAGE),
        options=ExportOptions("csv", ()),
        contact_list=None,
    )
    list(sending.blocks)


def _notes(workspace: Workspace, author: User, contact: Contact) -> None:
    record_audit(
        workspace=workspace,
        actor=author,
        action="contact.changed",
        subject=f"contact:{contact.pk}",
        name="Zdenka Quastenberg",
        before={"last_name": "Quastenberg", "city": CITY},
        after={"phone": PHONE, "city": f"{CITY}-Wendorf"},
        details={"email": EMAIL, "q": quote(EMAIL)},
    )
    set_do_not_contact(
        workspace=workspace, email=EMAIL, reason="manual", origin="page", author=author
    )
    Suggestion.objects.create(
        workspace=workspace,
        kind=Suggestion.Kind.REPLY,
        text=Reply.objects.get(sender=EMAIL).text,
        key=key_of("reply", Reply.objects.get(sender=EMAIL).text),
        note=f"See {EMAIL}",
        author=author,
    )
    log_shown([ShownAnswer("reply", WORDS, [("other", 0.5)], "", "1")], workspace=workspace)
    store = SessionStore()
    store["_auth_user_id"] = str(author.pk)
    store["_messages"] = '[["__json_message",0,25,"Zdenka Quastenberg is on the list",""]]'
    store.save()


def _files(workspace: Workspace) -> None:
    build_files(workspace.pk)
    home = Path(settings.STATE_DIR)
    for name, text in (
        (f"exports/{workspace.pk}/1.zip", f"{EMAIL}\n"),
        ("email/1.log", f"To: {EMAIL}\n"),
        ("logs/postgres.log", f"DETAIL: Key (email)=({EMAIL}) already exists.\n"),
    ):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def dump() -> dict[str, bytes]:
    """Return every table of the database as COPY gives it."""
    tables = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            " AND schemaname NOT LIKE 'pg_temp%%'"
        )
        for (name,) in cursor.fetchall():
            with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                tables[name] = b"".join(map(bytes, copy))
    return tables


def everything() -> dict[str, bytes]:
    """Return the dump, and every file below the state folder."""
    home = Path(settings.STATE_DIR)
    files = {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.relative_to(home).parts[0] not in {"servers", "static"}
    }
    return dump() | files


def where_traces_are(collect: Callable[[], dict[str, bytes]] = everything) -> dict[str, list[str]]:
    """Return the tables and files that still name the person, with what they say."""
    found = {name: traces_in(content) for name, content in collect().items()}
    return {name: traces for name, traces in found.items() if traces}
