"""Stored scores follow what they are made of."""

from datetime import timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.verdicts.services import record_verdict, undo_verdicts
from leadqual.core import clock
from leadqual.lead_scores.models import LeadScoreChange, LeadScoreRun
from leadqual.lead_scores.refresh import score_job
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.replies.models import Reply
from leadqual.taxonomy.models import Level
from tests.leadqual.lead_scores.conftest import reply_of, score_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_new_person_gets_a_score_and_a_tier(contact: Contact) -> None:
    assert (contact.lead_score, contact.lead_tier) == (None, "")

    score, tier = score_of(contact)

    # Size good 5, country good 2.5, new in workspace 5; the title is read later.
    assert (score, tier) == (13, "C")
    assert not LeadScoreChange.objects.exists()


def test_a_positive_reply_raises_and_an_objection_lowers_the_score(contact: Contact) -> None:
    before, _ = score_of(contact)
    assert before is not None

    reply = reply_of(contact, "positive")
    after, _ = score_of(contact)
    Reply.objects.filter(pk=reply.pk).update(category="objection")
    last, _ = score_of(contact)

    assert (after, last) == (before + 15, 0)


def test_a_verdict_and_its_undo_change_the_score(
    contact: Contact, company: Company, campaign: Campaign, manager: User
) -> None:
    before, _ = score_of(contact)
    assert before is not None

    verdict = record_verdict(
        campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager
    )
    liked, _ = score_of(contact)
    undo_verdicts(step=verdict, person=manager)
    undone, _ = score_of(contact)

    assert (liked, undone) == (before + 10, before)


def test_a_level_and_a_corrected_company_change_the_score(
    contact: Contact, company: Company
) -> None:
    before, _ = score_of(contact)
    assert before is not None

    JobTitle.objects.filter(contacts=contact).update(level=Level.objects.get(slug="vp"))
    with_level, _ = score_of(contact)
    Company.objects.filter(pk=company.pk).update(business_model="b2b")
    with_model, _ = score_of(contact)

    assert (with_level, with_model) == (before + 15, before + 20)


def test_another_title_makes_a_person_new_in_role(contact: Contact, workspace: Workspace) -> None:
    title = JobTitle.objects.create(workspace=workspace, title="Chief", normalised="chief")

    Contact.objects.filter(pk=contact.pk).update(title="HEAD OF SALES", job_title=title)
    contact.refresh_from_db()
    assert contact.title_changed_at is None  # Only its spelling changed.
    Contact.objects.filter(pk=contact.pk).update(title="Chief", job_title_id=contact.job_title_id)
    other = JobTitle.objects.create(workspace=workspace, title="Boss", normalised="boss")
    Contact.objects.filter(pk=contact.pk).update(title="Boss", job_title=other)
    contact.refresh_from_db()

    assert contact.title_changed_at is not None


def test_scores_decay_from_day_to_day(contact: Contact) -> None:
    fresh, _ = score_of(contact)
    assert fresh is not None
    Contact.objects.filter(pk=contact.pk).update(created_at=clock.now() - timedelta(days=60))

    LeadScoreRun.objects.update(day=clock.now().date() - timedelta(days=1))
    old, _ = score_of(contact)

    assert old == fresh - 4  # 5 points twice halved are 1.25: 17.5 became 13.75.


def test_a_run_that_ran_out_of_time_goes_on(contact: Contact) -> None:
    score_job.work(seconds=0)
    contact.refresh_from_db()
    assert contact.lead_score is None

    assert score_of(contact)[0] is not None


def test_people_of_a_deleted_workspace_are_left_alone(
    contact: Contact, workspace: Workspace
) -> None:
    workspace.deleted_at = clock.now()
    workspace.save(update_fields=["deleted_at"])

    assert score_of(contact) == (None, "")
    assert LeadScoreChange.objects.exists()


def _columns(contact: Contact) -> dict[str, object]:
    row = Contact.objects.get(pk=contact.pk)
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_scoring_leaves_everything_else_of_a_person_as_it_was(contact: Contact) -> None:
    before = _columns(contact)

    score_of(contact)

    after = _columns(contact)
    assert {name for name in before if before[name] != after[name]} == {"lead_score", "lead_tier"}


def test_a_run_without_time_for_all_goes_on_behind_the_workspace_that_was_served(
    contact: Contact, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Workspace.objects.create(name="Other", slug="other")
    served: list[int] = []

    def note(one: Workspace, _until: float) -> int:
        served.append(one.pk)
        return 0

    monkeypatch.setattr(score_job, "_work_on", note)

    score_job.work(seconds=-1)
    score_job.work(seconds=-1)

    assert sorted(served) == [workspace.pk, other.pk]
