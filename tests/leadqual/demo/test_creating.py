"""The demo workspace: filled once, through the same doors as customers' data."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Count, F
from django.test import RequestFactory

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.accounts.workspaces.workspace_tables import workspace_tables
from leadqual.campaigns.models import Campaign, Verdict
from leadqual.campaigns.selectors import ids_for_second_verdict
from leadqual.campaigns.tasks import embed_companies
from leadqual.campaigns.verdicts.progress import hits_over_time
from leadqual.core import clock
from leadqual.demo import people_names, sample_data
from leadqual.demo.sample_removal import remove_sample_data
from leadqual.demo.story import business_models, sample_team
from leadqual.demo.story.story_steps import Story, run_steps
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.selectors import coverage
from leadqual.labeling.models.corrections import BusinessModelCorrection, Correction
from leadqual.labeling.models.learned import LearnedFunction
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company, Contact, ContactList, SavedSearch
from leadqual.monitoring.models import Alert, DayProfile, ModelDay, MonitoringCursor
from leadqual.registry.models import ModelVersion, Training, Trial
from leadqual.registry.tasks import measure_candidates, retrain
from leadqual.registry.versions.services import register_pretrained
from leadqual.replies.models import Reply
from tests.leadqual.demo.embedding import embed

DIRECTORY_FIELDS = (
    "name",
    "domain",
    "overview",
    "industry",
    "categories",
    "specialties",
    "country",
)
_OF_NO_RECORD = (
    *("leads.FacetChange", "leads.FacetState", "leads.RecordSum", "leads.TitleSum"),
    *("labeling.Revision", "labeling.QueueRun", "labeling.ChanceRun", "labeling.Spread"),
    *("monitoring.MonitoringCursor", "lead_scores.LeadScoreRules", "lead_scores.LeadScoreChange"),
    *("leads.SalesStatus", "replies.ReplySettings"),
)
"""Settings, sums and marks of jobs; they hold no sample record."""
PASSWORD = "correct horse battery staple"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_a_fresh_start_shows_a_workspace_in_the_middle_of_its_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("setup_leadqual")
    first = capsys.readouterr().out
    call_command("setup_leadqual")
    second = capsys.readouterr().out

    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    n_people = Contact.objects.filter(workspace=workspace).count()
    n_replies = Reply.objects.filter(workspace=workspace).exclude(intent="").count()
    assert f"830 demo companies, {n_people:,} people, {n_replies} replies" in first
    assert second == ""
    assert Company.objects.filter(workspace=workspace).count() == 830
    assert coverage(workspace).n_pending == 0
    _check_lists(workspace)
    assert sample_data.finish() == 0  # Companies wait to be embedded.
    embed(workspace)
    assert sample_data.finish() > 0
    assert sample_data.finish() == 0
    _check_verdicts(workspace)
    _check_titles_and_replies(workspace)
    _check_monitoring(workspace)
    _check_training(workspace)
    _check_removal(workspace)


def _check_removal(workspace: Workspace) -> None:
    remove_sample_data(workspace=workspace, author=User.objects.get(email=sample_data.EMAIL))
    left = {
        table.model._meta.label: n_rows
        for table in workspace_tables()
        if (n_rows := table.model._base_manager.filter(**{table.path: workspace.pk}).count())
    }
    assert left.pop("accounts.Member") == 1
    assert set(left) <= {*_OF_NO_RECORD}, left


def _check_lists(workspace: Workspace) -> None:
    states = ImportBatch.objects.values_list("status").annotate(n=Count("pk"))
    assert set(dict(states)) == {ImportBatch.Status.DONE, ImportBatch.Status.MAPPING}
    assert Contact.objects.filter(created_at__gt=workspace.created_at).count() == 0
    days = Contact.objects.dates("created_at", "day")
    assert days[0] <= (workspace.created_at - timedelta(days=30)).date()
    assert ContactList.objects.filter(workspace=workspace).count() == 3
    assert SavedSearch.objects.filter(workspace=workspace).count() == 3


def _check_verdicts(workspace: Workspace) -> None:
    assert Campaign.objects.filter(workspace=workspace).count() == 2
    for campaign in Campaign.objects.filter(workspace=workspace):
        verdicts = Verdict.objects.filter(campaign=campaign, is_current=True)
        assert verdicts.values("author").distinct().count() == 3
        assert verdicts.exclude(reasons=None).exists()
        twice = verdicts.values("company").annotate(n=Count("author")).filter(n=2)
        assert twice.exists()
        # Which companies two people judge goes by their keys: most of these have both verdicts.
        assert len(ids_for_second_verdict(campaign)) < twice.count()
        assert [rate.is_whole for rate in hits_over_time(campaign)][:1] == [True]
        early = verdicts.exclude(score=None).filter(created_at__lt=F("company__created_at"))
        assert not early.exists()  # Nobody judges a card of a company that came later.
    first = Verdict.objects.earliest("created_at").created_at
    assert first < workspace.created_at - timedelta(days=13)
    assert Verdict.objects.filter(created_at__gt=workspace.created_at - timedelta(hours=1)).exists()


def _check_titles_and_replies(workspace: Workspace) -> None:
    learned = LearnedFunction.objects.get(workspace=workspace)
    assert learned.state == LearnedFunction.State.ACTIVE
    assert learned.recall is not None
    assert Correction.objects.filter(workspace=workspace).exclude(approved_by=None).exists()
    threads = Reply.objects.filter(workspace=workspace).values("thread").annotate(n=Count("pk"))
    assert threads.filter(n__gt=1).count() == 8
    assert not Reply.objects.filter(workspace=workspace, contact=None).exists()


def _check_monitoring(workspace: Workspace) -> None:
    days = sorted(set(DayProfile.objects.filter(workspace=workspace).values_list("day", flat=True)))
    today = workspace.created_at.date()
    assert days[0] <= today - timedelta(days=30)
    assert len(days) >= 20
    assert MonitoringCursor.objects.get(workspace=workspace).day == today - timedelta(days=1)
    assert Alert.objects.get(workspace=workspace).closed_at is None
    judged = ModelDay.objects.filter(workspace=workspace, n_judged__gt=0)
    assert judged.filter(kind="titles").count() >= 5
    assert judged.filter(kind="replies").exists()


def _check_training(workspace: Workspace) -> None:
    corrections = BusinessModelCorrection.objects.filter(workspace=workspace)
    assert corrections.values("author").distinct().count() == 2
    training = Training.objects.get()
    assert (training.kind, training.step) == ("companies", Training.Step.GATHER)
    assert training.asked_at < workspace.created_at - timedelta(days=2)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_model_that_learned_from_the_team_passes_its_quality_gates(
    workspace: Workspace, manager: User
) -> None:
    """With the real encoder and models: what `make run` brings about behind the first page."""
    register_pretrained()
    workspace.sample_steps = 0
    workspace.save()
    for row in people_names.read_directory():
        fields = {name: row[name] for name in DIRECTORY_FIELDS if row.get(name)}
        name = str(row["name"])
        Company.objects.create(workspace=workspace, name_key=name_key(name), **fields)
    embed_companies()
    team = sample_team.create_team(workspace, manager)
    story = Story(workspace, team, clock.now())
    run_steps(story, business_models.steps(story), has_vectors=True)

    retrain()
    measure_candidates()

    training = Training.objects.get()
    assert (training.step, training.problem) == (Training.Step.DONE, "")
    trial = Trial.objects.get()
    assert trial.candidate.state == ModelVersion.State.CANDIDATE
    assert trial.state == Trial.State.DONE
    assert [gate["refusal"] for gate in trial.gates if not gate["passes"]] == []


@pytest.mark.django_db
def test_the_printed_login_opens_the_workspace_as_manager() -> None:
    sample_data.ensure_login()

    login = json.loads((settings.STATE_DIR / "demo.json").read_text(encoding="utf-8"))
    request = RequestFactory().post("/account/login/")
    user = authenticate(request, username=login["email"], password=login["password"])
    assert user is not None
    assert Member.objects.get(user=user).role == Role.MANAGER
    assert (settings.STATE_DIR / "demo.json").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_colleagues_cannot_sign_in() -> None:
    sample_data.ensure_login()
    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    owner = User.objects.get(email=sample_data.EMAIL)

    team = sample_team.create_team(workspace, owner)

    request = RequestFactory().post("/account/login/")
    for person in (team.maya, team.tomas):
        assert not person.has_usable_password()
        person.set_password(PASSWORD)
        person.save()
        assert authenticate(request, username=person.email, password=PASSWORD) is None


@pytest.mark.django_db
def test_a_demo_workspace_that_was_deleted_or_filled_by_hand_is_left_alone() -> None:
    sample_data.ensure_login()
    said: list[str] = []

    Workspace.objects.update(sample_steps=None)
    sample_data.fill(said.append)
    Workspace.objects.update(sample_steps=0, deleted_at=clock.now())
    sample_data.fill(said.append)
    Workspace.objects.all().delete()
    sample_data.ensure_login()
    sample_data.fill(said.append)

    assert said == []
    assert not Workspace.objects.exists()
