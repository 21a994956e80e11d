"""Addresses of parts of pages that are opened by hand or from a bookmark."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.taxonomy.drafts.services import start_draft
from tests.leadqual.parts import part

pytestmark = pytest.mark.django_db


def test_a_part_leads_to_its_page_and_htmx_gets_it_alone(manager_client: Client) -> None:
    for name, page in (("imports:status", "imports:list"), ("home:palette", "home:dashboard")):
        opened = manager_client.get(reverse(name))

        assert (opened.status_code, opened.headers["Location"]) == (302, reverse(page))
        assert "HX-Request" in opened.headers["Vary"]
        assert "<html" in manager_client.get(reverse(name), follow=True).content.decode()
        assert "<html" not in part(manager_client, reverse(name))


def test_the_effect_of_a_draft_leads_to_the_draft(staff_client: Client, staff: User) -> None:
    draft = start_draft(name="No nurses", author=staff)

    opened = staff_client.get(reverse("taxonomy:impact", args=[draft.pk]))

    assert opened.headers["Location"] == reverse("taxonomy:draft", args=[draft.pk])


def test_progress_leads_to_its_import_and_a_stranger_learns_nothing(
    manager_client: Client, stranger_client: Client, workspace: Workspace, manager: User
) -> None:
    batch = ImportBatch.objects.create(
        workspace=workspace, author=manager, kind="contacts", file_name="list.csv"
    )
    address = reverse("imports:progress", args=[batch.pk])

    assert manager_client.get(address).headers["Location"] == reverse(
        "imports:batch", args=[batch.pk]
    )
    assert stranger_client.get(address).status_code == 404


def test_every_template_that_is_named_exists() -> None:
    root = Path(__file__).resolve().parents[4]
    templates = root / "templates"
    named = re.compile(r'"((?:[a-z_0-9]+/)+[a-z_0-9]+\.html)"')
    missing = [
        f"{path.relative_to(root)}: {name}"
        for path in [*templates.rglob("*.html"), *(root / "leadqual").rglob("*.py")]
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not ((templates / name).exists() or (templates / "django" / name).exists())
        and not name.startswith("admin/")
    ]

    assert missing == []
