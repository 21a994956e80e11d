"""The demo workspace: filled once, through the same doors as customers' data."""

import json
from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from leadqual.accounts.models import Member, Role, Workspace
from leadqual.demo import sample_data
from leadqual.imports.models import ImportBatch
from leadqual.labeling.corrections.selectors import coverage
from leadqual.leads.models import Company, Contact
from leadqual.replies.models import Reply


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fewer people, and jobs that stay in the queue: loading the encoder has tests of its own."""
    monkeypatch.setattr(sample_data, "N_CONTACTS", 200)
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True
    current_app.control.purge()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_few")
def test_a_second_start_finds_everything_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup_leadqual")
    first = capsys.readouterr().out
    call_command("setup_leadqual")
    second = capsys.readouterr().out

    workspace = Workspace.objects.get(slug=sample_data.SLUG)
    assert Company.objects.filter(workspace=workspace).count() == 750
    assert Contact.objects.filter(workspace=workspace).count() == 200
    assert Reply.objects.filter(workspace=workspace).exclude(intent="").count() == 30
    assert coverage(workspace).n_pending == 0
    assert not ImportBatch.objects.filter(n_rejected__gt=0).exists()
    assert "750 demo companies" in first
    assert second == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_few")
def test_the_printed_login_opens_the_workspace_as_manager() -> None:
    call_command("setup_leadqual")

    login = json.loads((settings.STATE_DIR / "demo.json").read_text(encoding="utf-8"))
    request = RequestFactory().post("/account/login/")
    user = authenticate(request, username=login["email"], password=login["password"])
    assert user is not None
    assert Member.objects.get(user=user).role == Role.MANAGER
    assert (settings.STATE_DIR / "demo.json").stat().st_mode & 0o077 == 0
