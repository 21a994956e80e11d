"""Makes the demo workspace: the same imports, jobs and services that customers' data go through."""

import json
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.utils import timezone

from classifiers.core.text import DATA as SEEDS
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.demo.people_names import demo_titles, write_companies, write_contacts
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.services import set_mapping, start_import
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import Contact
from leadqual.replies.intents.classification import classify_pending
from leadqual.replies.models import Reply
from leadqual.replies.receiving.email_values import Mail
from leadqual.replies.receiving.services import receive_reply

EMAIL = "demo@leadqual.example"
SLUG = "demo"
N_CONTACTS = 5_000
N_REPLIES = 30


@dataclass(frozen=True, slots=True)
class Login:
    """The one login of a fresh installation."""

    email: str
    password: str


def ensure_login() -> Login:
    """Create the demo workspace and its user, or read back what was created before."""
    file = settings.STATE_DIR / "demo.json"
    workspace, _ = Workspace.objects.get_or_create(slug=SLUG, defaults={"name": "Demo"})
    user = User.objects.filter(email=EMAIL).first()
    stored = _stored(file)
    if user is not None and stored is not None:
        return stored
    login = Login(EMAIL, secrets.token_urlsafe(12))
    if user is None:
        user = User.objects.create_superuser(EMAIL)
        user.first_name, user.last_name = "Demo", "User"
    user.set_password(login.password)
    user.save()
    Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": Role.MANAGER})
    file.touch(mode=0o600)
    file.write_text(json.dumps({"email": login.email, "password": login.password}) + "\n")
    return login


def fill(say: Callable[[str], None]) -> None:
    """Import the demo companies and people, unless they are there; go on where a kill stopped it.

    Args:
        say: takes one line for each step that was done.
    """
    workspace = Workspace.objects.get(slug=SLUG)
    author = User.objects.get(email=EMAIL)
    with tempfile.TemporaryDirectory() as folder:
        companies, contacts = Path(folder) / "companies.csv", Path(folder) / "contacts.csv"
        if _is_missing(workspace, companies.name):
            n_companies = write_companies(companies)
            _import(workspace, author, ImportBatch.Kind.COMPANIES, companies)
            say(f"{n_companies:,} demo companies")
        if _is_missing(workspace, contacts.name):
            write_contacts(contacts, count=N_CONTACTS, titles=demo_titles())
            _import(workspace, author, ImportBatch.Kind.CONTACTS, contacts)
            say(f"{N_CONTACTS:,} demo people")
    while classify_batch():
        pass
    if not Reply.objects.filter(workspace=workspace).exists():
        say(f"{_receive_replies(workspace)} demo replies")
    enqueue(Job.EMBED_COMPANIES)


def _receive_replies(workspace: Workspace) -> int:
    """Let some of the demo people answer, in words that were written for the product."""
    lines = (SEEDS / "replies/written.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [json.loads(line) for line in lines[:: len(lines) // N_REPLIES]][:N_REPLIES]
    senders = Contact.objects.filter(workspace=workspace).order_by("pk")[: len(chosen)]
    now = timezone.now()
    for number, (row, contact) in enumerate(zip(chosen, senders, strict=True)):
        mail = Mail(
            sender=contact.email or "",
            subject=row["subject"],
            text=row["text"],
            message_id=f"<demo-{row['id']}@leadqual.invalid>",
            received_at=now - timedelta(minutes=37 * number),
        )
        receive_reply(workspace=workspace, mail=mail)
    while classify_pending():
        pass
    return len(chosen)


def _is_missing(workspace: Workspace, name: str) -> bool:
    """Say whether a demo file is not in yet; one that was begun and not ended is finished first."""
    batches = ImportBatch.objects.filter(workspace=workspace, file_name=name)
    for batch in batches.filter(status__in=[ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING]):
        run_import(batch.pk)
    return not batches.filter(status=ImportBatch.Status.DONE).exists()


def _import(workspace: Workspace, author: User, kind: ImportBatch.Kind, path: Path) -> None:
    with path.open("rb") as file:
        batch = start_import(
            workspace=workspace, author=author, kind=kind, file=File(file), file_name=path.name
        )
    set_mapping(batch=batch, mapping=batch.mapping, author=author)
    run_import(batch.pk)


def _stored(file: Path) -> Login | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Login(content["email"], content["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
