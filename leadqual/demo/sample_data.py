"""Makes the demo workspace: the same imports, jobs and services that customers' data go through."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.campaigns.embedding_job import n_pending_companies
from leadqual.core.jobs import Job, enqueue
from leadqual.demo.story import (
    business_models,
    campaign_verdicts,
    file_imports,
    lists_and_searches,
    monitoring_month,
    reply_threads,
    sample_team,
    title_reviews,
)
from leadqual.demo.story.story_steps import Step, Story, has_run, run_steps
from leadqual.leads.models import Company, Contact
from leadqual.replies.models import Reply

EMAIL = "demo@leadqual.example"
SLUG = "demo"
NAME = "Demo"
N_CONTACTS = 5_000
_SUBJECTS = (
    file_imports,
    campaign_verdicts,
    business_models,
    title_reviews,
    reply_threads,
    lists_and_searches,
    monitoring_month,
)


@dataclass(frozen=True, slots=True)
class Login:
    """The one login of a fresh installation."""

    email: str
    password: str


def ensure_login() -> Login:
    """Create the demo workspace and its user, or read back what was created before."""
    file = settings.STATE_DIR / "demo.json"
    user = User.objects.filter(email=EMAIL).first()
    stored = _read_stored(file)
    if user is not None and stored is not None:
        return stored
    login = Login(EMAIL, secrets.token_urlsafe(12))
    if user is None:
        user = User.objects.create_superuser(EMAIL)
        user.first_name, user.last_name = "Demo", "User"
    user.set_password(login.password)
    user.save()
    workspace, _ = Workspace.objects.get_or_create(
        slug=SLUG, defaults={"name": NAME, "sample_steps": 0}
    )
    Member.objects.get_or_create(workspace=workspace, user=user, defaults={"role": Role.MANAGER})
    file.touch(mode=0o600)
    file.write_text(json.dumps({"email": login.email, "password": login.password}) + "\n")
    return login


def fill(report: Callable[[str], None]) -> None:
    """Let the weeks before today happen in the demo workspace; goes on where a kill stopped it.

    A workspace that was emptied, deleted or filled by hand is left alone. What needs vectors comes
    later, by `finish`.
    """
    workspace = _sample_workspace()
    if workspace is None:
        return
    story, steps = _story_steps(workspace)
    if run_steps(story, steps):
        enqueue(Job.EMBED_COMPANIES)
        n_companies = Company.objects.filter(workspace=workspace).count()
        n_people = Contact.objects.filter(workspace=workspace).count()
        n_replies = Reply.objects.filter(workspace=workspace).count()
        report(f"{n_companies:,} demo companies, {n_people:,} people, {n_replies} replies")


def finish() -> int:
    """Let the team judge cards of the queue once the demo workspace is filled and embedded.

    Returns:
        How many steps were taken; 0 where companies wait, or all is done.
    """
    workspace = _sample_workspace()
    if workspace is None:
        return 0
    story, steps = _story_steps(workspace)
    n_first = sum(not step.needs_vectors for step in steps)
    is_filled = (workspace.sample_steps or 0) >= n_first
    if not is_filled or has_run(workspace, steps) or n_pending_companies(workspace):
        return 0
    return run_steps(story, steps, has_vectors=True)


def _sample_workspace() -> Workspace | None:
    rows = Workspace.objects.filter(slug=SLUG, deleted_at=None, sample_steps__isnull=False)
    return rows.first()


def _story_steps(workspace: Workspace) -> tuple[Story, list[Step]]:
    owner = User.objects.get(email=EMAIL)
    story = Story(workspace, sample_team.create_team(workspace, owner), workspace.created_at)
    return story, [step for subject in _SUBJECTS for step in subject.steps(story)]


def _read_stored(file: Path) -> Login | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Login(content["email"], content["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
